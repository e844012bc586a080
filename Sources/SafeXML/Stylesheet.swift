// SPDX-License-Identifier: Apache-2.0
import CLibXML
import Synchronization

/// What one run of a stylesheet gave.
public struct Transformation {
    /// The result tree.
    public let document: XMLDocument
    /// The texts of `xsl:message`, in order.
    public let messages: [String]
    /// What extension functions were called with, and what they gave, in order.
    public let calls: [(argument: String, result: String)]
    fileprivate let stylesheet: CompiledStylesheet

    /// The result's bytes, written as `xsl:output` asks: the same that `xsltproc` writes.
    public func serialized() throws -> [UInt8] {
        var text: UnsafeMutablePointer<xmlChar>?
        var count: Int32 = 0
        guard xsltSaveResultToString(&text, &count, document.pointer, stylesheet.pointer) == 0, let text else {
            throw SafeXMLError("libxslt could not write the result.")
        }
        defer { arkivbro_free(text) }
        return Array(UnsafeBufferPointer(start: text, count: Int(count)))
    }
}

/// A function that stylesheets may call: one argument in, one string out, and nothing else.
public struct ExtensionFunction: Sendable {
    let namespace: String
    let name: String
    fileprivate let body: Body

    fileprivate enum Body: Sendable {
        case text(@Sendable (String) -> String)
        case path
    }

    /// Creates a function; it must depend on nothing but its argument.
    public init(namespace: String, name: String, body: @escaping @Sendable (String) -> String) {
        self.namespace = namespace
        self.name = name
        self.body = .text(body)
    }

    private init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
        body = .path
    }

    /// A function that gives the path of the first node of its argument, as ``XMLPaths``.
    public static func path(namespace: String, name: String) -> ExtensionFunction {
        ExtensionFunction(namespace: namespace, name: name)
    }
}

/// A stylesheet, for any number of runs at once.
///
/// Runs under deny-all: no file, no network, no `document()`.
public final class Stylesheet: Sendable {
    private let functions: [ExtensionFunction]
    private let name: String
    // As many as have run at once. Runs that shared one compiled stylesheet between threads have been seen to give
    // differing results with libxslt 1.1.35.
    private let idle: Mutex<[CompiledStylesheet]>

    /// Compiles a stylesheet of the ``ResourceLibrary``, with the modules it includes.
    ///
    /// - Throws: ``SafeXMLError``: a stylesheet of ours that does not compile is a fault of ours.
    public init(path: String, functions: [ExtensionFunction] = []) throws {
        idle = Mutex([try CompiledStylesheet(path: path)])
        name = path
        self.functions = functions
    }

    /// Runs the stylesheet.
    ///
    /// - Parameters:
    ///   - document: the source; stripping of white space may change it.
    ///   - parameters: passed as strings, whatever characters they hold.
    /// - Throws: ``SafeXMLError`` for anything but a run that libxslt itself calls complete.
    public func run(on document: XMLDocument, parameters: [String: String] = [:]) throws -> Transformation {
        LibXML.silenceThread()
        let compiled = try idle.withLock { try $0.popLast() ?? CompiledStylesheet(path: name) }
        defer { idle.withLock { $0.append(compiled) } }
        guard let context = xsltNewTransformContext(compiled.pointer, document.pointer) else {
            throw SafeXMLError("libxslt gave no context.")
        }
        defer { xsltFreeTransformContext(context) }
        guard xsltSetCtxtSecurityPrefs(LibXML.denyAll, context) == 0 else {
            throw SafeXMLError("libxslt refused the security preferences.")
        }
        let state = RunState(functions: functions)
        for function in functions {
            xsltRegisterExtFunction(context, function.name, function.namespace, callExtensionFunction)
        }
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
            guard xsltQuoteOneUserParam(context, name, value) == 0 else {
                throw SafeXMLError("libxslt refused the parameter \(name).")
            }
        }
        return try withExtendedLifetime(state) {
            let opaque = Unmanaged.passUnretained(state).toOpaque()
            context.pointee._private = opaque
            var target = arkivbro_text_target(
                sink: { context, text, length in
                    guard let context, let text else { return }
                    let state = Unmanaged<RunState>.fromOpaque(context).takeUnretainedValue()
                    state.append(UnsafeRawBufferPointer(start: text, count: length))
                },
                context: opaque)
            let result = withUnsafeMutablePointer(to: &target) { target in
                arkivbro_collect_transform_messages(context, target)
                return xsltApplyStylesheetUser(compiled.pointer, document.pointer, nil, nil, nil, context)
            }
            guard let result else { throw SafeXMLError("\(name) gave no result.") }
            let owned = XMLDocument(owning: result)
            guard context.pointee.state == XSLT_STATE_OK else {
                throw SafeXMLError("\(name) did not run to its end (state \(context.pointee.state.rawValue)).")
            }
            return Transformation(document: owned, messages: state.messages, calls: state.calls, stylesheet: compiled)
        }
    }
}

// Lent to one run at a time; what a result reads of it when it is written, `xsl:output`, no run changes.
private final class CompiledStylesheet: @unchecked Sendable {
    let pointer: xsltStylesheetPtr

    init(path: String) throws {
        LibXML.silenceThread()
        let document = try ResourceLibrary.tree(path: path)
        // The stylesheet owns its document once it is compiled, and only then.
        guard let compiled = xsltParseStylesheetDoc(document) else {
            xmlFreeDoc(document)
            throw SafeXMLError("Stylesheet \(path) does not compile.")
        }
        guard compiled.pointee.errors == 0 else {
            xsltFreeStylesheet(compiled)
            throw SafeXMLError("Stylesheet \(path) has errors.")
        }
        pointer = compiled
    }

    deinit { xsltFreeStylesheet(pointer) }
}

/// What one run gathers, and what its extension functions need.
private final class RunState {
    let functions: [ExtensionFunction]
    let paths = XMLPaths()
    var calls: [(argument: String, result: String)] = []
    private var text: [UInt8] = []

    init(functions: [ExtensionFunction]) { self.functions = functions }

    func append(_ bytes: UnsafeRawBufferPointer) { text.append(contentsOf: bytes) }

    // libxslt ends each message with a line feed of its own.
    var messages: [String] {
        text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}

private let callExtensionFunction: xmlXPathFunction = { context, argumentCount in
    guard let context else { return }
    guard argumentCount == 1 else {
        xmlXPathErr(context, Int32(XPATH_INVALID_ARITY.rawValue))
        return
    }
    guard let run = xsltXPathGetTransformContext(context)?.pointee._private,
        let name = context.pointee.context?.pointee.function,
        let namespace = context.pointee.context?.pointee.functionURI
    else {
        xmlXPathErr(context, Int32(XPATH_UNKNOWN_FUNC_ERROR.rawValue))
        return
    }
    let state = Unmanaged<RunState>.fromOpaque(run).takeUnretainedValue()
    let called = (String(cString: namespace), String(cString: name))
    switch state.functions.first(where: { ($0.namespace, $0.name) == called })?.body {
    case .text(let body):
        guard let argument = xmlXPathPopString(context) else { return }
        defer { arkivbro_free(argument) }
        let text = String(cString: argument)
        let result = body(text)
        state.calls.append((text, result))
        valuePush(context, xmlXPathNewCString(result))
    case .path:
        guard let nodes = xmlXPathPopNodeSet(context) else { return }
        defer { xmlXPathFreeNodeSet(nodes) }
        let first = nodes.pointee.nodeNr > 0 ? nodes.pointee.nodeTab?[0] : nil
        valuePush(context, xmlXPathNewCString(first.map { state.paths.path(of: $0) } ?? ""))
    case nil: xmlXPathErr(context, Int32(XPATH_UNKNOWN_FUNC_ERROR.rawValue))
    }
}
