// SPDX-License-Identifier: Apache-2.0
import Crypto
import Noark
import SafeXML

extension Innlesing {
    /// SHA-256 of what the message says, in lower-case hexadecimal digits: its envelope, its payload and its documents.
    ///
    /// The same for two requests that carry one message, for a sender that asks again writes a new SOAP header, and may
    /// write the payload in another form. ``sha256`` differs between the two. Takes a walk through the tree each time. Of
    /// what could not be read to its end it is ``sha256``.
    public var contentSHA256: String {
        guard let rot = tre?.root else { return sha256 }
        var hash = SHA256()
        for event in rot.events {
            switch event {
            case .start(let element): hash.begin(element)
            case .text(let text): hash.update(bufferPointer: text)
            case .end: hash.mark(.end)
            }
        }
        for dokument in dokumenter {
            hash.mark(.dokument)
            hash.update(data: Array("\(dokument.hasBytes) \(dokument.size) \(dokument.sha256)".utf8))
        }
        return hexadecimal(hash.finalize())
    }
}

extension SHA256 {
    // No XML can hold these characters (XML 1.0, 2.2): no text can pass for an element, nor one name for two.
    fileprivate enum Mark: UInt8 {
        case start = 1
        case attribute
        case part
        case end
        case dokument
    }

    fileprivate mutating func mark(_ mark: Mark) { update(data: [mark.rawValue]) }

    fileprivate mutating func begin(_ element: XMLElement) {
        mark(.start)
        update(data: Array(element.localName.utf8))
        mark(.part)
        update(data: Array(element.namespace.utf8))
        // What the program notes on the elements is none of the message.
        let written = element.attributes.filter { $0.namespace != Navnerom.skjelett.description }
        for attribute in written.sorted(by: { ($0.namespace, $0.localName) < ($1.namespace, $1.localName) }) {
            mark(.attribute)
            update(data: Array(attribute.namespace.utf8))
            mark(.part)
            update(data: Array(attribute.localName.utf8))
            mark(.part)
            update(data: Array(attribute.value.utf8))
        }
        mark(.part)
    }
}
