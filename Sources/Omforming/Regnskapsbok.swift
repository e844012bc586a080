// SPDX-License-Identifier: Apache-2.0
import BestEdu
import SafeXML

/// Adds up an account: one row for each field and fate.
struct Regnskapsbok {
    private(set) var regnskap = Regnskap()
    /// Every value is told, beside the sums.
    private let medVerdier: Bool
    private let paths = XMLPaths()
    private var kildeplass = Tallkart()
    private var maalplass = Tallkart()
    /// Paths of where the values of each row are.
    private var kildemaal: [[Int]] = []
    /// Bytes of the paths of the values that are told.
    private var stibytes = 0

    // A path may be far longer than what stands there. The largest message that is let through, with the paths of the
    // schemas, has less.
    private static let flestStibytes = 64 << 20

    init(medVerdier: Bool) { self.medVerdier = medVerdier }

    /// What became of a value.
    struct Skjebne {
        let status: Regnskap.Kildestatus
        var maal: [Int] = []
        var regel = ""
        var erBaaret = false
        var erTapt = false
    }

    /// Enters a value of the source.
    ///
    /// - Parameter blad: nil is a value that is only counted.
    mutating func enter(kilde sti: Int, _ skjebne: Skjebne, _ stier: Stier, blad: Blad? = nil) {
        let noekkel = UInt64(sti) << 3 | skjebne.status.nummer
        let index = kildeplass[noekkel] ?? regnskap.kilder.count
        if index == regnskap.kilder.count {
            kildeplass.sett(noekkel, index)
            kildemaal.append([])
            regnskap.kilder.append(
                Regnskap.Kildepost(
                    kilde: stier[sti], status: skjebne.status, maal: [], regel: skjebne.regel, antall: 0, baaret: 0,
                    tapt: 0))
        }
        regnskap.kilder[index].antall += 1
        regnskap.kilder[index].baaret += skjebne.erBaaret ? 1 : 0
        regnskap.kilder[index].tapt += skjebne.erTapt ? 1 : 0
        for maal in skjebne.maal where !kildemaal[index].contains(maal) {
            kildemaal[index].append(maal)
            regnskap.kilder[index].maal.append(stier[maal])
        }
        if medVerdier { tell(sti, skjebne, stier, blad) }
    }

    private mutating func tell(_ sti: Int, _ skjebne: Skjebne, _ stier: Stier, _ blad: Blad?) {
        guard stibytes < Self.flestStibytes else {
            regnskap.utelatteVerdier += 1
            return
        }
        let verdi = Regnskap.Verdi(
            sti: blad.map { path(of: $0, sti, stier) } ?? stier[sti], status: skjebne.status,
            maal: skjebne.maal.map { stier[$0] }, regel: skjebne.regel, erBaaret: skjebne.erBaaret,
            verdi: blad?.verdi ?? "")
        stibytes += verdi.maal.reduce(verdi.sti.utf8.count) { $0 + $1.utf8.count }
        regnskap.verdier.append(verdi)
    }

    /// The path of a value with numbers, which ends where the one without them does.
    private func path(of blad: Blad, _ sti: Int, _ stier: Stier) -> String {
        guard let ledd = stier.leddFoerDypere(sti) else {
            return stiFraMelding(paths.path(of: blad.element)) + (blad.attributt.map { "/@" + $0 } ?? "")
        }
        var element = blad.element
        for _ in 0..<max(0, Self.dybde(av: element) - ledd) { element = element.parent ?? element }
        return stiFraMelding(paths.path(of: element)) + "/" + Stier.dypere
    }

    /// How many steps the path of an element has, from the payload's root or the envelope.
    private static func dybde(av element: XMLElement) -> Int {
        var dybde = 1
        var (topp, under) = (element, element)
        while let over = topp.parent {
            (topp, under) = (over, topp)
            dybde += 1
        }
        guard topp.localName == "PutMessageRequest" else { return dybde }
        return dybde - (under.localName == "payload" ? 2 : 1)
    }

    /// Enters a value of the target.
    mutating func enter(maal sti: Int, _ status: Regnskap.Maalstatus, kilde: Int?, regel: String, _ stier: Stier) {
        let noekkel = UInt64(sti) << 33 | UInt64((kilde ?? -1) + 1) << 2 | status.nummer
        if let index = maalplass[noekkel] {
            regnskap.maal[index].antall += 1
        } else {
            maalplass.sett(noekkel, regnskap.maal.count)
            regnskap.maal.append(
                Regnskap.Maalpost(
                    maal: stier[sti], status: status, kilde: kilde.map { stier[$0] }, regel: regel, antall: 1))
        }
    }

    /// Notes a field of the target that the table does not explain.
    mutating func note(uforklart sti: String) {
        if !regnskap.uforklarte.contains(sti) { regnskap.uforklarte.append(sti) }
    }
}

extension Regnskap.Kildestatus {
    fileprivate var nummer: UInt64 {
        switch self {
        case .mapped: 0
        case .derived: 1
        case .defaulted: 2
        case .carried: 3
        case .withheld: 4
        case .dropped: 5
        }
    }
}

extension Regnskap.Maalstatus {
    fileprivate var nummer: UInt64 {
        switch self {
        case .mapped: 0
        case .derived: 1
        case .defaulted: 2
        case .carried: 3
        }
    }
}
