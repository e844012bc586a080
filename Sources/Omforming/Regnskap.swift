// SPDX-License-Identifier: Apache-2.0
/// The account of fields: what became of every value of the source, and where every value of the target is from.
public struct Regnskap: Sendable, Hashable {
    /// What became of a value of the source.
    public enum Kildestatus: String, Sendable, Hashable, CaseIterable {
        /// It stands in its natural element, or in the SBD.
        case mapped
        /// Something else was derived from it.
        case derived
        /// Its natural element has another value, because this one could not stand there.
        case defaulted
        /// It stands in the carrier alone.
        case carried
        /// It was withheld from the receiver.
        case withheld
        /// It is not in the result.
        case dropped
    }

    /// Where a value of the target is from.
    public enum Maalstatus: String, Sendable, Hashable, CaseIterable {
        /// From the field whose natural element it is.
        case mapped
        /// Derived from other values.
        case derived
        /// A setting, or a constant because the source says nothing.
        case defaulted
        /// From the carrier, or in it.
        case carried
    }

    /// What became of the values of one field.
    public struct Kildepost: Sendable, Hashable {
        /// Path of the field, without numbers.
        public let kilde: String
        /// What became of them.
        public let status: Kildestatus
        /// Where they are now.
        public var maal: [String]
        /// The rule that took them there.
        public let regel: String
        /// How many values.
        public var antall: Int
        /// How many of them stand in the carrier, alone or because their natural element cannot give back their text.
        public var baaret: Int
        /// How many of them cannot be given back as they were written, because there is no carrier.
        public var tapt: Int
    }

    /// Where the values of one target field are from.
    public struct Maalpost: Sendable, Hashable {
        /// Path of the field, without numbers.
        public let maal: String
        /// Where they are from.
        public let status: Maalstatus
        /// The source field, if there is one.
        public let kilde: String?
        /// The rule that made them.
        public let regel: String
        /// How many values.
        public var antall: Int
    }

    /// What became of one value of the source.
    public struct Verdi: Sendable, Hashable {
        /// Path of the field, with numbers; what is counted together has one that ends in `…`.
        public let sti: String
        /// What became of it.
        public let status: Kildestatus
        /// Where it is now, without numbers.
        public let maal: [String]
        /// The rule that took it there.
        public let regel: String
        /// It stands in the carrier.
        public let erBaaret: Bool
        /// The value itself.
        public let verdi: String
    }

    /// By field of the source, in the order of the message.
    public var kilder: [Kildepost] = []
    /// By field of the target, in the order of the result.
    public var maal: [Maalpost] = []
    /// Every value of the source, in order.
    public var verdier: [Verdi] = []
    /// How many values there are after those, of which too much would have to be told.
    public var utelatteVerdier = 0
    /// Target fields that the table does not explain.
    ///
    /// Empty, or the table is wrong.
    public var uforklarte: [String] = []

    /// Number of source values that had this fate.
    public func antall(_ status: Kildestatus) -> Int {
        kilder.filter { $0.status == status }.reduce(0) { $0 + $1.antall }
    }

    /// Number of target values of this origin.
    public func antall(_ status: Maalstatus) -> Int {
        maal.filter { $0.status == status }.reduce(0) { $0 + $1.antall }
    }

    /// Number of source values whose text stands in the carrier.
    public var baaret: Int { kilder.reduce(0) { $0 + $1.baaret } }

    /// Number of source values that cannot be given back as they were written.
    public var tapt: Int { kilder.reduce(0) { $0 + $1.tapt } }
}
