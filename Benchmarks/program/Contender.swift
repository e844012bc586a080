// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Something whose time is taken.
protocol Contender: AnyObject {
    var name: String { get }
    /// Does the work once and gives the seconds it took.
    func run() throws -> Double
}

/// A process that stays, and takes its own time: no start of a program is in it.
final class Resident: Contender {
    let name: String
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let times: Int
    private var rest = Data()

    /// - Parameter times: how often it does the work in each run.
    init(_ name: String, _ arguments: [String], times: Int) throws {
        self.name = name
        self.times = times
        process.executableURL = URL(filePath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // Compiles what is compiled once, and warms what gets warm.
        try ask(20)
        _ = try answer()
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    func run() throws -> Double {
        try begin()
        return try end()
    }

    fileprivate func begin() throws { try ask(times) }

    fileprivate func end() throws -> Double { try answer() / Double(times) }

    private func ask(_ times: Int) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(times)\n".utf8))
    }

    private func answer() throws -> Double {
        while !rest.contains(UInt8(ascii: "\n")) {
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Worker.Failure(what: "\(name) ended") }
            rest += more
        }
        let line = rest.prefix { $0 != UInt8(ascii: "\n") }
        rest = Data(rest.dropFirst(line.count + 1))
        guard let seconds = Double(String(decoding: line, as: UTF8.self)) else {
            throw Worker.Failure(what: "\(name) gave no time")
        }
        return seconds
    }
}

/// Processes that do the work beside each other: what the machine gives to work that shares nothing.
final class Abreast: Contender {
    let name: String
    private let processes: [Resident]

    init(_ name: String, _ processes: [Resident]) {
        self.name = name
        self.processes = processes
    }

    func run() throws -> Double {
        for process in processes { try process.begin() }
        return (try processes.map { try $0.end() }.max() ?? 0) / Double(processes.count)
    }
}

/// A program that is started, does its work, and ends.
final class OneShot: Contender {
    let name: String
    private let arguments: [String]
    private let output: String
    private let clears: [String]
    private let setsAside: Bool

    /// - Parameters:
    ///   - output: where its standard output goes.
    ///   - clears: what is removed before it starts, outside the time.
    ///   - setsAside: what would be removed gets another name beside the old one. ext4 without a journal passes every
    ///     inode freed in the last seconds before it gives one: after many files the next would be charged with it.
    init(
        _ name: String, _ arguments: [String], output: String = "/dev/null", clears: [String] = [],
        setsAside: Bool = false
    ) {
        self.name = name
        self.arguments = arguments
        self.output = output
        self.clears = clears
        self.setsAside = setsAside
    }

    func run() throws -> Double {
        try clear()
        return try Self.time(arguments, output: output)
    }

    /// The most memory that it held, in bytes.
    func peak(in folder: String) throws -> Int {
        try clear()
        // Forks from a program that is small itself: a child is charged with what its parent held when it began.
        let file = folder + "/peak"
        _ = try Self.time(["/usr/bin/time", "-f", "%M", "-o", file] + arguments, output: output)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return (Int(text.split(separator: "\n").last ?? "") ?? 0) * 1024
    }

    private func clear() throws {
        for path in clears where FileManager.default.fileExists(atPath: path) {
            if setsAside {
                try FileManager.default.moveItem(atPath: path, toPath: "\(path)-\(UUID().uuidString)")
            } else {
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }

    static func time(_ arguments: [String], output: String) throws -> Double {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        var pointers = arguments.map { strdup($0) } + [nil]
        var environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in pointers + environment { free(pointer) } }
        var child = pid_t()
        var status: Int32 = 0
        let clock = ContinuousClock()
        let time = try clock.measure {
            guard posix_spawn(&child, arguments[0], &actions, nil, &pointers, &environment) == 0 else {
                throw Worker.Failure(what: "\(arguments[0]) does not start")
            }
            while waitpid(child, &status, 0) < 0 {}
        }
        guard status == 0 else { throw Worker.Failure(what: "\(arguments.joined(separator: " ")): status \(status)") }
        return time.seconds
    }
}

/// The times of several contenders that ran by turns.
struct Comparison {
    let names: [String]
    private let times: [[Double]]

    /// Runs each in turn, so many rounds: what disturbs the machine disturbs them alike.
    init(_ contenders: [any Contender], rounds: Int) throws {
        names = contenders.map(\.name)
        var times = contenders.map { _ in [Double]() }
        for round in 0..<rounds {
            for turn in contenders.indices {
                // Who comes first differs, too.
                let place = (turn + round) % contenders.count
                times[place].append(try contenders[place].run())
            }
        }
        self.times = times
    }

    /// The median of a contender's times.
    func seconds(_ index: Int) -> Double { Self.median(times[index]) }

    /// How many times the first one's time another's is: the median of what the rounds say.
    func ratio(_ index: Int) -> Double { Self.median(zip(times[index], times[0]).map { $0 / $1 }) }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
