// SPDX-License-Identifier: Apache-2.0
import Configuration
import EFormidling
import Noark
import SafeXML

/// A setting that the program knows.
public struct SettingKey: Sendable, Hashable {
    /// What a setting takes.
    public enum Kind: Sendable, Hashable {
        /// Any text that can stand in XML.
        case text
        /// A file or a folder; in a configuration file, seen from the folder of that file.
        case path
        /// An address that begins with `https://` or `http://`.
        case url
        /// An organisation number.
        case organisation
        /// A process: an identifier, or the name of a service.
        case process
        /// True or false.
        case flag
        /// A whole number.
        case number(ClosedRange<Int>)
        /// Texts.
        case list
        /// Processes with what they mean in Altinn, each as ``Prosesstekst`` reads it.
        case processList
        /// One of some words.
        case choice([String])
        /// What nobody else may see: from the environment only, or from a file of its own.
        case secret
    }

    /// The name, with a point between its parts.
    public let name: String
    /// What it takes.
    public let kind: Kind
    /// What holds when nothing is said; nil is nothing.
    public let standard: String?
    /// The option of the command line; nil is none.
    public let option: String?
    /// What it means, in bokmål.
    public let meaning: String

    init(_ name: String, _ kind: Kind, option: String? = nil, _ meaning: String) {
        self.name = name
        self.kind = kind
        standard = nil
        self.option = option
        self.meaning = meaning
    }

    init(_ name: String, _ kind: Kind, _ standard: String, option: String? = nil, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.option = option
        self.meaning = meaning
    }

    /// The name of the variable in the environment.
    public var variable: String {
        let empty = EnvironmentVariablesProvider(environmentVariables: [:])
        let found = try? empty.value(forKey: AbsoluteConfigKey(Self.prefix + components), type: .string)
        return found?.encodedKey ?? ""
    }

    /// It is never shown.
    public var isSecret: Bool { kind == .secret }

    static let prefix = ["arkivbro"]

    var components: [String] { name.split(separator: ".").map(String.init) }
}

extension SettingKey.Kind {
    var type: ConfigType {
        switch self {
        case .text, .path, .url, .organisation, .process, .choice, .secret: .string
        case .flag: .bool
        case .number: .int
        case .list, .processList: .stringArray
        }
    }

    /// What it takes, in bokmål.
    public var words: String {
        switch self {
        case .text: "tekst"
        case .path: "sti"
        case .url: "adresse (https://…)"
        case .organisation: "organisasjonsnummer"
        case .process: "prosess"
        case .flag: "true eller false"
        case .number(let range) where range.upperBound == Int.max: "heltall, minst \(range.lowerBound)"
        case .number(let range): "heltall fra \(range.lowerBound) til \(range.upperBound)"
        case .list: "liste"
        case .processList: "liste av prosesser"
        case .choice(let words): words.joined(separator: ", ")
        case .secret: "hemmelighet"
        }
    }

    /// What is wrong with a value; nil when nothing is.
    func fault(in value: SettingValue) -> String? {
        switch (self, value) {
        case (.text, .text(let text)): XMLText.isText(text) ? nil : "må være tekst som kan stå i XML"
        case (.list, .list(let texts)): texts.allSatisfy(XMLText.isText) ? nil : "må være tekst som kan stå i XML"
        case (.processList, .list(let texts)):
            texts.allSatisfy { Prosesstekst($0) != nil }
                ? nil : "må være prosesser som «urn:no:…:ver1.0 resourceId=min-ressurs confidential=true»"
        case (.url, .text(let text)): Self.isAddress(text) ? nil : "må være en adresse som https://eksempel.no"
        case (.organisation, .text(let text)):
            Organisasjonsnummer(lenient: text) == nil ? "må være et gyldig organisasjonsnummer" : nil
        case (.process, .text(let text)):
            Prosess(named: text) == nil ? "må være en urn, eller et navn som administrasjon" : nil
        case (.choice(let words), .text(let text)):
            words.contains(text) ? nil : "må være \(Self.either(words))"
        case (.number(let range), .number(let number)): range.contains(number) ? nil : "må være \(words)"
        default: nil
        }
    }

    private static func either(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + (words.count > 1 ? " eller " : "") + (words.last ?? "")
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let match = text.wholeMatch(of: /https?:\/\/([^\/\s?#@]+)(\/[^\s?#]*)?/) else { return false }
        return match.1.first?.isLetter == true || match.1.first?.isNumber == true || match.1.first == "["
    }
}
