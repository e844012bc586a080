// SPDX-License-Identifier: Apache-2.0
import Testing
import Utboks

/// What is under way when the program is told to end.
@Suite struct FristTests {
    /// The time that the process has left goes before what the work may have.
    @Test(arguments: [true, false]) func whatIsLeftOfTheProcessIsAllThatThereIs(_ isOwn: Bool) async throws {
        let begun = Proeveport()
        let frist = Stansefrist(seconds: isOwn ? 3600 : 0)
        let task = Stansefrist.$gjeldende.withValue(frist) {
            Task {
                try await withGrace(seconds: isOwn ? 0 : 3600) {
                    begun.open()
                    try await Task.sleep(for: .seconds(60))
                }
            }
        }
        await begun.pass()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    /// What is broken off is noted before the process goes, however little time there is.
    @Test(arguments: [(30.0, 28.0), (100, 98), (4, 2), (3, 1.5), (1, 0.5)])
    func workHasLessTimeThanTheProcess(_ stop: Double, _ work: Double) {
        #expect(Stansefrist.seconds(toStop: stop) == work)
    }

    @Test func itRunsFromWhenTheFirstIsToldToEnd() async throws {
        let frist = Stansefrist(seconds: 3600)
        frist.begin()
        let left = frist.left
        try await Task.sleep(for: .milliseconds(5))
        frist.begin()
        #expect(frist.left < left && left <= .seconds(3600))
        #expect(Stansefrist(seconds: -1).left == .zero)
    }
}
