// SPDX-License-Identifier: Apache-2.0
import CLibXML
import Synchronization

/// A compiled schema, for any number of validations at once.
public final class Schema: @unchecked Sendable {  // Immutable; libxml2 keeps what a validation changes in its context.
    private let pointer: xmlSchemaPtr
    private let path: String
    // Read when the first document is invalid.
    private let contentModel = Mutex<ContentModel?>(nil)

    /// Compiles a schema of the ``ResourceLibrary``.
    ///
    /// - Throws: ``SafeXMLError``: a schema of ours that does not compile is a fault of ours.
    public init(path: String) throws {
        LibXML.silenceThread()
        let document = XMLDocument(owning: try ResourceLibrary.tree(path: path))
        guard let context = xmlSchemaNewDocParserCtxt(document.pointer) else {
            throw SafeXMLError("libxml2 gave no schema context.")
        }
        defer { xmlSchemaFreeParserCtxt(context) }
        var errors = ErrorCollector.Store()
        let compiled = ErrorCollector.collecting(into: &errors) { target in
            arkivbro_schema_parser_errors(context, target)
            return xmlSchemaParse(context)
        }
        guard let compiled, errors.list.isEmpty else {
            throw SafeXMLError("Schema \(path) does not compile: \(errors.list.first?.message ?? "no reason given").")
        }
        pointer = compiled
        self.path = path
    }

    deinit { xmlSchemaFree(pointer) }

    /// Validates, and tells all violations: libxml2's verdict, and beside it every missing and misplaced element,
    /// of which libxml2 itself names only the first in each parent.
    ///
    /// - Throws: ``SafeXMLError`` when the validator fails, which is not the same as an invalid document.
    public func violations(in document: XMLDocument) throws -> SchemaViolations {
        LibXML.silenceThread()
        guard let context = xmlSchemaNewValidCtxt(pointer) else {
            throw SafeXMLError("libxml2 gave no validation context.")
        }
        defer { xmlSchemaFreeValidCtxt(context) }
        var errors = ErrorCollector.Store()
        let code = ErrorCollector.collecting(into: &errors) { target in
            arkivbro_schema_valid_errors(context, target)
            return xmlSchemaValidateDoc(context, document.pointer)
        }
        if code < 0 { throw SafeXMLError("libxml2's schema validator failed (\(code)).") }
        var result = SchemaViolations()
        if code == 0 { return result }

        let paths = XMLPaths()
        let contentModel = try readContentModel()
        let explained = document.root.map { contentModel.judge($0, paths, into: &result) } ?? []
        var seen = Set(result.told)
        func add(_ rule: SchemaViolation.Rule, _ path: String, _ line: Int?) {
            let isNew = seen.insert(SchemaViolation(rule: rule, path: path, line: line)).inserted
            if isNew { result.add(rule, at: path, line: line) }
        }
        for error in errors.list {
            guard let node = error.node else {
                add(.other(code: error.code), "", error.line)
                continue
            }
            let element = XMLElement(document: document, pointer: node)
            // A content-model error stands at the child that was not expected, or at the parent that ended too soon.
            let isContentModel = error.code == Int(XML_SCHEMAV_ELEMENT_CONTENT.rawValue)
            let isExplained =
                explained.contains(node)
                || isContentModel && element.parent.map { explained.contains($0.pointer) } == true
            if isExplained, isContentModel || error.isOfValue, error.attributeOfValue == nil { continue }
            if let attribute = error.attributeOfValue {
                // The facet's violation and the type's are one.
                add(.value(type: "enumeration"), paths.path(of: element) + "/@" + attribute, element.line)
                continue
            }
            add(error.rule, paths.path(of: element), element.line)
        }
        if result.isEmpty { result.add(.other(code: Int(code)), at: "", line: nil) }
        return result
    }

    private func readContentModel() throws -> ContentModel {
        try contentModel.withLock { known in
            if let known { return known }
            let model = try ContentModel(schemaPath: path)
            known = model
            return model
        }
    }
}

/// Gathers structured errors of libxml2 while a call runs.
enum ErrorCollector {
    struct Entry {
        let code: Int
        let line: Int?
        let node: xmlNodePtr?
        let message: String

        var rule: SchemaViolation.Rule {
            switch UInt32(code) {
            case XML_SCHEMAV_CVC_COMPLEX_TYPE_4.rawValue: .missing(["@" + attributeName])
            case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1.rawValue, XML_SCHEMAV_CVC_TYPE_3_1_1.rawValue:
                .attribute(refusedAttribute)
            case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3.rawValue: .text
            default: .other(code: code)
            }
        }

        var isOfValue: Bool {
            switch UInt32(code) {
            case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1.rawValue, XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2.rawValue,
                XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3.rawValue, XML_SCHEMAV_CVC_PATTERN_VALID.rawValue,
                XML_SCHEMAV_CVC_ENUMERATION_VALID.rawValue:
                true
            default: false
            }
        }

        // "Element 'x', attribute 'y': …" and "Element 'x': The attribute 'y' is required …": both names are the schema's.
        private var nameParts: [Substring] {
            message.split(separator: "'", maxSplits: 4, omittingEmptySubsequences: false)
        }

        private var attributeName: String { nameParts.count > 3 ? String(nameParts[3]) : "" }

        // "… The attribute '{namespace}y' is not allowed." The name alone: the namespace is anybody's text, apostrophes and all.
        private var refusedAttribute: String {
            let quoted = message.prefix(upTo: message.lastIndex(of: "'") ?? message.startIndex)
            return quoted.split { $0 == "'" || $0 == "}" }.last.map(String.init) ?? ""
        }

        /// The attribute whose value is at fault, if it is not the element's text.
        var attributeOfValue: String? {
            isOfValue && nameParts.count > 3 && nameParts[2] == ", attribute " ? attributeName : nil
        }
    }

    struct Store {
        var list: [Entry] = []
        private var numbers: [Kind: Int] = [:]

        /// What is gathered apart: most of one kind are told by the content model as well, and must not hide the others.
        private struct Kind: Hashable {
            let code: Int32
            let isOfAttribute: Bool
        }

        /// Whether there is room for one more like it.
        mutating func takes(_ code: Int32, _ message: UnsafePointer<CChar>?) -> Bool {
            let isOfAttribute = message.map { strstr($0, "', attribute '") != nil } ?? false
            let kind = Kind(code: code, isOfAttribute: isOfAttribute)
            numbers[kind, default: 0] += 1
            return numbers[kind, default: 0] <= SchemaViolations.maxOfAKind
        }
    }

    static func collecting<Result>(
        into store: inout Store, _ body: (UnsafeMutablePointer<arkivbro_error_target>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &store) { store in
            var target = arkivbro_error_target()
            target.context = UnsafeMutableRawPointer(store)
            target.sink = { context, _, code, level, message, line, _, node in
                guard level >= Int32(XML_ERR_ERROR.rawValue) else { return }
                guard let store = context?.assumingMemoryBound(to: Store.self),
                    store.pointee.takes(code, message)
                else { return }
                store.pointee.list.append(
                    Entry(
                        code: Int(code), line: line > 0 ? Int(line) : nil,
                        node: node?.assumingMemoryBound(to: xmlNode.self),
                        message: message.map { String(cString: $0).trimmingWhitespace() } ?? ""))
            }
            return withUnsafeMutablePointer(to: &target) { body($0) }
        }
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
