// SPDX-License-Identifier: Apache-2.0
import CLibXML

/// A simple type that restricts another by enumerations or patterns.
struct SimpleType {
    let base: ContentModel.TypeName
    private let enumerations: Set<String>
    private let patterns: [Pattern]

    /// Reads an `xs:restriction`.
    init(base: ContentModel.TypeName, restriction: XMLElement) throws {
        self.base = base
        func values(_ facet: String) -> [String] {
            restriction.children.filter { $0.localName == facet }.compactMap { $0.attribute("value") }
        }
        enumerations = Set(values("enumeration"))
        patterns = try values("pattern").map(Pattern.init)
    }

    /// Whether the facets of this type let the text through.
    func allows(_ text: String) -> Bool {
        (enumerations.isEmpty || enumerations.contains(text))
            && (patterns.isEmpty || patterns.contains { $0.matches(text) })
    }

    /// Whether a text is of a type that XML Schema itself defines; unknown types let everything through.
    static func isValid(_ text: String, predefined name: String, namespace: String) -> Bool {
        guard let type = xmlSchemaGetPredefinedType(name, namespace) else { return true }
        return xmlSchemaValidatePredefinedType(type, text, nil) == 0
    }

    private final class Pattern: @unchecked Sendable {  // Immutable; matching keeps its state on the stack.
        private let pointer: xmlRegexpPtr

        init(_ text: String) throws {
            guard let pointer = xmlRegexpCompile(text) else { throw SafeXMLError("A pattern does not compile.") }
            self.pointer = pointer
        }

        deinit { xmlRegFreeRegexp(pointer) }

        func matches(_ text: String) -> Bool { xmlRegexpExec(pointer, text) == 1 }
    }
}
