// SPDX-License-Identifier: Apache-2.0
package import DPVHTTP
package import Foundation
package import Logging

extension Surroundings {
    /// When something is tried again.
    ///
    /// - Parameters:
    ///   - number: how many attempts were made.
    ///   - seconds: what the other side asked for.
    package func next(_ retry: RetryPolicy, afterAttempt number: Int, asked seconds: Int?) -> Date {
        now() + RetryPolicy.wait(retry.delay(afterAttempt: number, chance: chance()), asked: seconds)
    }

    /// Waits after our own trouble, such as a disk that is full: no message is at fault for it.
    package func pause(after error: any Error, _ text: Logger.Message, _ logger: Logger) async {
        if error is CancellationError, Task.isCancelled { return }
        logger.error(text, metadata: ["grunn": "\(Utboks.grunn(error))"])
        try? await sleep(10)
    }
}
