// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Shows on a terminal how far the reading of a large message, or of a package's documents, has come.
final class Framdrift {
    private let total: Int64?
    private let start = ContinuousClock.now
    private var shown: ContinuousClock.Instant?

    /// A smaller message is done before anybody has read the line.
    static let smallest: Int64 = 32 << 20
    private static let interval = Duration.milliseconds(200)

    /// Prepares to show; nil where nobody looks: no terminal, CI, or what is known to be small.
    ///
    /// - Parameter total: how many bytes there are, when it is known.
    init?(total: Int64?, environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard isatty(FileHandle.standardError.fileDescriptor) == 1, environment["CI", default: ""].isEmpty else {
            return nil
        }
        if let total, total < Self.smallest { return nil }
        self.total = total
    }

    /// Prepares to show the reading of a message.
    convenience init?(of input: Input) {
        // Nothing that is read only once has an end to go to, and what is no file has none but its beginning. (The fields of
        // `stat` belong to whichever module of C the compiler met first.)
        let descriptor = input.handle.fileDescriptor
        let here = lseek(descriptor, 0, SEEK_CUR)
        let end = here < 0 ? here : lseek(descriptor, 0, SEEK_END)
        if here >= 0 { lseek(descriptor, here, SEEK_SET) }
        self.init(total: end > 0 ? Int64(end) : nil)
    }

    deinit { end() }

    /// Shows, now and then, how many bytes have been read.
    func tell(_ read: Int64) {
        let now = ContinuousClock.now
        guard read >= Self.smallest || total != nil, now - (shown ?? start) >= Self.interval else { return }
        shown = now
        let elapsed = start.duration(to: now).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        Konsoll.errRaw("\r" + Self.linje(read: read, total: total, seconds: seconds) + "\u{1b}[K")
    }

    /// Takes the line away.
    func end() {
        if shown != nil { Konsoll.errRaw("\r\u{1b}[K") }
        shown = nil
    }

    /// The line: bytes, rate, and the time that is left when the size is known.
    static func linje(read: Int64, total: Int64?, seconds: Double) -> String {
        let rate = Double(read) / max(seconds, 0.001)
        var parts = [total.map { "\(size(Double(read))) av \(size(Double($0)))" } ?? size(Double(read))]
        parts.append("\(size(rate))/s")
        if let total { parts.append("\(time(Double(max(0, total - read)) / max(rate, 1))) igjen") }
        return parts.joined(separator: "  ")
    }

    private static func size(_ bytes: Double) -> String {
        bytes < 1e9 ? "\(Int((bytes / 1e6).rounded())) MB" : "\(decimal(bytes / 1e9)) GB"
    }

    private static func decimal(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10),\(tenths % 10)"
    }

    private static func time(_ seconds: Double) -> String {
        // A stalled pipe gives any number.
        let whole = Int(min(seconds.rounded(.up), 359_999))
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) t \(whole / 60 % 60) min"
    }
}
