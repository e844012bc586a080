// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import HummingbirdCore
import NIOCore
import Synchronization

/// A server that behaves as an archive's BEST/EDU endpoint.
public final class ArkivTjener: Sendable {
    /// A call that was received.
    public struct Mottatt: Sendable {
        /// The header, as it came.
        public let soapAction: String?
        /// The media type, as it came.
        public let contentType: String
        /// What the call said of its length.
        public let contentLength: String?
        /// Size in bytes.
        public let size: Int
        /// SHA-256 in lower-case hexadecimal digits.
        public let sha256: String
        /// The body, when it is short.
        public let body: [UInt8]
    }

    private let calls = Mutex<[Mottatt]>([])
    private let answers = Mutex<(@Sendable (Mottatt) -> Testsvar?)?>(nil)
    private let forstyrrelser = Forstyrrelser()
    private let credentials: String?
    private let tjener: Testtjener

    /// The address of the endpoint.
    public var url: String { tjener.url + "/EDU" }

    private static let kept = 4 * 1024 * 1024

    /// Starts the server.
    ///
    /// - Parameters:
    ///   - klient: the authority of the certificates that callers must have; nil asks for none.
    ///   - user: user name and password, with a colon between; nil asks for none.
    /// - Throws: when it cannot be started.
    public init(
        sertifikat: Testsertifikat? = nil, klient: Testsertifikat? = nil, user: String? = nil
    ) async throws {
        credentials = user.map { "Basic " + Data($0.utf8).base64EncodedString() }
        let (forstyrrelser, virkemaate) = (forstyrrelser, Virkemaate())
        tjener = try await Testtjener(sertifikat: sertifikat, klient: klient) { kall in
            let operation = kall.path == "/EDU" ? "kall" : "unknown"
            return Testtjener.Virkning(forstyrrelser.next(operation)) { try await virkemaate(kall, operation) }
        }
        virkemaate.set { [unowned self] in try await self.respond($0, $1) }
    }

    /// Stops the server.
    public func stop() async { await tjener.stop() }

    /// The next calls go wrong, each in its way.
    public func disturb(_ forstyrrelser: Forstyrrelse...) { self.forstyrrelser.add("kall", forstyrrelser) }

    /// Every call goes wrong.
    public func disturbAlways(_ forstyrrelse: Forstyrrelse) { forstyrrelser.always("kall", forstyrrelse) }

    /// What goes wrong with each call is chosen when it comes.
    public func disturb(choosing choice: @escaping @Sendable () -> Forstyrrelse?) {
        forstyrrelser.choose { _ in choice() }
    }

    /// Nothing goes wrong any more.
    public func heal() { forstyrrelser.clear() }

    /// What is answered; where it gives nil, a receipt of success.
    public func answer(_ body: @escaping @Sendable (Mottatt) -> Testsvar?) { answers.withLock { $0 = body } }

    /// All calls whose bodies were received.
    public var mottatt: [Mottatt] { calls.withLock { $0 } }

    /// How many calls there were.
    public var antallKall: Int { forstyrrelser.calls("kall") }

    private func respond(_ kall: Kall, _ operation: String) async throws -> Testsvar {
        var (size, hash, body) = (0, SHA256(), [UInt8]())
        for try await part in kall.body {
            size += part.readableBytes
            part.withUnsafeReadableBytes {
                hash.update(bufferPointer: $0)
                if body.count < Self.kept { body.append(contentsOf: $0) }
            }
        }
        if let credentials, kall.header("Authorization") != credentials {
            return Testsvar(401, headers: ["WWW-Authenticate": "Basic"])
        }
        guard operation == "kall", kall.method == "POST" else { return Testsvar(404) }
        let mottatt = Mottatt(
            soapAction: kall.header("SOAPAction"), contentType: kall.header("Content-Type") ?? "",
            contentLength: kall.header("Content-Length"), size: size,
            sha256: hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
            body: size <= Self.kept ? body : [])
        calls.withLock { $0.append(mottatt) }
        let own = answers.withLock { $0 }.flatMap { $0(mottatt) }
        return own ?? Self.receipt("OK", message: ("ID", "2026/41"), soap12: Self.isSoap12(mottatt))
    }

    private static func isSoap12(_ mottatt: Mottatt) -> Bool {
        mottatt.contentType.hasPrefix("application/soap+xml")
    }

    /// A frame around an answer.
    public static func soap(_ body: String, status: Int = 200, soap12: Bool = false) -> Testsvar {
        let namespace =
            soap12 ? "http://www.w3.org/2003/05/soap-envelope" : "http://schemas.xmlsoap.org/soap/envelope/"
        return Testsvar(
            status, headers: ["Content-Type": soap12 ? "application/soap+xml" : "text/xml; charset=utf-8"],
            body: Array(#"<s:Envelope xmlns:s="\#(namespace)"><s:Body>\#(body)</s:Body></s:Envelope>"#.utf8))
    }

    /// The answer to `PutMessage`.
    public static func receipt(
        _ type: String, message: (code: String, text: String)? = nil, soap12: Bool = false
    ) -> Testsvar {
        let text = message.map { #"<message code="\#($0.code)"><text>\#($0.text)</text></message>"# } ?? ""
        return soap(
            """
            <n:PutMessageResponse xmlns:n="http://www.arkivverket.no/Noark/Exchange/types">\
            <result type="\(type)">\(text)</result></n:PutMessageResponse>
            """, soap12: soap12)
    }

    /// A SOAP fault.
    public static func fault(_ code: String, soap12: Bool = false) -> Testsvar {
        soap(
            soap12
                ? """
                <s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>a:\(code)</s:Value></s:Subcode></s:Code>\
                <s:Reason><s:Text>Kari Nordmann finnes ikke</s:Text></s:Reason></s:Fault>
                """
                : "<s:Fault><faultcode>a:\(code)</faultcode><faultstring>Kari Nordmann finnes ikke</faultstring></s:Fault>",
            status: 500, soap12: soap12)
    }
}
