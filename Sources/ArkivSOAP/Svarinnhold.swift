// SPDX-License-Identifier: Apache-2.0
import DPV
import Foundation
import SafeXML

/// What the body of an archive's answer says.
enum Svarinnhold {
    /// Nothing.
    case empty
    /// An AppReceipt: its type, in upper case, and itself as a document of its own.
    case receipt(type: String, Data)
    /// A SOAP fault, with its codes from the general to the special.
    case fault([String])
    /// A page for people.
    case html
    /// Something else, or nothing that can be read.
    case other

    // An answer holds a receipt, whose longest texts are stack traces.
    private static let limits: Limits = {
        var limits = Limits()
        limits.maxElements = 10_000
        limits.maxDepth = 64
        return limits
    }()

    /// Reads a body, whatever its media type says.
    init(_ body: [UInt8]) {
        let bytes = Self.withoutParts(body)
        guard let first = bytes.first(where: { !XMLText.isBlank($0) }) else {
            self = .empty
            return
        }
        let start = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
        guard let root = try? XMLDocument(parsing: bytes, limits: Self.limits).root else {
            let isPage = first == UInt8(ascii: "<") && (start.contains("<!doctype html") || start.contains("<html"))
            self = isPage ? .html : .other
            return
        }
        self = root.localName.lowercased() == "html" ? .html : Self.read(root)
    }

    // Names are told by their local part: archives put both the children and the fault in any namespace or none.
    private static func read(_ root: XMLElement) -> Svarinnhold {
        var element = root
        if root.localName == "Envelope" {
            guard let body = root.children.first(where: { $0.localName == "Body" }) else { return .other }
            guard let content = body.firstElement else { return .empty }
            element = content
        }
        switch element.localName {
        case "Fault": return .fault(codes(element))
        case "PutMessageResponse":
            guard let result = element.children.first(where: { $0.localName == "result" }) else { return .empty }
            return (try? receipt(result)) ?? .other
        default: return .other
        }
    }

    private static func receipt(_ result: XMLElement) throws -> Svarinnhold {
        let type = (result.attribute("type") ?? "").filter { !$0.isWhitespace }.uppercased()
        let sink = CollectingSink()
        let writer = XMLStreamWriter(to: sink)
        try writer.declaration()
        try writer.start("AppReceipt")
        try writer.attribute("type", type)
        try writer.attribute("xmlns", "http://www.arkivverket.no/Noark/Exchange/types")
        for message in result.children where message.localName == "message" {
            try writer.start("message")
            if let code = message.attribute("code") { try writer.attribute("code", code) }
            try writer.attribute("xmlns", "")
            if let text = message.children.first(where: { $0.localName == "text" }) {
                try writer.start("text")
                try writer.text(text.text)
                try writer.end()
            }
            try writer.end()
        }
        try writer.end()
        try writer.finish()
        return .receipt(type: type, Data(sink.bytes))
    }

    // SOAP 1.1 has one code, 1.2 a code with subcodes inside. Of the rest, which may repeat the message, nothing is taken.
    private static func codes(_ fault: XMLElement) -> [String] {
        var texts: [String] = []
        if let code = fault.children.first(where: { $0.localName == "faultcode" }) { texts.append(code.text) }
        var code = fault.children.first { $0.localName == "Code" }
        while let found = code, texts.count < 5 {
            if let value = found.children.first(where: { $0.localName == "Value" }) { texts.append(value.text) }
            code = found.children.first { $0.localName == "Subcode" }
        }
        return texts.compactMap { text in
            text.split(separator: ":").last.flatMap { Sladding.name($0.filter { !$0.isWhitespace }) }
        }
    }

    // Some answer in parts (application/xop+xml), of which the first is the answer.
    private static func withoutParts(_ body: [UInt8]) -> [UInt8] {
        let start = body.drop(while: XMLText.isBlank)
        let breaks = Array("\r\n\r\n".utf8)
        guard start.starts(with: Array("--".utf8)), let head = start.firstRange(of: breaks) else { return body }
        let rest = start[head.upperBound...]
        let boundary = Array("\r\n".utf8) + Array(start.prefix { $0 != 0x0d && $0 != 0x0a })
        return Array(rest.firstRange(of: boundary).map { rest[..<$0.lowerBound] } ?? rest)
    }
}
