// SPDX-License-Identifier: Apache-2.0
package import EFormidling
package import Foundation

/// The times of a message that goes now, as eFormidling has them.
package struct Stempel {
    package let creationDateAndTime: String
    package let expectedResponseDateTime: String

    /// - Parameter ttlHours: until it expires.
    package init(_ now: Date, ttlHours: Int) {
        // A little in the past: some integrasjonspunkter refuse what their clock says is the future.
        creationDateAndTime = (now - 5).medSone
        expectedResponseDateTime = (now + Double(ttlHours) * 3600).medSone
    }
}

extension StandardBusinessDocument {
    /// The same with the times of a message that goes now.
    package func stamped(_ stempel: Stempel) -> StandardBusinessDocument {
        var sbd = self
        sbd.creationDateAndTime = stempel.creationDateAndTime
        sbd.expectedResponseDateTime = stempel.expectedResponseDateTime
        return sbd
    }
}

extension Date {
    /// ISO 8601 with the offset of this machine.
    package var medSone: String {
        formatted(
            Date.ISO8601FormatStyle(timeZone: .current).year().month().day().timeSeparator(.colon)
                .time(includingFractionalSeconds: false).timeZone(separator: .colon))
    }
}
