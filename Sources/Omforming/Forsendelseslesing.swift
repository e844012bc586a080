// SPDX-License-Identifier: Apache-2.0
public import BestEdu
public import EFormidling
public import SafeXML

extension Innlesing {
    /// Reads a document from memory; its documents are not kept.
    ///
    /// - Throws: `SafeXMLError` when a library fails.
    public init(_ bytes: [UInt8], limits: Limits = .standard) throws {
        let reader = try MessageReader(store: DiscardingDocumentStore(), limits: limits)
        try bytes.withUnsafeBytes { try reader.feed($0) }
        self = try reader.finish()
    }

    /// Reads the arkivmelding of a package.
    ///
    /// - Throws: `Forsendelsesfeil` when there is none or the package is damaged, `POSIXError` when reading fails.
    init(of kilde: any Forsendelseskilde, limits: Limits) throws {
        let reader = try MessageReader(store: DiscardingDocumentStore(), limits: limits)
        // What is read beyond a fault costs time and is not looked at.
        try kilde.read(kilde.arkivmelding?.navn ?? "arkivmelding.xml") { try reader.feed($0) }
        self = try reader.finish()
    }
}

extension Forsendelseskilde {
    /// The receipt of a package that has one and no arkivmelding; nil for every other.
    ///
    /// - Throws: `Forsendelsesfeil` when the package is damaged, `POSIXError` when reading fails.
    public func kvittering() throws -> SBDInnlesing? {
        guard arkivmelding == nil, let sbd = try SBDInnlesing(of: self), sbd.sbd?.kvittering != nil else { return nil }
        return sbd
    }
}

extension SBDInnlesing {
    /// Reads the addressing of a package; nil when it has none.
    ///
    /// - Throws: `Forsendelsesfeil` when the package is damaged, `POSIXError` when reading fails.
    public init?(of kilde: any Forsendelseskilde) throws {
        guard let fil = kilde.sbd else { return nil }
        var json: [UInt8] = []
        // One byte too many is enough to tell that it is too large.
        try kilde.read(fil.navn) { json.append(contentsOf: $0.prefix(Self.maxBytes + 1 - json.count)) }
        self.init(json: json)
    }
}
