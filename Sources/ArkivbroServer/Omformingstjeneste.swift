// SPDX-License-Identifier: Apache-2.0
import BestEdu
import Disk
import EFormidling
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Omforming
import SafeXML

/// Converts and validates for those who ask over REST; nothing is kept and nothing is sent.
struct Omformingstjeneste: Sendable {
    let settings: ServerSettings
    let omformer: Omformer
    let mappe: Kroppsmappe
    /// One thread for each processor: translations that wait for each other are no faster together.
    let pool: NIOThreadPool

    private enum Utfall: Sendable {
        case report(Rapport)
        case file(Stroemfil, name: String)
    }

    /// Answers with what was made or the report; the body is gone when it returns.
    func convert(_ kropp: Kropp, _ oenske: Omformingsoenske) async throws -> Response {
        let utfall = try await pool.runIfActive {
            defer { kropp.discard() }
            let work = mappe.next()
            try FileManager.default.createDirectory(at: work, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(at: work) }
            switch oenske.maal {
            case .arkivmelding: return try toArkivmelding(kropp, in: work, oenske)
            case .bestedu: return try toBestEdu(kropp, in: work, oenske)
            }
        }
        switch utfall {
        case .report(let rapport): return Self.report(rapport)
        case .file(let fil, let name):
            var headers: HTTPFields = [
                .contentDisposition: "attachment; filename=\"\(name)\"", .contentType: oenske.maal.type,
                .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            ]
            headers[.contentLength] = String(fil.size)
            return Response(status: .ok, headers: headers, body: fil.body)
        }
    }

    /// Answers with the report.
    func validate(_ kropp: Kropp) async throws -> Response {
        let rapport = try await pool.runIfActive {
            defer { kropp.discard() }
            let input = try FileHandle(forReadingFrom: kropp.url)
            defer { try? input.close() }
            let innlesing = try Innlesing(
                reading: input, into: DiscardingDocumentStore(), limits: settings.limits)
            return omformer.validate(innlesing, settings.conversion)
        }
        // That a document is at fault is what was asked: an answer, and no error.
        return Svar.json(rapport.verdict == .undetermined ? .internalServerError : .ok, rapport.json())
    }

    private static func report(_ rapport: Rapport) -> Response {
        let status: HTTPResponse.Status =
            switch rapport.verdict {
            case .accepted: .ok
            case .rejected: .unprocessableContent
            case .undetermined: .internalServerError
            }
        return Svar.json(status, rapport.json())
    }

    private func toArkivmelding(_ kropp: Kropp, in work: URL, _ oenske: Omformingsoenske) throws -> Utfall {
        let input = try FileHandle(forReadingFrom: kropp.url)
        defer { try? input.close() }
        let pakking = try Pakking(
            of: input, in: work, with: omformer, settings.conversion, limits: settings.limits)
        let rapport: Rapport
        let made: URL?
        switch pakking.innlesing.slag {
        case .putMessageAppReceipt, .appReceipt:
            let omforming = omformer.receipt(of: pakking.innlesing, settings.receipt)
            rapport = omforming.rapport
            made = oenske.form == .result ? try omforming.commit(in: work) : nil
        default:
            rapport = pakking.omforming.rapport
            made = oenske.form == .result ? try pakking.commit(durably: false) : nil
        }
        guard let made else { return .report(rapport) }
        return .file(try Stroemfil(zipping: made, to: mappe.next()), name: made.lastPathComponent + ".zip")
    }

    private func toBestEdu(_ kropp: Kropp, in work: URL, _ oenske: Omformingsoenske) throws -> Utfall {
        var bestEdu = settings.bestEdu
        bestEdu.journalpost = oenske.journalpost
        bestEdu.sender = oenske.avsender
        bestEdu.receiver = oenske.mottaker
        let pakking: Tilbakepakking
        switch try Self.inndata(kropp, settings.limits) {
        case .kvittering(let sbd):
            let omforming = omformer.appReceipt(of: sbd, settings.receipt)
            let made = oenske.form == .result ? try omforming.commit(in: work) : nil
            return try made.map(message) ?? .report(omforming.rapport)
        case .forsendelse(let kilde):
            pakking = try Tilbakepakking(of: kilde, with: omformer, bestEdu, limits: settings.limits)
        case .arkivmelding(let innlesing): pakking = Tilbakepakking(of: innlesing, with: omformer, bestEdu)
        case .avvist(let feil): pakking = Tilbakepakking(refusedFor: feil, with: omformer)
        }
        let needed = pakking.omforming.encodedBytes
        if needed > 0, let free = mappe.freeBytes, free - needed < settings.minFreeBytes { throw Kroppsfeil.noRoom }
        // Making it may add findings: a document that is damaged is met only then.
        let made = try pakking.commit(in: work)
        guard oenske.form == .result, let made else { return .report(pakking.omforming.rapport) }
        return try message(in: made)
    }

    private static func inndata(_ kropp: Kropp, _ limits: Limits) throws -> Tilbakeinndata {
        if let package = try Tilbakeinndata(package: kropp.url) { return package }
        let input = try FileHandle(forReadingFrom: kropp.url)
        defer { try? input.close() }
        return try Tilbakeinndata(reading: input, limits: limits)
    }

    private func message(in folder: URL) throws -> Utfall {
        let file = folder.appending(path: Tilbakepakking.filnavn)
        return .file(try Stroemfil(taking: file), name: folder.lastPathComponent + ".xml")
    }
}

/// A file that is sent while it is read, and that is gone when nobody holds it any more.
final class Stroemfil: Sendable {
    let size: Int64
    private let descriptor: Int32

    /// - Throws: when a file cannot be read, or the disk is full.
    init(zipping folder: URL, to url: URL) throws {
        var files: [ZIPskriver.Fil] = []
        let path = folder.path(percentEncoded: false)
        for name in try FileManager.default.subpathsOfDirectory(atPath: path).sorted() {
            let file = folder.appending(path: name)
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path(percentEncoded: false))
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            let size = (attributes[.size] as? NSNumber)?.int64Value ?? 0
            files.append(
                ZIPskriver.Fil(navn: name, size: size) { body in
                    let input = try FileHandle(forReadingFrom: file)
                    defer { try? input.close() }
                    while let part = try input.read(upToCount: 256 << 10), !part.isEmpty {
                        try part.withUnsafeBytes(body)
                    }
                })
        }
        let place = url.path(percentEncoded: false)
        descriptor = open(place, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Kroppsfeil.noRoom }
        unlink(place)
        let target = descriptor
        var written: Int64 = 0
        do {
            try ZIPskriver.write(files) { part in
                do {
                    try writeAll(part, to: target)
                } catch {
                    throw Kroppsfeil.noRoom
                }
                written += Int64(part.count)
            }
        } catch {
            close(target)
            throw error
        }
        size = written
    }

    /// Takes over a file, whose name goes away.
    ///
    /// - Throws: when it cannot be opened.
    init(taking url: URL) throws {
        let place = url.path(percentEncoded: false)
        descriptor = open(place, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Kroppsfeil.noRoom }
        unlink(place)
        // What is read is read from a place; where the file stands is nobody's business.
        size = max(0, Int64(lseek(descriptor, 0, SEEK_END)))
    }

    deinit { close(descriptor) }

    /// The file as the body of an answer.
    var body: ResponseBody {
        ResponseBody(contentLength: Int(size)) { [self] writer in
            var offset: Int64 = 0
            while offset < size {
                let at = offset
                let part = try await NIOThreadPool.singleton.runIfActive { try self.read(at) }
                offset += Int64(part.readableBytes)
                try await writer.write(part)
            }
            try await writer.finish(nil)
        }
    }

    private func read(_ offset: Int64) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        let wanted = Int(min(256 << 10, size - offset))
        let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { memory in
            max(0, pread(descriptor, memory.baseAddress, wanted, off_t(offset)))
        }
        guard count > 0 else { throw Kroppsfeil.brokenOff }
        return buffer
    }
}
