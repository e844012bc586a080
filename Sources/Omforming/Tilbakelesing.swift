// SPDX-License-Identifier: Apache-2.0
public import BestEdu
import Disk
public import EFormidling
import Foundation
import Noark
public import SafeXML

/// What messages to an archive are made of, read and judged once: a package, or an arkivmelding that stands alone.
///
/// Not `Sendable`: it holds a tree.
public final class Tilbakelesing {
    let kilde: (any Forsendelseskilde)?
    private var innlesing = Innlesing()
    private var sbd: SBDInnlesing?
    private var feil: Forsendelsesfeil?
    private var vurdering: [Funn]?

    /// Reads the arkivmelding of a package, without its documents.
    ///
    /// - Throws: ``ArkivbroError`` when reading fails. Faults of the package are findings of what is made of it.
    public init(of kilde: any Forsendelseskilde, limits: Limits = .standard) throws {
        self.kilde = kilde
        do {
            sbd = try SBDInnlesing(of: kilde)
            innlesing = try Innlesing(of: kilde, limits: limits)
        } catch let error as Forsendelsesfeil {
            feil = error
        } catch let error as POSIXError {
            throw ArkivbroError(.cannotRead, "Kan ikke lese forsendelsen: \(error.reason).")
        }
    }

    /// An arkivmelding that stands alone.
    public init(of innlesing: Innlesing) {
        kilde = nil
        self.innlesing = innlesing
    }

    func convert(with omformer: Omformer, _ settings: BestEduSettings) -> Tilbakeomforming {
        if let feil {
            var omforming = omformer.refused(Innlesing())
            omforming.add(feil.funn)
            return omforming
        }
        let refused = (sbd?.funn ?? []).isEmpty == false && sbd?.sbd == nil
        var omforming =
            refused
            ? omformer.refused(innlesing)
            : omformer.bestEdu(
                of: innlesing, sbd: sbd?.sbd, filer: kilde?.dokumenter ?? [], settings, &vurdering)
        omforming.add((sbd?.funn ?? []) + (kilde?.funn ?? []))
        return omforming
    }
}
