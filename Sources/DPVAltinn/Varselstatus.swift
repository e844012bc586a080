// SPDX-License-Identifier: Apache-2.0
internal import DPVHTTP

/// What came of the first notifications of a correspondence, as its details tell.
struct Varselstatus: Sendable, Hashable {
    /// Each one that was tried has failed.
    ///
    /// What is under way, or was not tried, is no failure.
    let isNobodyNotified: Bool

    init(_ notifications: LooseJSON) {
        let first = notifications.elements.filter { $0["isReminder"].bool != true }
        let tried = first.flatMap { notification in
            let details = notification["notificationStatusDetails"]
            return [details["email"], details["sms"]] + details["emails"].elements + details["smses"].elements
        }.filter { detail in
            if case .object = detail { return true }
            return false
        }
        isNobodyNotified = !tried.isEmpty && tried.allSatisfy(Self.hasFailed)
    }

    // Altinn writes Failed, or Failed_ and why.
    private static func hasFailed(_ detail: LooseJSON) -> Bool {
        detail["succeeded"].bool != true && detail["sendStatus"]["status"].string?.hasPrefix("Failed") == true
    }
}
