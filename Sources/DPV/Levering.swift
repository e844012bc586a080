// SPDX-License-Identifier: Apache-2.0
import Disk
public import EFormidling
public import Foundation
import Noark
public import Omforming
public import SafeXML

/// From a message to an order that a transport can take.
public struct Levering: Sendable {
    /// The report on the message.
    public let rapport: Rapport
    /// The order; nil when the message is not accepted.
    public let oppdrag: Oppdrag?
    /// What the archive calls the conversation, as it wrote it; nil when it wrote nothing.
    public let archiveConversationId: String?

    /// Converts a message, makes its correspondence, and packs both.
    ///
    /// - Parameters:
    ///   - input: the message, read to its end.
    ///   - folder: where the package is made; it must last until the transport has answered.
    ///   - settings: a process that is set here was chosen by the sender.
    ///   - correspondence: how the letter is made.
    ///   - dpv: what is asked of DPV for this message.
    ///   - progress: is told, after each piece of the message, how many bytes have been read.
    /// - Throws: `ArkivbroError` when reading or writing fails, `SafeXMLError` when a library does.
    public init(
        of input: FileHandle, workingIn folder: URL, with omformer: Omformer, _ settings: ConversionSettings,
        correspondence: CorrespondenceSettings = CorrespondenceSettings(), dpv: DpvSettings = DpvSettings(),
        limits: Limits = .standard, progress: ((Int64) -> Void)? = nil
    ) throws {
        var correspondence = correspondence
        correspondence.prosess = settings.prosess ?? correspondence.prosess
        let pakking = try Pakking(of: input, in: folder, with: omformer, settings, limits: limits, progress: progress)
        pakking.omforming.sbd?.dpv = dpv
        let korrespondanse = try Korrespondansebygger(omformer).korrespondanse(of: &pakking.omforming, correspondence)
        rapport = pakking.omforming.rapport
        archiveConversationId = pakking.omforming.id.flatMap { $0.original.isEmpty ? nil : $0.original }
        guard let korrespondanse, let forsendelse = try pakking.commit(durably: false) else {
            oppdrag = nil
            return
        }
        oppdrag = try Self.oppdrag(korrespondanse, forsendelse)
    }

    /// Makes the correspondence of a letter of the type digital_dpv, and packs both.
    ///
    /// - Parameters:
    ///   - digitalDpv: the letter with its addressing.
    ///   - files: the files that go with it.
    ///   - folder: where the package is made; it must last until the transport has answered.
    ///   - settings: a process that is set here goes before the one of the addressing.
    ///   - correspondence: how the letter is made.
    /// - Throws: `ArkivbroError` when reading or writing fails, `SafeXMLError` when a library does.
    public init(
        digitalDpv: SBDInnlesing, files: [Brevfil], workingIn folder: URL, with omformer: Omformer,
        _ settings: ConversionSettings, correspondence: CorrespondenceSettings = CorrespondenceSettings()
    ) throws {
        var correspondence = correspondence
        correspondence.prosess = settings.prosess ?? correspondence.prosess
        let pakking = try Brevpakking(of: digitalDpv, files: files, in: folder, with: omformer, settings)
        let korrespondanse = try Korrespondansebygger(omformer).korrespondanse(of: &pakking.omforming, correspondence)
        rapport = pakking.omforming.rapport
        archiveConversationId = nil
        guard let korrespondanse, let forsendelse = try pakking.commit(durably: false) else {
            oppdrag = nil
            return
        }
        oppdrag = try Self.oppdrag(korrespondanse, forsendelse)
    }

    private static func oppdrag(_ korrespondanse: Korrespondanse, _ forsendelse: URL) throws -> Oppdrag {
        var korrespondanse = korrespondanse
        let documents = forsendelse.appending(path: "documents", directoryHint: .isDirectory)
        do {
            var sinks: [String: FileSink] = [:]
            for vedlegg in korrespondanse.attachments where !vedlegg.innhold.isEmpty {
                let target = forsendelse.appending(path: vedlegg.path)
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                sinks[vedlegg.path] = try FileSink(creating: target)
            }
            try korrespondanse.pack(
                reading: { dokument, body in try read(documents.appending(path: dokument.navn), body) },
                writing: { vedlegg, block in try sinks[vedlegg.path]?.write(block) })
        } catch {
            throw ArkivbroError(.cannotWrite, "Kan ikke pakke vedlegg: \(error.reason).")
        }
        return Oppdrag(korrespondanse: korrespondanse, forsendelse: forsendelse)
    }

    private static let chunk = 256 * 1024

    private static func read(_ file: URL, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        while let data = try handle.read(upToCount: chunk), !data.isEmpty { try data.withUnsafeBytes(body) }
    }
}
