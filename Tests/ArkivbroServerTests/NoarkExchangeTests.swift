// SPDX-License-Identifier: Apache-2.0
import ArkivbroServer
import DPV
import EFormidling
import Foundation
import Omforming
import Testhjelp
import Testing

/// What archives send, and what they get back.
@Suite struct NoarkExchangeTests {
    private let request = Proevemelding.alene(Meldinger.melding())

    private static let types = "http://www.arkivverket.no/Noark/Exchange/types"

    @Test func theAnswerIsExactlyWhatArchivesCompare() async throws {
        try await Tjenesteproeve.run { proeve in
            let eleven = try await proeve.soap(Proevemelding.ramme(request, .soap11))
            #expect(eleven.status == 200)
            #expect(eleven.headers["content-type"] == "text/xml; charset=utf-8")
            #expect(
                eleven.text == """
                    <?xml version="1.0" encoding="UTF-8"?><soap:Envelope \
                    xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><PutMessageResponse \
                    xmlns="\(Self.types)"><result type="OK" xmlns=""/></PutMessageResponse></soap:Body></soap:Envelope>
                    """)
            let twelve = try await proeve.soap(
                Proevemelding.ramme(request, .soap12), ["Content-Type": "application/soap+xml"])
            #expect(twelve.status == 200)
            #expect(twelve.headers["content-type"] == "application/soap+xml; charset=utf-8")
            #expect(
                twelve.text == """
                    <?xml version="1.0" encoding="UTF-8"?><soap:Envelope \
                    xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body><PutMessageResponse \
                    xmlns="\(Self.types)"><result type="OK" xmlns=""/></PutMessageResponse></soap:Body></soap:Envelope>
                    """)
            let bare = try await proeve.soap(request)
            #expect(
                bare.text == """
                    <?xml version="1.0" encoding="UTF-8"?><PutMessageResponse xmlns="\(Self.types)"><result \
                    type="OK" xmlns=""/></PutMessageResponse>
                    """)
            #expect(proeve.mottak.tatt.count == 3)
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test(arguments: [
        ["SOAPAction": "\"\""], ["SOAPAction": "http://www.arkivverket.no/Noark/Exchange/IEDUImport/PutMessage"],
        ["SOAPAction": "\"noe annet\""], ["Content-Type": "application/soap+xml; charset=utf-8; action=\"x\""],
        ["Content-Type": "text/xml; charset=iso-8859-1"], ["Content-Encoding": "identity"],
    ])
    func headersOfOldClientsAreTaken(_ headers: [String: String]) async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.soap(Proevemelding.ramme(request, .soap11), headers)
            #expect(svar.status == 200)
            #expect(svar.headers["content-type"] == "text/xml; charset=utf-8")
        }
    }

    @Test(arguments: ["/noarkExchange", "/noarkExchange/", "/EDU/EDUImport.svc", "/noarkExchange?x=1"])
    func pathsAreThoseOfTheSettings(_ path: String) async throws {
        try await Tjenesteproeve.run {
            $0.paths = ["/noarkExchange", "/EDU/EDUImport.svc"]
        } _: { proeve in
            let known = try await proeve.soap(Proevemelding.ramme(request, .soap11), path: path)
            #expect(known.status == 200)
            let other = try await proeve.soap(Proevemelding.ramme(request, .soap11), path: "/andre")
            #expect(other.status == 404)
        }
    }

    @Test func oldWaysOfHTTPAreTaken() async throws {
        try await Tjenesteproeve.run { proeve in
            let body = Proevemelding.ramme(request, .soap11)
            let one = "POST /noarkExchange HTTP/1.0\r\nContent-Length: \(body.count)\r\n\r\n"
            let old = try await proeve.raw(Array(one.utf8) + body)
            #expect(old.status == 200)
            var chunked = Array(
                "POST /noarkExchange HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .utf8)
            for start in stride(from: 0, to: body.count, by: 100) {
                let part = body[start..<min(start + 100, body.count)]
                chunked += Array("\(String(part.count, radix: 16))\r\n".utf8) + part + Array("\r\n".utf8)
            }
            #expect(try await proeve.raw(chunked + Array("0\r\n\r\n".utf8)).status == 200)
            let absolute = "POST http://127.0.0.1/noarkExchange HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            #expect(
                try await proeve.raw(Array((absolute + "Content-Length: \(body.count)\r\n\r\n").utf8) + body).status
                    == 200)
        }
    }

    @Test func whoAsksBeforeSendingIsTold() async throws {
        try await Tjenesteproeve.run { proeve in
            let body = Proevemelding.ramme(request, .soap11)
            let port = proeve.port
            let (first, last) = try await onThread { () -> (String, Nettsvar) in
                let forbindelse = try Forbindelse(port: port)
                defer { forbindelse.close() }
                _ = forbindelse.write(
                    """
                    POST /noarkExchange HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n\
                    Content-Length: \(body.count)\r\n\r\n
                    """)
                let first = forbindelse.read(within: 60) ?? []
                _ = forbindelse.write(body)
                return (String(decoding: first, as: UTF8.self), Nettsvar(forbindelse.readToEnd(within: 60)))
            }
            #expect(first == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(last.status == 200)
            // Who is not let in is not asked to go on.
            let refused = try await proeve.raw(
                Array("POST /ingen HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n".utf8))
            #expect(String(decoding: refused.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 404"))
        }
    }

    // MARK: What is at fault

    @Test func aMessageAtFaultIsAnsweredWithItsFindings() async throws {
        try await Tjenesteproeve.run { proeve in
            let wrong = Proevemelding.alene(Meldinger.melding(), mottaker: "123456789")
            let svar = try await proeve.soap(Proevemelding.ramme(wrong, .soap11))
            #expect(svar.status == 200)
            #expect(
                svar.text.contains("<PutMessageResponse xmlns=\"\(Self.types)\"><result type=\"ERROR\" xmlns=\"\">"))
            #expect(svar.text.contains(/<message code="[A-Z]{2}-[0-9]{3}"><text>[^<]+<\/text><\/message>/))
            #expect(!svar.text.contains("123456789"))
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test(arguments: ["", "   ", "<ikke xml"])
    func aPayloadThatIsNoneIsTheMessagesFault(_ payload: String) async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.soap(
                Proevemelding.ramme(Proevemelding.alene(payload), .soap11))
            #expect(svar.status == 200)
            #expect(svar.text.contains("type=\"ERROR\""))
        }
    }

    @Test func anEmptyPayloadIsOKWhereTheSettingsSaySo() async throws {
        try await Tjenesteproeve.run {
            $0.takesEmptyPayload = true
        } _: { proeve in
            let empty = try await proeve.soap(Proevemelding.ramme(Proevemelding.alene(""), .soap11))
            #expect(empty.text.contains("type=\"OK\""))
            let wrong = try await proeve.soap(Proevemelding.ramme(Proevemelding.alene("<ikke xml"), .soap11))
            #expect(wrong.text.contains("type=\"ERROR\""))
        }
    }

    @Test(arguments: [
        "", "ikke xml", "<a/>",
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>",
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><ukjent/></s:Body></s:Envelope>",
        "<s:Envelope xmlns:s=\"urn:ukjent\"><s:Body><ukjent/></s:Body></s:Envelope>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "{\"a\": 1}",
    ])
    func whatIsNoRequestIsAFaultOfTheClient(_ body: String) async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.soap(Array(body.utf8))
            #expect(svar.status == 500)
            #expect(svar.headers["content-type"] == "text/xml; charset=utf-8")
            #expect(svar.text.contains("<soap:Fault><faultcode>soap:Client</faultcode><faultstring>"))
            #expect(svar.text.contains(/<funn kode="[A-Z]{2}-[0-9]{3}"/))
            let twelve = try await proeve.soap(Array(body.utf8), ["Content-Type": "application/soap+xml"])
            if !body.contains("schemas.xmlsoap.org") {
                #expect(twelve.status == 400)
                #expect(twelve.text.contains("<soap:Value>soap:Sender</soap:Value>"))
            }
            #expect(proeve.leftovers.isEmpty)
            #expect(proeve.mottak.tatt.isEmpty)
        }
    }

    @Test func aMessageThatIsCutOffIsAFaultOfTheClient() async throws {
        try await Tjenesteproeve.run { proeve in
            let body = Proevemelding.ramme(request, .soap11).dropLast(30)
            let svar = try await proeve.soap(Array(body))
            #expect(svar.status == 500)
            #expect(svar.text.contains("soap:Client"))
            #expect(svar.text.contains("XM-003"))
        }
    }

    @Test func aHeaderThatMustBeUnderstoodIsAFault() async throws {
        try await Tjenesteproeve.run { proeve in
            let text = String(decoding: Proevemelding.ramme(request, .soap11), as: UTF8.self)
                .replacing("<s:Header/>", with: "<s:Header><h:x xmlns:h=\"urn:h\" s:mustUnderstand=\"1\"/></s:Header>")
            let svar = try await proeve.soap(Array(text.utf8))
            #expect(svar.status == 500)
            #expect(svar.text.contains("<faultcode>soap:MustUnderstand</faultcode>"))
        }
    }

    @Test func whatIsOurFaultAsksTheArchiveToTryAgain() async throws {
        try await Tjenesteproeve.run { proeve in
            proeve.mottak.fail(ArkivbroError(.cannotWrite, "Disken er full."))
            let eleven = try await proeve.soap(Proevemelding.ramme(request, .soap11))
            // One failure, one line.
            let lines = proeve.logg.alle.filter { $0.lowercased().contains("error") }
            #expect(lines.count == 1 && lines.allSatisfy { $0.contains("Disken er full.") }, "\(lines)")
            #expect(eleven.status == 503)
            #expect(eleven.headers["retry-after"] == "60")
            #expect(eleven.text.contains("<faultcode>soap:Server</faultcode>"))
            let twelve = try await proeve.soap(Proevemelding.ramme(request, .soap12))
            #expect(twelve.status == 503)
            #expect(twelve.text.contains("<soap:Value>soap:Receiver</soap:Value>"))
            #expect(try await proeve.call("GET", "/health/ready").status == 503)
            #expect(proeve.leftovers.isEmpty)
            proeve.mottak.fail(nil)
            #expect(try await proeve.isAlive())
            // That nothing can be said of a message is no fault of the message.
            proeve.mottak.spoil()
            let undetermined = try await proeve.soap(Proevemelding.ramme(request, .soap11))
            #expect(undetermined.status == 503)
            #expect(undetermined.text.contains("<faultcode>soap:Server</faultcode>"))
        }
    }

    @Test func aDiskWithoutRoomAsksTheArchiveToTryAgain() async throws {
        try await Tjenesteproeve.run {
            $0.minFreeBytes = .max / 2
        } _: { proeve in
            let svar = try await proeve.soap(Proevemelding.ramme(request, .soap11))
            #expect(svar.status == 503)
            #expect(svar.text.contains("soap:Server"))
            #expect(try await proeve.call("GET", "/health/ready").text.contains("\"disk\": false"))
        }
        // The outbox may have a disk of its own.
        try await Tjenesteproeve.run { proeve in
            #expect(try await proeve.call("GET", "/health/ready").status == 200)
            proeve.mottak.hasRoom = false
            let svar = try await proeve.call("GET", "/health/ready")
            #expect(svar.status == 503 && svar.text.contains("\"disk\": false"))
        }
        // Or of which it only turns out while the body comes.
        try await Tjenesteproeve.run { proeve in
            try FileManager.default.removeItem(at: proeve.folder)
            let svar = try await proeve.soap(Proevemelding.ramme(request, .soap11))
            #expect(svar.status == 503)
            #expect(svar.text.contains("soap:Server"))
        }
    }

    // MARK: GetCanReceiveMessage

    @Test func receiversAreAskedForOnce() async throws {
        try await Tjenesteproeve.run { proeve in
            proeve.transport.answer(
                .known([Kapabilitet(prosess: .administrasjon, serviceIdentifier: "DPV", documentTypes: [])]))
            for ramme in [Proevemelding.Ramme.soap11, .soap12, .ingen] {
                let svar = try await proeve.soap(Proevemelding.canReceive(" 0192:\(Meldinger.mottaker) ", ramme))
                #expect(svar.status == 200)
                #expect(
                    svar.text.contains(
                        """
                        <GetCanReceiveMessageResponse xmlns="\(Self.types)"><result xmlns="">true</result>\
                        </GetCanReceiveMessageResponse>
                        """))
            }
            #expect(proeve.transport.asked == 1)
            #expect(proeve.leftovers.isEmpty)
        }
    }

    // As much of it as a number can take is kept, in however many pieces it comes.
    @Test func aReceiverInPiecesIsOneNumber() async throws {
        try await Tjenesteproeve.run { proeve in
            proeve.transport.answer(
                .known([Kapabilitet(prosess: .administrasjon, serviceIdentifier: "DPV", documentTypes: [])]))
            let blanks = String(repeating: " ", count: 991)
            let pieces = Meldinger.mottaker.dropLast() + "<![CDATA[\(Meldinger.mottaker.suffix(1))]]>"
            for (orgnr, answer) in [
                (blanks + pieces, "true"), (blanks + blanks + pieces, "false"),
                (pieces + blanks + "\(blanks)x", "false"),
            ] {
                let svar = try await proeve.soap(Proevemelding.canReceive(orgnr))
                #expect(svar.text.contains(">\(answer)<"))
            }
        }
    }

    @Test func thoseWhoAskTogetherGetTheSameAnswer() async throws {
        try await Tjenesteproeve.run { proeve in
            proeve.transport.answer(.notAvailable, after: 0.5)
            let question = Proevemelding.canReceive(Meldinger.mottaker)
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 { group.addTask { try await proeve.soap(question).text.contains(">true<") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers == Array(repeating: true, count: 8))
            #expect(proeve.transport.asked == 1)
        }
    }

    @Test func noMoreReceiversAreRememberedThanTheSettingsSay() async throws {
        try await Tjenesteproeve.run {
            $0.capabilityCount = 2
        } _: { proeve in
            func ask(_ orgnr: String) async throws -> Int {
                _ = try await proeve.soap(Proevemelding.canReceive(orgnr))
                return proeve.transport.asked
            }
            let receivers = [Meldinger.mottaker, Meldinger.avsender, "310000051"]
            var asked: [Int] = []
            for orgnr in receivers + [receivers[2], receivers[1], receivers[0]] { asked.append(try await ask(orgnr)) }
            // The oldest was forgotten, the others not.
            #expect(asked == [1, 2, 3, 3, 3, 4])
        }
    }

    @Test func aReceiverWithoutDPVCannotReceive() async throws {
        try await Tjenesteproeve.run {
            $0.capabilitySeconds = 0
            $0.assumesReceivable = false
        } _: { proeve in
            for (answer, text) in [
                (Kapabilitetssvar.known([]), ">false<"), (.notAvailable, ">false<"), (.unknownReceiver, ">false<"),
                (
                    .known([Kapabilitet(prosess: .administrasjon, serviceIdentifier: "DPO", documentTypes: [])]),
                    ">false<"
                ),
                (
                    .known([Kapabilitet(prosess: .administrasjon, serviceIdentifier: "DPV", documentTypes: [])]),
                    ">true<"
                ),
                // Letters to citizens are no letters of an archive's.
                (
                    .known([
                        Kapabilitet(
                            prosess: .info, serviceIdentifier: "DPV", documentTypes: [Dokumenttype.digitalDpv.standard])
                    ]), ">false<"
                ),
                (
                    .known([
                        Kapabilitet(
                            prosess: .administrasjon, serviceIdentifier: "DPV",
                            documentTypes: [Dokumenttype.arkivmelding.standard])
                    ]), ">true<"
                ),
            ] {
                proeve.transport.answer(answer)
                let svar = try await proeve.soap(Proevemelding.canReceive(Meldinger.mottaker))
                #expect(svar.text.contains(text), "\(answer)")
            }
        }
    }

    @Test func aQuestionThatIsCutOffIsNotAnswered() async throws {
        try await Tjenesteproeve.run { proeve in
            let question = Proevemelding.canReceive(Meldinger.mottaker)
            for count in [40, 70, 90] {
                let svar = try await proeve.soap(Array(question.dropLast(count)))
                #expect(svar.status == 500)
                #expect(svar.text.contains("soap:Client"))
            }
            #expect(proeve.transport.asked == 0)
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test(arguments: ["", "?", "310000044", "01010112345", "12345678", "ukjent"])
    func whatIsNoOrganisationCannotReceive(_ orgnr: String) async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.soap(Proevemelding.canReceive(orgnr))
            #expect(svar.status == 200)
            #expect(svar.text.contains("<result xmlns=\"\">false</result>"))
            #expect(proeve.transport.asked == 0)
        }
    }

    @Test func whatNobodyAnsweredIsFalseAndNotRemembered() async throws {
        try await Tjenesteproeve.run {
            $0.capabilityTimeout = 0.3
        } _: { proeve in
            let question = Proevemelding.canReceive(Meldinger.mottaker)
            proeve.transport.answer(.retryLater(reason: "Nede.", afterSeconds: nil))
            let failed = try await proeve.soap(question)
            #expect(failed.text.contains(">false<"))
            proeve.transport.answer(.notAvailable, after: 5)
            let late = try await proeve.soap(question)
            #expect(late.text.contains(">false<"))
            proeve.transport.answer(.notAvailable)
            let known = try await proeve.soap(question)
            #expect(known.text.contains(">true<"))
            #expect(proeve.transport.asked == 3)
        }
    }

    @Test func whatIsRememberedIsForgottenInTime() async throws {
        try await Tjenesteproeve.run {
            $0.capabilitySeconds = 0.2
        } _: { proeve in
            proeve.transport.answer(.unknownReceiver)
            #expect(try await proeve.soap(Proevemelding.canReceive(Meldinger.mottaker)).text.contains(">false<"))
            try await Task.sleep(for: .seconds(0.3))
            proeve.transport.answer(.notAvailable)
            #expect(try await proeve.soap(Proevemelding.canReceive(Meldinger.mottaker)).text.contains(">true<"))
        }
    }

    // MARK: The description

    @Test func theDescriptionHasTheAddressThatTheClientUsed() async throws {
        try await Tjenesteproeve.run { proeve in
            let wsdl = try await proeve.call("GET", "/noarkExchange?wsdl", ["Host": "arkivbro.eksempel.no:8443"])
            #expect(wsdl.status == 200)
            let address = "http://arkivbro.eksempel.no:8443/noarkExchange"
            #expect(wsdl.text.contains("location=\"\(address)\""))
            #expect(wsdl.text.contains("schemaLocation=\"\(address)?xsd=noarkExchange-types.xsd\""))
            #expect(wsdl.text.contains("http://schemas.xmlsoap.org/wsdl/soap/"))
            let twelve = try await proeve.call("GET", "/noarkExchange?wsdl=1.2")
            #expect(twelve.text.contains("http://schemas.xmlsoap.org/wsdl/soap12/"))
            let xsd = try await proeve.call("GET", "/noarkExchange?xsd=noarkExchange-types.xsd")
            #expect(xsd.status == 200)
            #expect(xsd.text.contains("GetCanReceiveMessageResponse"))
            for name in ["../report/report.schema.json", "ukjent.xsd", ""] {
                #expect(try await proeve.call("GET", "/noarkExchange?xsd=\(name)").status == 404)
            }
            let odd = try await proeve.call("GET", "/noarkExchange?wsdl", ["Host": "a\"><x/>"])
            #expect(odd.status == 400 || odd.text.contains("127.0.0.1"))
            #expect(try await proeve.call("GET", "/noarkExchange").status == 405)
        }
    }

    // MARK: Logs

    @Test func logsTellOfMessagesAndNotOfWhatIsInThem() async throws {
        try await Tjenesteproeve.run { proeve in
            let request = Proevemelding.alene(
                Meldinger.melding(journpost: "<jpOffinnhold>Hemmelig 01010112345</jpOffinnhold>"))
            _ = try await proeve.soap(Proevemelding.ramme(request, .soap11))
            _ = try await proeve.soap(Proevemelding.ramme(Proevemelding.alene("<ikke xml"), .soap11))
            _ = try await proeve.soap(Proevemelding.canReceive("01010112345"))
            let lines = proeve.logg.alle
            let messages = lines.filter { $0.contains(" PutMessage ") }
            #expect(messages.count == 2)
            #expect(messages.first?.contains("messageId=\(Meldinger.id)") == true)
            #expect(messages.allSatisfy { $0.contains("request=") && $0.contains("sha256=") })
            #expect(!lines.contains { $0.contains("Hemmelig") || $0.contains("01010112345") })
        }
    }
}
