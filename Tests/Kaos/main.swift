// SPDX-License-Identifier: Apache-2.0
import Foundation
import Noark
import Testhjelp
import Utboks

// An outbox that is killed again and again.
//
//     kaos utboks KILLS SEED [FOLDER]    kills a process with an outbox so many times, lets it end, and says what is lost
//                                        or double
//     kaos tjeneste KILLS SEED [FOLDER]  the same with the program itself, arkivbro serve: archives hand messages in over
//                                        HTTP, and half of the kills are with each of the two ways out
//     kaos arbeid FOLDER COUNT SEED      what the first one kills
//
// Ends with 0 when each message that was taken is delivered once.

func fail(_ text: String) -> Never {
    FileHandle.standardError.write(Data("kaos: \(text)\n".utf8))
    exit(1)
}

func start(_ folder: URL, _ count: Int, _ seed: UInt64) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["arbeid", folder.path(percentEncoded: false), String(count), String(seed)]
    try process.run()
    return process
}

func run(kills: Int, seed: UInt64, folder: URL) async throws {
    var random = SplitMix64(seed: seed)
    var (done, count) = (0, 0)
    let began = Date()
    while done < kills {
        count += 8
        let process = try start(folder, count, random.next())
        // From before it has opened anything to the middle of its work.
        let wait = Double(random.number(10...700)) / 1000
        try await Task.sleep(for: .seconds(wait))
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        if process.terminationReason == .uncaughtSignal {
            guard process.terminationStatus == SIGKILL else {
                fail("arbeidet falt, signal \(process.terminationStatus)")
            }
            done += 1
        } else if process.terminationStatus != 0 {
            fail("arbeidet feilet")
        }
    }
    let before = try Spor(folder.appending(path: "godtatt")).names.count
    let last = try start(folder, count, random.next())
    last.waitUntilExit()
    guard last.terminationStatus == 0, last.terminationReason == .exit else { fail("det siste arbeidet feilet") }
    try await judge(folder, count)
    print("tid: \(Int(Date().timeIntervalSince(began))) s, drept: \(done), tatt imot før det siste arbeidet: \(before)")
}

func judge(_ folder: URL, _ count: Int) async throws {
    var faults: [String] = []
    func expect(_ isSo: Bool, _ text: String) { if !isSo { faults.append(text) } }
    let kanal = try Spor(folder.appending(path: "kanal"))
    let godtatt = try Spor(folder.appending(path: "godtatt"))
    let arkiv = try Spor(folder.appending(path: "arkiv"))
    let ids = (0..<count).compactMap { godtatt.read("\($0)") }
    expect(ids.count == count && Set(ids).count == count, "\(ids.count) av \(count) ble tatt imot")
    let delivered = kanal.names.compactMap { kanal.read($0)?.split(separator: " ").first.map(String.init) }
    expect(Set(delivered) == Set(ids), "\(Set(ids).subtracting(delivered).count) meldinger er tapt")
    expect(delivered.count == ids.count, "\(delivered.count - Set(delivered).count) meldinger er levert dobbelt")
    expect(kanal.lines(of: "ulik.log").isEmpty, "en nøkkel er brukt to ganger")
    for mottaker in Kaosarbeid.mottakere {
        let order = kanal.lines(of: "rekke.log").filter { $0.hasPrefix(mottaker) }.compactMap {
            $0.split(separator: " ").last.flatMap { Int($0) }
        }
        expect(order == order.sorted(), "rekkefølgen til \(mottaker) er \(order)")
    }
    let receipts = arkiv.lines(of: "kvittering.log")
    expect(
        Set(receipts) == Set((0..<count).map { "\(Kaosarbeid.conversation($0)) OK" }),
        "kvitteringene er ikke én OK for hver samtale")
    let utboks = folder.appending(path: "utboks")
    let lager = try SQLiteUtbokslager(UtboksSettings(folder: utboks).database)
    let poster = try await lager.liste(nil, etter: 0, most: .max)
    expect(poster.count == count && poster.allSatisfy { $0.tilstand == .ferdig }, "databasen har \(poster.count) rader")
    let folders = try FileManager.default.contentsOfDirectory(
        atPath: utboks.appending(path: "meldinger").path(percentEncoded: false))
    expect(Set(folders) == Set(poster.compactMap(\.mappe)), "\(folders.count) mapper til \(poster.count) meldinger")
    let left = try FileManager.default.contentsOfDirectory(
        atPath: utboks.appending(path: "arbeid").path(percentEncoded: false))
    expect(left.isEmpty, "\(left.count) arbeidsmapper ligger igjen")
    print(
        """
        meldinger: \(count), kall: \(kanal.lines(of: "kall.log").count), levert fra før: \
        \(kanal.lines(of: "igjen.log").count), kvitteringer: \(receipts.count)
        """)
    if !faults.isEmpty { fail(faults.joined(separator: "\nkaos: ")) }
}

let arguments = CommandLine.arguments
do {
    if arguments.count == 5, arguments[1] == "arbeid", let count = Int(arguments[3]), let seed = UInt64(arguments[4]) {
        try await Kaosarbeid(
            folder: URL(filePath: arguments[2], directoryHint: .isDirectory), count: count, seed: seed
        ).run()
    } else if arguments.count >= 4, ["utboks", "tjeneste"].contains(arguments[1]), let kills = Int(arguments[2]),
        let seed = UInt64(arguments[3])
    {
        if arguments.count > 4 {
            try await run(arguments[1], kills, seed, URL(filePath: arguments[4], directoryHint: .isDirectory))
        } else {
            try await Omgivelser.inTemporaryFolder { try await run(arguments[1], kills, seed, $0) }
        }
    } else {
        exit(64)
    }
} catch {
    fail("\(error)")
}

func run(_ form: String, _ kills: Int, _ seed: UInt64, _ folder: URL) async throws {
    if form == "utboks" { return try await run(kills: kills, seed: seed, folder: folder) }
    // Beside each other: they wait more than they work.
    try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, navn) in Kaosmotpart.navn.enumerated() {
            let tjeneste = Kaostjeneste(
                kills: (kills + index) / Kaosmotpart.navn.count, seed: seed &+ UInt64(index) &* 1000,
                folder: folder.appending(path: navn, directoryHint: .isDirectory))
            group.addTask { try await tjeneste.run(navn) }
        }
        try await group.waitForAll()
    }
}
