// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Omforming
public import SafeXML

/// From a message to an order that a transport can take.
public struct Levering: Sendable {
    /// The report on the message.
    public let rapport: Rapport
    /// The order; nil when the message is not accepted.
    public let oppdrag: Oppdrag?

    /// Converts a message, makes its correspondence, and packs both.
    ///
    /// - Parameters:
    ///   - input: the message, read to its end.
    ///   - folder: where the package is made; it must last until the transport has answered.
    ///   - settings: a process that is set here was chosen by the sender.
    ///   - correspondence: how the letter is made.
    /// - Throws: `ArkivbroError` when reading or writing fails, `SafeXMLError` when a library does.
    public init(
        of input: FileHandle, workingIn folder: URL, with omformer: Omformer, _ settings: ConversionSettings,
        correspondence: CorrespondenceSettings = CorrespondenceSettings(), limits: Limits = .standard
    ) throws {
        var correspondence = correspondence
        correspondence.prosess = settings.prosess ?? correspondence.prosess
        let pakking = try Pakking(of: input, in: folder, with: omformer, settings, limits: limits)
        let korrespondanse = try Korrespondansebygger(omformer).korrespondanse(
            of: &pakking.omforming, correspondence)
        rapport = pakking.omforming.rapport
        guard let korrespondanse, let forsendelse = try pakking.commit(durably: false) else {
            oppdrag = nil
            return
        }
        oppdrag = Oppdrag(korrespondanse: korrespondanse, forsendelse: forsendelse)
    }
}
