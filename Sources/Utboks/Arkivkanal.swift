// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The way to the archive's own BEST/EDU endpoint.
public protocol Arkivkanal: Sendable {
    /// Calls the archive's PutMessage.
    ///
    /// - Parameter putMessage: a file with a PutMessageRequest, streamed to the archive in the archive's dialect.
    /// - Throws: `CancellationError` alone; what the archive answers is a value.
    func lever(_ putMessage: URL) async throws -> Arkivsvar
}

/// What the archive answered.
public enum Arkivsvar: Sendable {
    /// It took the message; its AppReceipt, when it wrote one, as a PutMessageResponse payload.
    case tatt(appReceipt: Data?)
    /// It refused the message for good; its AppReceipt, when it wrote one.
    case avvist(grunn: String, appReceipt: Data?)
    /// Not now, or nobody knows.
    case proevIgjen(grunn: String, omSekunder: Int?)
    /// Our settings or access are at fault.
    case oppsettsfeil(grunn: String)
    /// The file is no PutMessageRequest, and the archive was not called: it is made anew.
    case uleselig(grunn: String)
}
