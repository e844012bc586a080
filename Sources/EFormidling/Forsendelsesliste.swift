// SPDX-License-Identifier: Apache-2.0
import Foundation
import Noark

/// Sorts the files of a Forsendelse into what they are, whatever form it has, and says what is wrong with them.
struct Forsendelsesliste {
    /// A file with the place it has in its folder or ZIP.
    struct Fil {
        let fil: Forsendelsesfil
        let place: Place
    }

    /// Where a file lies.
    enum Place {
        /// In a folder, by the steps from it.
        case steps([String])
        /// In a ZIP, by its number.
        case entry(Int)
    }

    private(set) var sbd: Fil?
    private(set) var arkivmelding: Fil?
    private(set) var dokumenter: [Fil] = []
    /// What stands in the way of reading.
    private(set) var feil: [Funn] = []
    /// What does not.
    private(set) var merknader: [Funn] = []

    private var perNavn: [String: Fil] = [:]
    private var antall: [String: Int] = [:]
    private var navnebytes = 0
    // Reports and letters lie beside the addressing, or beside the folder of documents, in our own packages; elsewhere they
    // are documents like others.
    private var harDokumentmappe = false
    private var kanskjeVaare: [(fil: Fil, nummer: Int)] = []

    /// Most bytes of all names together: they are compared letter by letter, composed and decomposed ones as one.
    private static let maxAllNameBytes = 2 << 20

    /// Of a Forsendelse that is nothing but faults, the first ones tell enough.
    private static let maxPerKode = 20

    mutating func addFeil(_ funn: Funn) {
        antall[funn.kode, default: 0] += 1
        if antall[funn.kode, default: 0] <= Self.maxPerKode { feil.append(funn) }
    }

    private mutating func addMerknad(_ funn: Funn) {
        antall[funn.kode, default: 0] += 1
        if antall[funn.kode, default: 0] <= Self.maxPerKode { merknader.append(funn) }
    }

    /// Adds a file that lies where the steps lead.
    mutating func add(_ steps: [String], size: Int64, nummer: Int, place: Place) {
        guard let navn = steps.last, !Self.isOfTheContainer(steps) else { return }
        navnebytes += navn.utf8.count
        guard navnebytes <= Self.maxAllNameBytes else {
            if antall["FO-009"] == nil { addFeil(Funn("FO-009", argumenter: ["maxAllNameBytes"])) }
            return
        }
        guard !navn.hasTooManyMarks else {
            addFeil(Funn("FO-009", argumenter: ["maxCombiningMarks"]))
            return
        }
        guard steps.count == 1 || steps.count == 2 && steps[0] == "documents" else {
            addMerknad(Funn("FO-011", argumenter: [String(nummer)], verdi: steps.joined(separator: "/")))
            return
        }
        let fil = Fil(fil: Forsendelsesfil(navn: navn, size: size), place: place)
        if steps.count == 1 {
            switch navn {
            case "sbd.json" where sbd == nil: sbd = fil
            case "arkivmelding.xml" where arkivmelding == nil: arkivmelding = fil
            case "report.json", "korrespondanse.json":
                kanskjeVaare.append((fil, nummer))
                return
            default: dokumenter.append(fil)
            }
        } else {
            harDokumentmappe = true
            dokumenter.append(fil)
        }
        note(fil, nummer: nummer)
    }

    private mutating func note(_ fil: Fil, nummer: Int) {
        // String compares by canonical equivalence: composed and decomposed letters are one name.
        if perNavn.updateValue(fil, forKey: fil.fil.navn) != nil {
            addFeil(Funn("FO-007", argumenter: [String(nummer)], verdi: fil.fil.navn))
        }
    }

    /// Ends the list.
    ///
    /// - Throws: ``Forsendelsesfeil`` when something stands in the way of reading.
    mutating func finish() throws {
        if sbd == nil, !harDokumentmappe {
            for (fil, nummer) in kanskjeVaare {
                dokumenter.append(fil)
                note(fil, nummer: nummer)
            }
        }
        guard feil.isEmpty else { throw Forsendelsesfeil(feil) }
    }

    /// The place of a file that is listed.
    ///
    /// - Throws: ``Forsendelsesfeil`` when it is not.
    func fil(_ navn: String) throws -> Fil {
        // Among the documents, that name is a document's.
        if let fil = perNavn[navn], navn != "arkivmelding.xml" || arkivmelding != nil { return fil }
        throw Forsendelsesfeil(navn == "arkivmelding.xml" ? Funn("FO-001") : Funn("FO-012", verdi: navn))
    }

    // What a ZIP or an unpacked one has for its own sake.
    private static func isOfTheContainer(_ steps: [String]) -> Bool {
        let first = steps[0].lowercased()
        return first == "meta-inf" || steps.count == 1 && (first == "mimetype" || first == "manifest.xml")
    }

    /// Longer than the names of any file system, with folders around.
    static let maxNameBytes = 1024

    /// The steps of a name, or nil where the name leads somewhere else on some system.
    static func steps(of name: String) -> [String]? {
        // XML has no place for the two last of each plane.
        let isNoText = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.value & 0xfffe == 0xfffe
        }
        guard !name.isEmpty, name.utf8.count <= maxNameBytes, !name.unicodeScalars.contains(where: isNoText) else {
            return nil
        }
        let scalars = name.unicodeScalars
        let isSeparator = { (scalar: Unicode.Scalar) in scalar == "/" || scalar == "\\" }
        guard !scalars.prefix(1).contains(where: isSeparator), scalars.dropFirst().first != ":" else { return nil }
        // By scalars: a slash with a mark behind it is another Character, and a slash all the same.
        let steps = scalars.split(whereSeparator: isSeparator).map(String.init).filter { $0 != "." }
        return steps.isEmpty || steps.contains("..") ? nil : steps
    }
}
