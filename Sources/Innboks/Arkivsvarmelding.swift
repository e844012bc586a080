// SPDX-License-Identifier: Apache-2.0
import EFormidling
import Foundation
import Noark
import SafeXML

/// An archive's answer to a letter, as the message that the archive might have sent.
enum Arkivsvarmelding {
    /// A `PutMessageRequest` with an AppReceipt, from the letter's receiver to its sender.
    static func putMessage(_ appReceipt: Data, answering brev: StandardBusinessDocument) throws -> [UInt8] {
        let sink = CollectingSink()
        let writer = XMLStreamWriter(to: sink)
        try writer.declaration()
        try writer.start("PutMessageRequest")
        try writer.attribute("xmlns", "http://www.arkivverket.no/Noark/Exchange/types")
        try writer.start("envelope")
        try writer.attribute("xmlns", "")
        try writer.attribute("conversationId", brev.conversationId)
        for (name, orgnr, ref) in [
            ("sender", brev.receiver, brev.receiverRef), ("receiver", brev.sender?.digits ?? "", brev.senderRef),
        ] {
            try writer.start(name)
            for (name, text) in [("orgnr", orgnr), ("ref", ref)] where XMLText.isText(text) {
                try writer.start(name)
                try writer.text(text)
                try writer.end()
            }
            try writer.end()
        }
        try writer.end()
        try writer.start("payload")
        try writer.attribute("xmlns", "")
        let payload = try XMLStreamWriter(inside: writer, as: .escaped)
        try appReceipt.withUnsafeBytes { try payload.raw($0) }
        try payload.finish()
        try writer.end()
        try writer.end()
        try writer.finish()
        return sink.bytes
    }
}
