// SPDX-License-Identifier: Apache-2.0
public import EFormidling

/// A process that a receiver takes.
public struct Kapabilitet: Sendable, Hashable {
    /// The process.
    public let prosess: Prosess
    /// The service that carries it, such as `DPV` or `DPO`.
    public let serviceIdentifier: String
    /// Identifiers of the document types that it takes.
    public let documentTypes: [String]

    /// Creates a capability.
    public init(prosess: Prosess, serviceIdentifier: String, documentTypes: [String]) {
        self.prosess = prosess
        self.serviceIdentifier = serviceIdentifier
        self.documentTypes = documentTypes
    }

    /// Altinn carries it.
    public var isDPV: Bool { serviceIdentifier == "DPV" }

    /// Altinn carries an arkivmelding, which is what a letter of BEST/EDU becomes; one that names no types takes all.
    public var takesArkivmelding: Bool {
        isDPV && (documentTypes.isEmpty || documentTypes.contains { $0.hasSuffix("::arkivmelding") })
    }
}

/// What a transport says that a receiver takes.
public enum Kapabilitetssvar: Sendable, Hashable {
    /// The processes of the receiver, in the order of the answer.
    case known([Kapabilitet])
    /// The receiver is not known.
    case unknownReceiver
    /// The transport has no way to know.
    case notAvailable
    /// Not now; ask again later, after so many seconds if the transport knows.
    case retryLater(reason: String, afterSeconds: Int?)
    /// Our settings or access are at fault: every question would fail alike.
    case configurationFault(reason: String)
}
