// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The measurements, each of which writes a part of the page.
struct Rows {
    let arkivbro: String
    let python: String
    let root: String
    let work: String
    let isShort: Bool

    private var me: String { URL(filePath: CommandLine.arguments[0]).path(percentEncoded: false) }
    private var floor: String {
        URL(filePath: me).deletingLastPathComponent().appending(path: "benchmark-floor").path(percentEncoded: false)
    }
    private var peer: [String] { [python, root + "/Benchmarks/peer/bro.py", root] }

    // The same for all: what they compile once is compiled before the time is taken.
    private var rounds: Int { isShort ? 5 : 21 }
    private var times: Int { isShort ? 100 : 500 }
    private var large: Int { isShort ? 32 << 20 : 256 << 20 }
    private var largeRounds: Int { isShort ? 3 : 5 }
    private var largest: Int { isShort ? 256 << 20 : 4 << 30 }

    /// - Parameter only: one of the measurements; nil is all of them.
    func all(only: String?) throws -> String {
        let parts: [(String, () throws -> String)] = [
            ("small message", small), ("service", service), ("large document", largeDocument), ("way back", back),
            ("memory", memory),
            ("one shot", oneShot), ("growth", growth),
        ].filter { only == nil || $0.0 == only }
        guard !parts.isEmpty else { throw Worker.Failure(what: "no measurement has that name") }
        var text: [String] = []
        for (name, part) in parts {
            FileHandle.standardError.write(Data("benchmark: \(name)\n".utf8))
            text.append(try part())
        }
        return text.joined(separator: "\n\n")
    }

    private func path(_ name: String) -> String { work + "/" + name }

    private func convert(
        _ message: String, to folder: String, _ name: String = "arkivbro convert", setsAside: Bool = false
    ) -> OneShot {
        OneShot(name, [arkivbro, "convert", message, "-o", folder], clears: [folder], setsAside: setsAside)
    }

    private func back(_ package: String) -> OneShot {
        OneShot(
            "arkivbro convert --to bestedu", [arkivbro, "convert", package, "--to", "bestedu", "-o", path("back")],
            clears: [path("back")])
    }

    private func package(in folder: String) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        guard names.count == 1 else { throw Worker.Failure(what: "no package in \(folder)") }
        return folder + "/" + names[0]
    }

    // MARK: Small

    private func small() throws -> String {
        let message = path("small.xml")
        try Message().write(to: message)
        _ = try convert(message, to: path("small")).run()
        let arkivmelding = try package(in: path("small")) + "/arkivmelding.xml"
        let comparison = try Comparison(
            [
                try Resident("**Arkivbro**, one thread", [me, "worker", message, "1"], times: times),
                try Resident("Arkivbro, with report.json", [me, "worker", message, "1", "report"], times: times),
                try Resident("Arkivbro, two threads", [me, "worker", message, "2"], times: 2 * times),
                Abreast(
                    "Arkivbro, two processes",
                    try (1...2).map { try Resident("process \($0)", [me, "worker", message, "1"], times: times) }),
                try Resident("Python + lxml, lossy", peer + ["worker", message], times: times),
                try Resident("Python + lxml + XSD in and out", peer + ["worker", message, "xsd"], times: times),
                try Resident("C probe", [floor, "probe", root, message, arkivmelding], times: times),
                try Resident("floor", [floor, "floor", root, message, arkivmelding], times: times),
            ], rounds: rounds)
        let size = try FileManager.default.attributesOfItem(atPath: message)[.size] as? Int ?? 0
        var rows = Table(["Small message (\(size) byte), in process", "Median", "Its time, in ours"])
        for index in comparison.names.indices {
            rows.add([comparison.names[index], micro(comparison.seconds(index)), times(comparison.ratio(index))])
        }
        rows.add(["old Java bridge", "not run here", ""])
        return rows.text
            + "\n\nTwo threads translate \(times(1 / comparison.ratio(2))) as many messages as one; two processes, "
            + "which share nothing but the machine, \(times(1 / comparison.ratio(3)))."
    }

    // MARK: Service

    private func service() throws -> String {
        let message = path("small.xml")
        try Message().write(to: message)
        let clients = [1, 4, 16]
        var contenders: [any Contender] = try clients.map {
            try Resident(
                "`arkivbro serve`, " + Self.clients($0), [me, "post", arkivbro, message, path("serve-\($0)"), "\($0)"],
                times: times)
        }
        contenders += try clients.map {
            try Resident(
                "the outbox in process, " + Self.clients($0), [me, "accept", message, path("outbox-\($0)"), "\($0)"],
                times: times)
        }
        let bare = contenders.count
        contenders.append(
            try Resident(
                "the same rows inserted, a transaction each",
                [me, "insert", path("outbox-1"), path("outbox-rows")], times: times))
        contenders.append(
            try Resident("the translation alone, two threads", [me, "worker", message, "2"], times: times))
        let comparison = try Comparison(contenders, rounds: rounds)
        func share(_ index: Int, of base: Int) -> String {
            index < bare ? times(comparison.seconds(base) / comparison.seconds(index)) : ""
        }
        var rows = Table([
            "Small messages durably taken", "Messages per second", "of the bare inserts'", "of the translations'",
        ])
        for index in contenders.indices {
            let name = comparison.names[index]
            rows.add([
                index == 0 ? "**\(name)**" : name, "\(Int((1 / comparison.seconds(index)).rounded()))",
                share(index, of: bare), share(index, of: bare + 1),
            ])
        }
        // They write what each answer took when they end.
        contenders = []
        var answers = Table(["`arkivbro serve` answers within", "half", "90 %", "99 %", "all"])
        for count in clients {
            let lines = try String(contentsOfFile: path("serve-\(count)") + "/answers", encoding: .utf8)
            let times = lines.split(separator: "\n").compactMap { Double($0) }
            guard let last = times.last else { throw Worker.Failure(what: "no answers") }
            func within(_ share: Double) -> String { milli(times[Int(Double(times.count - 1) * share)]) }
            answers.add([Self.clients(count), within(0.5), within(0.9), within(0.99), milli(last)])
        }
        return rows.text + "\n\n" + answers.text
    }

    private static func clients(_ count: Int) -> String { "\(count) client\(count == 1 ? "" : "s")" }

    // MARK: Large

    private func largeDocument() throws -> String {
        var rows = Table([
            "Document of \(large >> 20) MiB, file → files", "Arkivbro", "`base64 -d`, base64 in", "lxml", "lxml + XSD",
            "Arkivbro's speed, in `base64 -d`'s", "in lxml's", "in lxml + XSD's",
        ])
        for form in Message.Form.allCases {
            let message = path("large.xml")
            let text = path("large.b64")
            let base64 = try Message(form: form, bytes: large).write(to: message)
            try onlyBase64(form, to: text)
            var contenders: [any Contender] = [
                convert(message, to: path("large")),
                OneShot("base64", ["/usr/bin/base64", "-d", text], output: path("large.bin")),
            ]
            if form != .string, form != .lines {
                for xsd in [[], ["xsd"]] {
                    contenders.append(
                        OneShot(
                            "lxml", peer + ["convert", message, path("peer")] + xsd, clears: [path("peer")]))
                }
            }
            let comparison = try Comparison(contenders, rounds: largeRounds)
            let document = Double(large)
            let hasPeers = contenders.count > 2
            rows.add([
                form == .lines ? "escaped, lines of 76" : form.rawValue, rate(document / comparison.seconds(0)),
                rate(Double(base64) / comparison.seconds(1)),
                hasPeers ? rate(document / comparison.seconds(2)) : "",
                hasPeers ? rate(document / comparison.seconds(3)) : "",
                times(comparison.ratio(1)), hasPeers ? times(comparison.ratio(2)) : "",
                hasPeers ? times(comparison.ratio(3)) : "",
            ])
        }
        return rows.text + "\n\nThe old Java bridge is not run here."
    }

    // The same bytes of base64, and nothing else.
    private func onlyBase64(_ form: Message.Form, to file: String) throws {
        _ = try convert(path("large.xml"), to: path("large")).run()
        let document = try package(in: path("large")) + "/documents/brev-1.txt"
        _ = try OneShot.time(["/usr/bin/base64", form == .lines ? "-w76" : "-w0", document], output: file)
    }

    // MARK: Back

    private func back() throws -> String {
        let message = path("large.xml")
        try Message(bytes: large).write(to: message)
        _ = try convert(message, to: path("large")).run()
        let package = try package(in: path("large"))
        let comparison = try Comparison(
            [
                back(package),
                OneShot(
                    "base64", ["/usr/bin/base64", "-w0", package + "/documents/brev-1.txt"], output: path("back.b64")),
            ], rounds: largeRounds)
        var rows = Table([
            "Forsendelse → PutMessageRequest, \(large >> 20) MiB", "Document per second", "Its time, in ours",
        ])
        rows.add(["**Arkivbro**", rate(Double(large) / comparison.seconds(0)), ""])
        rows.add(["`base64`, the same bytes", rate(Double(large) / comparison.seconds(1)), times(comparison.ratio(1))])

        var many = Table(["Forsendelse → PutMessageRequest, documents of 1 MiB", "Time", "For each document"])
        for documents in isShort ? [10, 100] : [20, 50, 100, 200] {
            try Message(documents: documents, bytes: 1 << 20).write(to: message)
            _ = try convert(message, to: path("large")).run()
            let package = try self.package(in: path("large"))
            let time = try Comparison(
                [back(package)], rounds: largeRounds
            )
            .seconds(0)
            many.add(["\(documents)", milli(time), milli(time / Double(documents))])
        }
        return rows.text + "\n\n" + many.text
    }

    // MARK: Memory

    private func memory() throws -> String {
        var rows = Table(["Peak memory", "1 MiB", size(largest), "Difference"])
        let message = path("large.xml")
        func peaks(_ measure: (Int) throws -> Int) throws -> [String] {
            let small = try measure(1 << 20)
            let large = try measure(largest)
            return [mebi(small), mebi(large), mebi(large - small)]
        }
        for form in Message.Form.allCases where form != .lines {
            rows.add(
                ["`arkivbro convert`, \(form.rawValue)"]
                    + (try peaks {
                        try Message(form: form, bytes: $0).write(to: message)
                        return try convert(message, to: path("large")).peak(in: work)
                    }))
        }
        rows.add(
            ["Forsendelse → PutMessageRequest"]
                + (try peaks {
                    try Message(bytes: $0).write(to: message)
                    _ = try convert(message, to: path("large")).run()
                    return try back(try package(in: path("large")))
                        .peak(in: work)
                }))
        var others = Table(["Peak memory", ""])
        for (name, message) in [
            ("10,000 documents", Message(documents: 10_000)), ("10,000 parties", Message(parties: 10_000)),
        ] {
            try message.write(to: path("large.xml"))
            others.add([
                "`arkivbro convert`, \(name)", mebi(try convert(path("large.xml"), to: path("large")).peak(in: work)),
            ])
            let package = try package(in: path("large"))
            others.add([
                "Forsendelse → PutMessageRequest, \(name)",
                mebi(try back(package).peak(in: work)),
            ])
        }
        for mebibytes in isShort ? [10, 50] : [100, 500] {
            try Message(bytes: mebibytes << 20).write(to: message)
            others.add([
                "lxml, \(mebibytes) MiB",
                mebi(
                    try OneShot("", peer + ["convert", message, path("peer")], clears: [path("peer")]).peak(in: work)),
            ])
        }
        return rows.text + "\n\n" + others.text
    }

    // MARK: One shot

    private func oneShot() throws -> String {
        let message = path("small.xml")
        let payload = path("payload.xml")
        try Message(form: .inline).write(to: message)
        let text = try String(contentsOfFile: message, encoding: .utf8)
        guard let start = text.range(of: "<Melding"), let end = text.range(of: "</Melding>") else {
            throw Worker.Failure(what: "no payload")
        }
        try String(text[start.lowerBound..<end.upperBound]).write(toFile: payload, atomically: false, encoding: .utf8)
        try Message().write(to: message)
        let schema = root + "/schemas/arkivmelding/integrasjonspunkt/arkivmelding.xsd"
        let both = """
            xsltproc '\(root)/Benchmarks/peer/bro.xsl' '\(payload)' > '\(path("peer.xml"))' \
            && xmllint --nonet --noout --schema '\(schema)' '\(path("peer.xml"))' 2> '\(path("peer.txt"))'
            """
        let comparison = try Comparison(
            [
                convert(message, to: path("small"), setsAside: true), OneShot("both", ["/bin/sh", "-c", both]),
            ], rounds: rounds)
        var rows = Table(["Small message, a program started for it", "Median", "Its time, in ours"])
        rows.add(["**`arkivbro convert`**", milli(comparison.seconds(0)), ""])
        rows.add(["`xsltproc` and `xmllint --schema`", milli(comparison.seconds(1)), times(comparison.ratio(1))])
        return rows.text
    }

    // MARK: Growth

    private func growth() throws -> String {
        let message = path("large.xml")
        func time(_ written: Message, setsAside: Bool = false) throws -> Double {
            try written.write(to: message)
            return try Comparison([convert(message, to: path("large"), setsAside: setsAside)], rounds: 3).seconds(0)
        }
        var bytes = Table(["`arkivbro convert`, one document, escaped", "Time", "For each MB"])
        for size in [1 << 10, 1 << 20, 16 << 20, 256 << 20, 4 << 30] where size <= largest {
            let time = try time(Message(bytes: size))
            bytes.add([self.size(size), milli(time), size < 1 << 20 ? "" : milli(time / Double(size) * 1e6)])
        }
        func timeBack(_ written: Message) throws -> Double {
            try written.write(to: message)
            _ = try convert(message, to: path("large"), setsAside: true).run()
            return try Comparison([back(try package(in: path("large")))], rounds: 3).seconds(0)
        }
        func many(_ name: String, _ time: (Message) throws -> Double) throws -> String {
            var table = Table([name, "Documents", "For each", "Parties", "For each"])
            for count in [1, 10, 100, 1000, 10_000] {
                let (documents, parties) = (try time(Message(documents: count)), try time(Message(parties: count)))
                table.add([
                    "\(count)", milli(documents), milli(documents / Double(count)), milli(parties),
                    milli(parties / Double(count)),
                ])
            }
            return table.text
        }
        return [
            bytes.text, try many("`arkivbro convert`, how many") { try time($0, setsAside: true) },
            try many("`arkivbro convert --to bestedu`, how many", timeBack),
        ].joined(separator: "\n\n")
    }

    // MARK: Units

    private func micro(_ seconds: Double) -> String { "\(Int((seconds * 1e6).rounded())) µs" }
    private func milli(_ seconds: Double) -> String {
        String(format: seconds < 0.01 ? "%.2f ms" : "%.0f ms", seconds * 1e3)
    }
    private func rate(_ bytes: Double) -> String { "\(Int((bytes / 1e6).rounded())) MB/s" }
    private func times(_ ratio: Double) -> String { String(format: "%.2f ×", ratio) }
    private func mebi(_ bytes: Int) -> String { String(format: "%.1f MiB", Double(bytes) / 1_048_576) }
    private func size(_ bytes: Int) -> String {
        bytes >= 1 << 30 ? "\(bytes >> 30) GiB" : bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
    }
}

/// A table in Markdown.
struct Table {
    private var rows: [[String]]

    init(_ head: [String]) { rows = [head, head.indices.map { $0 == 0 ? "---" : "---:" }] }

    mutating func add(_ row: [String]) { rows.append(row) }

    var text: String { rows.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n") }
}
