// SPDX-License-Identifier: Apache-2.0
import Foundation

// benchmark --arkivbro PROGRAM --python PROGRAM [--write PAGE] [--work FOLDER] [--short] [--only NAME]: measures, and
// writes the figures between the page's marks, or prints them; those of one measurement are printed.
// benchmark generate FILE FORM BYTES DOCUMENTS PARTIES: a message to measure with.
// benchmark worker MESSAGE THREADS [report], benchmark accept MESSAGE FOLDER CLIENTS, benchmark insert OUTBOX FOLDER,
// benchmark post PROGRAM MESSAGE FOLDER CLIENTS: what is measured of ours.
// benchmark soak PROGRAM FOLDER MINUTES RATE: the service under so many messages a second, and what it holds each minute.

func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data("benchmark: \(text)\n".utf8))
    exit(2)
}

let arguments = Array(CommandLine.arguments.dropFirst())

func value(_ option: String) -> String? {
    arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
}

func measure() throws {
    guard let arkivbro = value("--arkivbro"), let python = value("--python") else {
        fail("--arkivbro PROGRAM and --python PROGRAM are needed")
    }
    let parent = URL(filePath: value("--work") ?? NSTemporaryDirectory())
    let work = parent.appending(path: "arkivbro-benchmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: work) }
    func absolute(_ path: String) -> String { URL(filePath: path).path(percentEncoded: false) }
    let rows = Rows(
        arkivbro: absolute(arkivbro), python: absolute(python), root: FileManager.default.currentDirectoryPath,
        work: work.path(percentEncoded: false), isShort: arguments.contains("--short"))
    let isShort = rows.isShort ? "A short run: smaller sizes and fewer rounds.\n\n" : ""
    let figures = try rows.all(only: value("--only"))
    let text = isShort + "Measured on " + Machine.describe(python: rows.python) + "\n\n" + figures
    guard value("--only") == nil, let page = value("--write") else {
        print(text)
        return
    }
    let marks = ("<!-- figures: begin -->\n", "<!-- figures: end -->")
    let old = try String(contentsOfFile: page, encoding: .utf8)
    guard let begin = old.range(of: marks.0), let end = old.range(of: marks.1) else { fail("\(page) has no marks") }
    let new = old[..<begin.upperBound] + "\n" + text + "\n\n" + old[end.lowerBound...]
    try String(new).write(toFile: page, atomically: true, encoding: .utf8)
}

do {
    switch arguments.first {
    case "worker" where arguments.count >= 3:
        try Worker.small(
            message: arguments[1], threads: Int(arguments[2]) ?? 1, report: arguments.last == "report")
    case "accept" where arguments.count == 4:
        try await Outbox.accept(message: arguments[1], folder: arguments[2], clients: Int(arguments[3]) ?? 1)
    case "post" where arguments.count == 5:
        try await Load.post(
            arkivbro: arguments[1], message: arguments[2], folder: arguments[3], clients: Int(arguments[4]) ?? 1)
    case "soak" where arguments.count == 5:
        try await Load.soak(
            arkivbro: arguments[1], folder: arguments[2], minutes: Int(arguments[3]) ?? 60,
            rate: Int(arguments[4]) ?? 10)
    case "insert" where arguments.count == 3: try await Outbox.insert(from: arguments[1], folder: arguments[2])
    case "generate" where arguments.count == 6:
        guard let form = Message.Form(rawValue: arguments[2]) else { fail("no such form") }
        let numbers = arguments[3...].map { Int($0) ?? 1 }
        try Message(form: form, documents: numbers[1], bytes: numbers[0], parties: numbers[2]).write(to: arguments[1])
    default: try measure()
    }
} catch {
    fail("\(error)")
}
