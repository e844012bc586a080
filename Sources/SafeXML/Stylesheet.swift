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
        case regular
        case entries(namespace: String)
        case alone
        case repeated
    }

    /// Creates a function; it must depend on nothing but its argument.
    public init(namespace: String, name: String, body: @escaping @Sendable (String) -> String) {
        self.namespace = namespace
        self.name = name
        self.body = .text(body)
    }

    private init(namespace: String, name: String, _ body: Body) {
        self.namespace = namespace
        self.name = name
        self.body = body
    }

    /// A function that gives the path of the first node of its argument, as ``XMLPaths``.
    public static func path(namespace: String, name: String) -> ExtensionFunction {
        ExtensionFunction(namespace: namespace, name: name, .path)
    }

    /// A function that tells whether a group of fields is as its schema has it: the group, the names of its fields, of its
    /// groups, of its fields that have fields inside, and of its attributes.
    public static func isRegular(namespace: String, name: String) -> ExtensionFunction {
        ExtensionFunction(namespace: namespace, name: name, .regular)
    }

    /// A function that gives the entries of a carrier for a group that is regular: the group, the fields that the natural
    /// elements give, and the names of the group's fields.
    public static func entries(namespace: String, name: String, of carrier: String) -> ExtensionFunction {
        ExtensionFunction(namespace: namespace, name: name, .entries(namespace: carrier))
    }

    /// A function that gives those of the elements whose attribute has a value that no other of them has: the elements, and the
    /// attribute's name.
    ///
    /// What a key gives is a copy of all that have the value, and libxslt sorts in time that grows with the square where the
    /// order is made for it.
    public static func alone(namespace: String, name: String) -> ExtensionFunction {
        ExtensionFunction(namespace: namespace, name: name, .alone)
    }

    /// A function that gives those of the elements that ``alone(namespace:name:)`` does not.
    public static func repeated(namespace: String, name: String) -> ExtensionFunction {
        ExtensionFunction(namespace: namespace, name: name, .repeated)
    }
}

/// What one run of a stylesheet may cost, whatever it is run on.
///
/// The limits on documents bound how large a tree is. These are the net behind them: a document that is within every limit
/// and yet made so that the work grows with the square of its size is refused, where it would have taken minutes.
public struct RunCost: Sendable, Hashable {
    /// Most steps of XPath: libxml2 counts each operation, and each node that is looked at on an axis.
    public var maxSteps: UInt = 300_000_000
    /// Most bytes of messages.
    public var maxMessageBytes = 24 * 1024 * 1024

    /// The defaults.
    public init() {}

    /// The defaults.
    public static let standard = RunCost()
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
    ///   - cost: what the run may cost.
    /// - Throws: ``XMLFault`` for a run that would cost more; ``SafeXMLError`` for anything else but a run that libxslt itself
    ///   calls complete.
    public func run(
        on document: XMLDocument, parameters: [String: String] = [:], cost: RunCost = .standard
    ) throws -> Transformation {
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
        let state = RunState(functions: functions, lists: compiled.lists, maxMessageBytes: cost.maxMessageBytes)
        context.pointee.xpathCtxt.pointee.opLimit = cost.maxSteps
        for function in functions {
            xsltRegisterExtFunction(context, function.name, function.namespace, function.body.call)
        }
        for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
            guard xsltQuoteOneUserParam(context, name, value) == 0 else {
                throw SafeXMLError("libxslt refused the parameter \(name).")
            }
        }
        return try withExtendedLifetime(state) {
            let opaque = Unmanaged.passUnretained(state).toOpaque()
            context.pointee._private = opaque
            state.transformation = context
            var target = arkivbro_text_target(
                sink: { context, text, length in
                    guard let context, let text else { return }
                    let state = Unmanaged<RunState>.fromOpaque(context).takeUnretainedValue()
                    state.append(UnsafeRawBufferPointer(start: text, count: length))
                    if state.hasTooManyMessages { state.stop() }
                },
                context: opaque)
            let result = withUnsafeMutablePointer(to: &target) { target in
                arkivbro_collect_transform_messages(context, target)
                return xsltApplyStylesheetUser(compiled.pointer, document.pointer, nil, nil, nil, context)
            }
            let owned = result.map { XMLDocument(owning: $0) }
            // libxml2 sets the count to the limit when it is passed.
            if context.pointee.xpathCtxt.pointee.opCount == cost.maxSteps { throw XMLFault.limit("maxSteps") }
            if state.hasTooManyMessages { throw XMLFault.limit("maxMessageBytes") }
            guard let owned else { throw SafeXMLError("\(name) gave no result.") }
            guard context.pointee.state == XSLT_STATE_OK else {
                throw SafeXMLError("\(name) did not run to its end (state \(context.pointee.state.rawValue)).")
            }
            return Transformation(document: owned, messages: state.messages, calls: state.calls, stylesheet: compiled)
        }
    }
}

private final class CompiledStylesheet: @unchecked Sendable {  // Lent to one run at a time; no run changes xsl:output.
    let pointer: xsltStylesheetPtr
    let lists = NameLists()

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
    let lists: NameLists
    let paths = XMLPaths()
    var calls: [(argument: String, result: String)] = []
    /// Valid while the run lasts.
    var transformation: xsltTransformContextPtr?
    private let maxMessageBytes: Int
    private var text: [UInt8] = []

    init(functions: [ExtensionFunction], lists: NameLists, maxMessageBytes: Int) {
        self.functions = functions
        self.lists = lists
        self.maxMessageBytes = maxMessageBytes
    }

    /// Namespace of the entries that the one function for them gives.
    var carrier: String? {
        for case .entries(let namespace) in functions.lazy.map(\.body) { return namespace }
        return nil
    }

    /// What a function does, by the names that a stylesheet calls it.
    func body(namespace: UnsafePointer<xmlChar>, name: UnsafePointer<xmlChar>) -> ExtensionFunction.Body? {
        functions.first { xmlStrEqual(name, $0.name) == 1 && xmlStrEqual(namespace, $0.namespace) == 1 }?.body
    }

    // What is beyond the limit is not kept.
    private(set) var hasTooManyMessages = false

    func append(_ bytes: UnsafeRawBufferPointer) {
        hasTooManyMessages = hasTooManyMessages || bytes.count > maxMessageBytes - text.count
        if !hasTooManyMessages { text.append(contentsOf: bytes) }
    }

    /// Ends the run before its next instruction.
    func stop() { transformation?.pointee.state = XSLT_STATE_STOPPED }

    // libxslt ends each message with a line feed of its own.
    var messages: [String] {
        text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// The run that calls a function with so many arguments; an error of XPath when it is none of ours.
private func caller(
    _ context: xmlXPathParserContextPtr?, _ argumentCount: Int32, _ arity: Int32
) -> (context: xmlXPathParserContextPtr, transformation: xsltTransformContextPtr, state: RunState)? {
    guard let context else { return nil }
    guard let transformation = xsltXPathGetTransformContext(context), let run = transformation.pointee._private else {
        xmlXPathErr(context, Int32(XPATH_UNKNOWN_FUNC_ERROR.rawValue))
        return nil
    }
    guard argumentCount == arity else {
        xmlXPathErr(context, Int32(XPATH_INVALID_ARITY.rawValue))
        return nil
    }
    return (context, transformation, Unmanaged<RunState>.fromOpaque(run).takeUnretainedValue())
}

extension ExtensionFunction.Body {
    fileprivate var call: xmlXPathFunction {
        switch self {
        case .text: callText
        case .path: callPath
        case .regular: callRegular
        case .entries: callEntries
        case .alone: { context, argumentCount in callShared(context, argumentCount, wants: false) }
        case .repeated: { context, argumentCount in callShared(context, argumentCount, wants: true) }
        }
    }
}

private let callText: xmlXPathFunction = { context, argumentCount in
    guard let (context, _, state) = caller(context, argumentCount, 1) else { return }
    guard let name = context.pointee.context?.pointee.function,
        let namespace = context.pointee.context?.pointee.functionURI,
        case .text(let body) = state.body(namespace: namespace, name: name)
    else {
        xmlXPathErr(context, Int32(XPATH_UNKNOWN_FUNC_ERROR.rawValue))
        return
    }
    guard let argument = xmlXPathPopString(context) else { return }
    let text = String(cString: argument)
    arkivbro_free(argument)
    let result = body(text)
    state.calls.append((text, result))
    valuePush(context, xmlXPathNewCString(result))
}

private let callPath: xmlXPathFunction = { context, argumentCount in
    guard let (context, _, state) = caller(context, argumentCount, 1) else { return }
    guard let nodes = xmlXPathPopNodeSet(context) else { return }
    defer { xmlXPathFreeNodeSet(nodes) }
    valuePush(
        context, xmlXPathNewCString(nodes.pointee.nodes.first.flatMap(\.self).map { state.paths.path(of: $0) } ?? ""))
}

private let callRegular: xmlXPathFunction = { context, argumentCount in
    guard let (context, _, state) = caller(context, argumentCount, 5) else { return }
    guard let attributes = popNames(context, state), let composite = popNames(context, state),
        let groups = popNames(context, state), let fields = popNames(context, state),
        let nodes = xmlXPathPopNodeSet(context)
    else { return }
    defer { xmlXPathFreeNodeSet(nodes) }
    let isRegular = nodes.pointee.nodes.first.flatMap(\.self).map {
        LeafDifference.isRegular($0, fields: fields, groups: groups, composite: composite, attributes: attributes)
    }
    valuePush(context, xmlXPathNewBoolean(isRegular == true ? 1 : 0))
}

private let callEntries: xmlXPathFunction = { context, argumentCount in
    guard let (context, transformation, state) = caller(context, argumentCount, 3) else { return }
    guard let fields = popNames(context, state), let given = xmlXPathPopNodeSet(context) else { return }
    defer { xmlXPathFreeNodeSet(given) }
    guard let nodes = xmlXPathPopNodeSet(context) else { return }
    defer { xmlXPathFreeNodeSet(nodes) }
    guard let result = xmlXPathNewNodeSet(nil), let container = xsltCreateRVT(transformation) else { return }
    // Freed with the variables of the instruction that called, after what it gives has been copied.
    xsltRegisterLocalRVT(transformation, container)
    if let group = nodes.pointee.nodes.first.flatMap(\.self), let carrier = state.carrier {
        for entry in LeafDifference.entries(
            of: group, given: given.pointee.nodes, fields: fields, namespace: carrier, in: container)
        {
            xmlAddChild(UnsafeMutableRawPointer(container).assumingMemoryBound(to: xmlNode.self), entry)
            xmlXPathNodeSetAdd(result.pointee.nodesetval, entry)
        }
    }
    valuePush(context, result)
}

private func callShared(_ context: xmlXPathParserContextPtr?, _ argumentCount: Int32, wants repeated: Bool) {
    guard let (context, _, _) = caller(context, argumentCount, 2) else { return }
    guard let name = xmlXPathPopString(context) else { return }
    defer { arkivbro_free(name) }
    guard let nodes = xmlXPathPopNodeSet(context) else { return }
    defer { xmlXPathFreeNodeSet(nodes) }
    guard let result = xmlXPathNewNodeSet(nil) else { return }
    let elements = nodes.pointee.nodes.compactMap(\.self)
    // Bytes and not String, to which what is composed in another way is the same.
    let values = elements.map { element -> [UInt8] in
        guard let value = xmlGetNoNsProp(element, name) else { return [] }
        defer { arkivbro_free(value) }
        return Array(UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value))))
    }
    let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
    for (element, value) in zip(elements, values) where (counts[value, default: 0] > 1) == repeated {
        xmlXPathNodeSetAddUnique(result.pointee.nodesetval, element)
    }
    valuePush(context, result)
}

// The string is looked at where it is: libxml2 would hand out a copy, and the lists are long.
private func popNames(_ context: xmlXPathParserContextPtr, _ state: RunState) -> NameList? {
    guard let object = valuePop(context) else { return nil }
    defer { xmlXPathFreeObject(object) }
    guard object.pointee.type == XPATH_STRING, let text = object.pointee.stringval else {
        xmlXPathErr(context, Int32(XPATH_INVALID_TYPE.rawValue))
        return nil
    }
    return state.lists.list(text)
}

extension xmlNodeSet {
    fileprivate var nodes: UnsafeBufferPointer<xmlNodePtr?> { UnsafeBufferPointer(start: nodeTab, count: Int(nodeNr)) }
}
