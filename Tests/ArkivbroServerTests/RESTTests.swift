// SPDX-License-Identifier: Apache-2.0
import DPV
import EFormidling
import Foundation
import Noark
import Omforming
import Testhjelp
import Testing
import Utboks

@testable import ArkivbroServer

/// What tools get over REST, and that it is what the OpenAPI document says.
@Suite struct RESTTests {
    private let request = Proevemelding.alene(Meldinger.melding())
    private let receipt = Proevemelding.alene(
        """
        <AppReceipt type="OK" xmlns="http://www.arkivverket.no/Noark/Exchange/types"><message code="ID" xmlns="">\
        <text>Mottatt</text></message></AppReceipt>
        """)

    @Test func theDocumentHasTheRoutesOfTheServiceAndNoOthers() throws {
        let document = try APIbeskrivelse()
        let described = Set(document.operations.map { "\($0.method) \($0.path)" })
        let answered = Set(Rute.allCases.flatMap { rute in rute.methods.map { "\($0) \(rute.rawValue)" } })
        #expect(described == answered)
    }

    @Test func everyAnswerIsDescribedAndFits() async throws {
        let document = try APIbeskrivelse()
        var met: [String: Set<Int>] = [:]
        func check(
            _ proeve: Tjenesteproeve, _ method: String, _ template: String, _ path: String? = nil,
            _ headers: [String: String] = [:], _ body: [UInt8] = []
        ) async throws {
            let svar = try await proeve.call(method, path ?? template, headers, body)
            #expect(try document.brudd(method, template, svar) == [], "\(method) \(path ?? template) \(svar.status)")
            met["\(method) \(template)", default: []].insert(svar.status)
        }
        let soap11 = Proevemelding.ramme(request, .soap11)
        let wrong = Proevemelding.alene(Meldinger.melding(), mottaker: "123456789")
        let posts = ["/noarkExchange", "/v1/convert", "/v1/validate"]
        let gets = document.operations.filter { $0.method == "GET" }.map(\.path)

        try await Tjenesteproeve.run { proeve in
            proeve.mottak.know(
                Meldingsoversikt(
                    messageId: Meldinger.id, conversationId: "ABC", tilstand: "parkert", forsoek: 3,
                    nesteForsoek: "2026-03-02T09:15:00Z", grunn: "Nede.",
                    hendelser: [
                        Statushendelse(.sendt, tidspunkt: "2026-03-02T09:15:00Z"),
                        Statushendelse(.feil, avvisning: Avvisning(.ukjentMottaker, "Ukjent.")),
                    ]))
            for path in gets {
                let known = path.replacing("{id}", with: Meldinger.id.uppercased())
                try await check(proeve, "GET", path, path == "/noarkExchange" ? path + "?wsdl" : known)
            }
            try await check(proeve, "GET", "/noarkExchange", "/noarkExchange?xsd=ukjent")
            try await check(proeve, "GET", "/noarkExchange", "/noarkExchange")
            for id in ["00000000-0000-0000-0000-000000000001", "x", "..%2f..%2fetc%2fpasswd"] {
                try await check(proeve, "GET", "/v1/messages/{id}", "/v1/messages/\(id)")
                try await check(proeve, "GET", "/v1/messages/{id}/statuses", "/v1/messages/\(id)/statuses")
            }
            let json = ["Accept": "application/json"]
            for body in [soap11, request, receipt] {
                for headers in [[:], json] { try await check(proeve, "POST", "/v1/convert", nil, headers, body) }
                try await check(proeve, "POST", "/v1/validate", nil, [:], body)
            }
            try await check(proeve, "POST", "/v1/validate", "/v1/validate?tull=1", [:], request)
            for body in [wrong, Array("ikke xml".utf8), []] {
                for headers in [[:], json] { try await check(proeve, "POST", "/v1/convert", nil, headers, body) }
                try await check(proeve, "POST", "/v1/validate", nil, [:], body)
                try await check(proeve, "POST", "/noarkExchange", nil, [:], body)
                try await check(
                    proeve, "POST", "/noarkExchange", nil, ["Content-Type": "application/soap+xml"], body)
            }
            try await check(proeve, "POST", "/v1/convert", nil, ["Accept": "text/html"], request)
            for query in [
                "to=ephorte", "to=bestedu&journalpost=0", "journalpost=1", "to=bestedu&journalPost=1",
                "to=bestedu&senderOrgnr=310000036",
            ] {
                try await check(proeve, "POST", "/v1/convert", "/v1/convert?" + query, [:], request)
            }
            for body in [Array("PK".utf8), Array("{}".utf8), Array("ikke xml".utf8), []] {
                for headers in [[:], json] {
                    try await check(proeve, "POST", "/v1/convert", "/v1/convert?to=bestedu", headers, body)
                }
            }
            for path in posts {
                try await check(proeve, "POST", path, nil, ["Content-Encoding": "gzip"], request)
                try await check(proeve, "POST", path, nil, ["Origin": "https://eksempel.no"], request)
                try await check(proeve, "POST", path, nil, ["Content-Type": "multipart/related; boundary=a"], request)
                try await check(proeve, "POST", path, nil, ["Content-Length": "99999999999999"], [])
            }
            proeve.mottak.fail(ArkivbroError(.cannotRead, "Databasen svarer ikke."))
            try await check(proeve, "POST", "/noarkExchange", nil, [:], soap11)
            for path in gets where path.hasPrefix("/v1/messages") || path == "/health/ready" {
                try await check(proeve, "GET", path, path.replacing("{id}", with: Meldinger.id))
            }
            #expect(proeve.leftovers.isEmpty)
        }
        try await Tjenesteproeve.run {
            $0.login = Login(user: "arkiv", password: "hemmelig")
            $0.maxRequests = 0
        } _: { proeve in
            for (method, path) in document.operations {
                try await check(proeve, method, path, path.replacing("{id}", with: Meldinger.id), [:], [])
            }
            let login = "Basic " + Data("arkiv:hemmelig".utf8).base64EncodedString()
            for path in posts {
                try await check(proeve, "POST", path, nil, ["Authorization": login], [])
                let svar = try await proeve.call("POST", path, ["Authorization": login])
                #expect(svar.headers["retry-after"] == "5", "\(path)")
            }
            try await check(
                proeve, "GET", "/noarkExchange", "/noarkExchange?wsdl", ["Authorization": login])
        }
        // Those that are left come of a client that is too slow, or of what cannot be brought about from outside.
        for (method, path) in document.operations {
            let rest = document.statuses(method, path).subtracting(met["\(method) \(path)"] ?? [])
            #expect(
                rest.isSubset(of: method == "POST" ? [408, 500] : path == "/noarkExchange" ? [503] : []), "\(path)")
        }
    }

    @Test func aPackageIsWhatTheCommandMakes() async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.call("POST", "/v1/convert", [:], request)
            #expect(svar.status == 200)
            #expect(svar.headers["content-type"] == "application/zip")
            #expect(svar.headers["content-disposition"] == "attachment; filename=\"\(Meldinger.id).zip\"")
            #expect(svar.headers["content-length"] == String(svar.body.count))
            try Omgivelser.inTemporaryFolder { folder in
                let file = folder.appending(path: "a.zip")
                try Data(svar.body).write(to: file)
                let names = try ["sbd.json", "arkivmelding.xml", "report.json", "documents/brev.txt"].filter { name in
                    try Kjoering(
                        URL(filePath: "/usr/bin/python3"),
                        [
                            "-c", "import sys,zipfile; zipfile.ZipFile(sys.argv[1]).read(sys.argv[2])",
                            file.path(percentEncoded: false), name,
                        ]
                    ).status == 0
                }
                #expect(names.count == 4)
            }
            let again = try await proeve.call("POST", "/v1/convert", [:], request)
            #expect(again.body == svar.body)
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test func aPackageBecomesTheMessageItWas() async throws {
        try await Tjenesteproeve.run { proeve in
            for body in [request, receipt] {
                let there = try await proeve.call("POST", "/v1/convert", [:], body)
                #expect(there.status == 200)
                let back = try await proeve.call("POST", "/v1/convert?to=bestedu", [:], there.body)
                #expect(back.status == 200)
                #expect(back.headers["content-type"] == "application/xml")
                #expect(back.headers["content-disposition"]?.hasSuffix(".xml\"") == true)
                #expect(back.headers["content-length"] == String(back.body.count))
                #expect(back.text.contains("AppReceipt") == (body == receipt))
                // A receipt's names of its parties have no place on the way.
                if body == request {
                    try Omgivelser.inTemporaryFolder { folder in
                        let files = [body, back.body].enumerated().map { folder.appending(path: "\($0.offset).xml") }
                        try Data(body).write(to: files[0])
                        try Data(back.body).write(to: files[1])
                        let diff = try Kjoering(
                            Kjoering.arkivbro, ["diff"] + files.map { $0.path(percentEncoded: false) })
                        #expect(diff.status == 0, "\(String(decoding: diff.output, as: UTF8.self))")
                    }
                }
                let report = try await proeve.call(
                    "POST", "/v1/convert?to=bestedu", ["Accept": "application/json"], there.body)
                #expect(report.status == 200 && report.text.contains("\"accepted\""))
            }
            // A document that is damaged is met when its bytes are read.
            var damaged = try await proeve.call("POST", "/v1/convert", [:], request).body
            let text = Array("Hei, Havnes.".utf8)
            let place = try #require(damaged.firstRange(of: text))
            damaged[place.lowerBound] ^= 1
            for headers in [[:], ["Accept": "application/json"]] {
                let refused = try await proeve.call("POST", "/v1/convert?to=bestedu", headers, damaged)
                #expect(refused.status == 422 && refused.text.contains("FO-"), "\(refused.text)")
            }
            #expect(proeve.leftovers.isEmpty)
        }
    }

    /// The addressing and the arkivmelding of a package that names `brev.txt`.
    private func adressertArkivmelding() throws -> [ZIPbygger.Entry] {
        try Omgivelser.inTemporaryFolder { folder in
            let file = folder.appending(path: "a.xml")
            try Data(request).write(to: file)
            let pakking = try Pakking(
                of: FileHandle(forReadingFrom: file), in: folder.appending(path: "pakke"), with: felles.get(),
                ConversionSettings())
            let made = try #require(try pakking.commit(durably: false))
            return try ["sbd.json", "arkivmelding.xml"].map {
                ZIPbygger.Entry($0, try String(contentsOf: made.appending(path: $0), encoding: .utf8))
            }
        }
    }

    @Test(arguments: [
        "/v1/convert?journalpost=1", "/v1/convert?to=bestedu&journalPost=1",
        "/v1/convert?to=bestedu&senderOrgnr=310000036", "/v1/convert?tull", "/v1/validate?tull=1",
        "/v1/validate?to=bestedu",
    ])
    func aParameterThatDoesNothingIsRefused(_ address: String) async throws {
        try await Tjenesteproeve.run { proeve in
            let svar = try await proeve.call("POST", address, [:], request)
            #expect(svar.status == 400, "\(svar.status)")
        }
    }

    @Test func theEndsOfAPackageWithoutAddressingAreGiven() async throws {
        let arkivmelding = try #require(adressertArkivmelding().last)
        let package = ZIPbygger.zip([arkivmelding, .init("documents/brev.txt", "Hei, Havnes.\n")])
        try await Tjenesteproeve.run { proeve in
            let refused = try await proeve.call("POST", "/v1/convert?to=bestedu", [:], package)
            #expect(refused.status == 422 && refused.text.contains("FO-013"))
            let ends = "&senderOrgnr=0192:310000043&receiverOrgnr=310000035"
            let svar = try await proeve.call("POST", "/v1/convert?to=bestedu&journalpost=1" + ends, [:], package)
            #expect(svar.status == 200)
            let numbers = svar.text.matches(of: /<orgnr>(\d+)<\/orgnr>/).map { String($0.1) }
            #expect(numbers == ["310000043", "310000035"])
        }
    }

    @Test func whatWouldFillTheDiskIsNotMade() async throws {
        let entries = try adressertArkivmelding()
        // 8 MB of document in a package of a few kilobytes.
        let large = ZIPbygger.zip(entries + [.bomb("documents/brev.txt", repeats: 30_000)])
        let small = ZIPbygger.zip(entries + [.init("documents/brev.txt", "Hei, Havnes.\n")])
        try await Tjenesteproeve.run {
            $0.minFreeBytes = 1000
            $0.freeBytes = { _ in 1_000_000 }
        } _: { proeve in
            for headers in [[:], ["Accept": "application/json"]] {
                let svar = try await proeve.call("POST", "/v1/convert?to=bestedu", headers, large)
                #expect(svar.status == 503 && svar.text.contains("plass på disken"), "\(svar.status) \(svar.text)")
                #expect(svar.headers["retry-after"] == "60")
            }
            #expect(try await proeve.call("POST", "/v1/convert?to=bestedu", [:], small).status == 200)
            let metrics = try await proeve.call("GET", "/metrics").text
            #expect(metrics.contains("{reason=\"disk\"} 2"))
            #expect(proeve.leftovers.isEmpty)
        }
    }

    @Test func theFormIsWhatTheClientTakes() {
        typealias Form = Omformingsoenske.Form
        for maal in [Omformingsoenske.Maal.arkivmelding, .bestedu] {
            #expect(Form(accept: nil, of: maal) == .result)
            #expect(Form(accept: "text/html", of: maal) == nil)
            for accept in ["", "*/*", maal.type, "text/html, \(maal.type)"] {
                #expect(Form(accept: accept, of: maal) == .result)
            }
        }
        #expect(Form(accept: "application/xml", of: .arkivmelding) == nil)
        for accept in [
            "application/json", "application/json, application/zip", "text/html, application/json;q=0.9",
            "application/zip;q=0, application/json",
        ] { #expect(Form(accept: accept, of: .arkivmelding) == .report) }
    }

    @Test func headIsAGetWithoutBody() async throws {
        try await Tjenesteproeve.run { proeve in
            for path in ["/health/live", "/openapi.json", "/ingen"] {
                let (head, get) = (try await proeve.call("HEAD", path), try await proeve.call("GET", path))
                #expect(head.status == get.status && head.body.isEmpty)
                #expect(head.headers["content-length"] == String(get.body.count), "\(path)")
                #expect(head.headers["content-type"] == get.headers["content-type"])
            }
        }
    }

    @Test func theMethodsAreThoseOfTheRoute() async throws {
        try await Tjenesteproeve.run { proeve in
            for rute in Rute.allCases {
                let path = rute.rawValue.replacing("{id}", with: Meldinger.id)
                for method in ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"] where !rute.methods.contains(method)
                {
                    let svar = try await proeve.call(method, path)
                    #expect(svar.status == 405, "\(method) \(path)")
                    #expect(svar.headers["allow"] == rute.methods.joined(separator: ", "))
                }
            }
        }
    }

    /// What others have in the folder is theirs.
    @Test func onlyWhatWasOursIsRemovedFromTheFolderOfRequests() throws {
        try Omgivelser.inTemporaryFolder { folder in
            let others = ["inn-bilag.pdf", "inn-1-2.pdf", "inn-", "kopi-inn-1-2", ".arkivbro-notater"]
            for name in others + ["inn-1-2", "inn-4711-12"] {
                try Data("x".utf8).write(to: folder.appending(path: name))
            }
            let mappe = try Kroppsmappe(folder) { _ in nil }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
            #expect(Set(left) == Set(others + ["laas"]))
            // And what it makes is among it.
            try Data("x".utf8).write(to: mappe.next())
        }
    }

    /// An answer can be found in the log.
    @Test func eachAnswerHasANameOfItsOwn() async throws {
        try await Tjenesteproeve.run { proeve in
            var names: [String] = []
            for (method, path) in [
                ("GET", "/health/live"), ("GET", "/ingen"), ("POST", "/noarkExchange"), ("PUT", "/version"),
                ("POST", "/v1/validate"),
            ] {
                let svar = try await proeve.call(method, path, [:], method == "POST" ? request : [])
                names.append(try #require(svar.headers["x-request-id"]))
            }
            #expect(Set(names).count == 5)
            for name in names {
                #expect(proeve.logg.alle.contains { $0.contains("request=\(name)") })
            }
        }
    }

    @Test func theLoginIsAskedForAndHealthIsNot() async throws {
        try await Tjenesteproeve.run {
            $0.login = Login(user: "arkiv", password: "æ:hemmelig")
        } _: { proeve in
            func status(_ header: String?) async throws -> Int {
                try await proeve.call("GET", "/version", header.map { ["Authorization": $0] } ?? [:]).status
            }
            let none = try await status(nil)
            #expect(none == 401)
            let right = Data("arkiv:æ:hemmelig".utf8).base64EncodedString()
            #expect(try await status("Basic \(right)") == 200)
            #expect(try await status("basic  \(right)") == 200)
            for wrong in [
                "Basic " + Data("arkiv:hemmelig".utf8).base64EncodedString(), "Basic", "Bearer \(right)", "Basic ===",
                "",
            ] { #expect(try await status(wrong) == 401) }
            #expect(try await proeve.call("GET", "/health/live").status == 200)
            #expect(try await proeve.call("GET", "/health/ready").status == 200)
            #expect(try await proeve.call("GET", "/noarkExchange?wsdl").status == 401)
            let lines = proeve.logg.alle.filter { $0.contains(" INFO forespørselen er avvist") }
            #expect(lines.count == 7 && lines.allSatisfy { $0.contains("grunn=login") && $0.contains("request=") })
            #expect(!proeve.logg.alle.contains { $0.contains("hemmelig") || $0.contains(right) })
        }
    }

    @Test func everyRequestIdIsAsLong() {
        #expect(Kontekst.filled("7f") == String(repeating: "0", count: 30) + "7f")
        #expect(Kontekst.filled(String(repeating: "a", count: 32)) == String(repeating: "a", count: 32))
    }

    @Test func theCountsAreWhatHappened() async throws {
        try await Tjenesteproeve.run { proeve in
            _ = try await proeve.isAlive()
            _ = try await proeve.isAlive()
            _ = try await proeve.soap(Proevemelding.ramme(receipt, .soap11))
            _ = try await proeve.soap(Proevemelding.canReceive("?"))
            for broken in ["<PutMessageRequest", "<a/>"] {
                #expect(try await proeve.soap(Array(broken.utf8)).text.contains("Fault"))
            }
            let whole = String(decoding: Proevemelding.canReceive("310000043"), as: UTF8.self)
            let truncated = try #require(whole.split(separator: "</receiver>").first)
            #expect(try await proeve.soap(Array(truncated.utf8)).text.contains("Fault"))
            let id = try #require(try await proeve.call("GET", "/ingen").headers["x-request-id"])
            #expect(id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            let text = try await proeve.call("GET", "/metrics").text
            for line in [
                "arkivbro_putmessage_total{result=\"stored\"} 1", "arkivbro_putmessage_total{result=\"known\"} 1",
                "arkivbro_putmessage_total{result=\"receipt\"} 1", "arkivbro_putmessage_total{result=\"fault\"} 2",
                "arkivbro_getcanreceivemessage_total{answer=\"false\",lookup=\"invalid\"} 1",
                "arkivbro_getcanreceivemessage_total{answer=\"fault\",lookup=\"none\"} 1",
                "arkivbro_http_requests_total{route=\"/noarkExchange\",status=\"200\"} 4",
                "arkivbro_http_requests_total{route=\"none\",status=\"404\"} 1",
                "arkivbro_http_request_seconds_count{route=\"/noarkExchange\"} 7",
                "arkivbro_http_requests_in_progress 1.0",
            ] { #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)") }
            // Each name is described once, before its values.
            let heads = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
            #expect(Set(heads).count == heads.count)
            #expect(
                text.split(separator: "\n").allSatisfy {
                    $0.hasPrefix("# ") || $0.wholeMatch(of: /[a-z_]+(\{[^{}]*\})? [0-9.e+-]+/) != nil
                })
        }
    }
}
