// SPDX-License-Identifier: Apache-2.0
public import BestEdu
public import DPVHTTP
public import Noark

/// Where an archive's own endpoint is, and what it wants.
public struct ArkivSettings: Sendable {
    /// Archives whose endpoints are known.
    public enum Arkivtype: String, Sendable, Hashable, CaseIterable {
        /// Public 360.
        case p360
        /// ePhorte, later Elements.
        case ephorte
        /// ACOS WebSak.
        case websak
        /// Any other.
        case annet
    }

    /// The address, exactly as the archive wants it: some know it only with a slash at its end, some only without.
    public var url: String
    /// The frame and the form of the payload.
    public var dialekt: Dialekt
    /// The SOAPAction of `PutMessage`; empty where the archive has none.
    public var soapAction: String
    /// An answer of success without contents means that the archive took the message.
    public var takesEmptyAnswer: Bool
    /// What is answered when it asks who we are; nil where it does not ask.
    public var login: Login?
    /// Waits, limits and trust of the connection; attempts are the caller's to count.
    public var http = HTTPSettings()

    /// Creates settings that fit an archive.
    public init(url: String, type: Arkivtype = .annet) {
        self.url = url
        dialekt = Dialekt()
        dialekt.soap = .soap11
        soapAction = type.soapAction
        takesEmptyAnswer = type == .p360
    }
}

extension ArkivSettings.Arkivtype {
    /// The SOAPAction of `PutMessage` that the archive is known to want.
    public var soapAction: String {
        switch self {
        // WebSak's description has none, but there are installations that refuse a call without it, and none that mind.
        case .p360, .websak: "http://www.arkivverket.no/Noark/Exchange/IEDUImport/PutMessage"
        case .ephorte, .annet: ""
        }
    }
}
