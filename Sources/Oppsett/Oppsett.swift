// SPDX-License-Identifier: Apache-2.0
import Configuration
import Foundation

/// The settings of the program: options over environment over file over defaults.
///
/// Every value that was given has been checked by its key; what belongs together is checked by ``Oppsettskontroll``.
public struct Oppsett: Sendable {
    /// One setting, as it holds.
    public struct Oppfoering: Sendable, Hashable {
        /// The setting.
        public let key: SettingKey
        /// Its value; nil is none.
        public let value: SettingValue?
        /// Where it comes from.
        public let origin: SettingOrigin
    }

    /// Every setting, in the order of the groups.
    public let oppfoeringer: [Oppfoering]
    /// Variables in the environment that begin as ours do, and are none.
    public let unknownVariables: [String]
    private let byName: [String: Oppfoering]

    // What is ours and no setting: where the file is, and what the tests go by.
    private static let otherVariables = [
        "ARKIVBRO_CONFIG", "ARKIVBRO_PROPERTY_COUNT", "ARKIVBRO_PROPERTY_SEED", "ARKIVBRO_RECORD",
    ]

    /// Puts the settings together.
    ///
    /// - Parameters:
    ///   - options: what the command line says, by the name of the setting.
    ///   - environment: the variables; one that is empty is as if it were not there.
    ///   - file: the configuration file; nil is none.
    /// - Throws: when a key of the file is not known, or a value cannot be used.
    public init(
        options: [String: SettingValue] = [:], environment: [String: String] = [:], file: ConfigurationFile? = nil
    ) throws(ConfigurationFault) {
        var faults = file.map(Self.faults) ?? []
        let ours = environment.filter { $0.key.hasPrefix("ARKIVBRO_") }
        let layers = Self.layers(options, ours, file)
        var all: [Oppfoering] = []
        for key in SettingGroup.all.flatMap(\.keys) {
            do {
                all.append(try Self.lookUp(key, layers))
            } catch {
                faults += error.faults
            }
        }
        if !faults.isEmpty { throw ConfigurationFault(faults) }
        oppfoeringer = all
        // The library takes its time to make a variable's name of a key: a fifth of a whole run for one message.
        let known = ours.isEmpty ? [] : Set(all.map(\.key.variable)).union(Self.otherVariables)
        unknownVariables = ours.keys.filter { !known.contains($0) }.sorted()
        byName = Dictionary(uniqueKeysWithValues: all.map { ($0.key.name, $0) })
    }

    // MARK: Where values come from

    private struct Layer {
        let snapshot: any ConfigSnapshot
        var prefix: [String] = []
        let origin: (SettingKey) -> SettingOrigin
        var folder = ""
        var isFile = false
    }

    private static func layers(
        _ options: [String: SettingValue], _ environment: [String: String], _ file: ConfigurationFile?
    ) -> [Layer] {
        let given = options.map { (AbsoluteConfigKey($0.split(separator: ".").map(String.init)), $1.config) }
        var layers = [
            Layer(snapshot: InMemoryProvider(values: Dictionary(uniqueKeysWithValues: given)).snapshot()) {
                .option($0.option ?? $0.name)
            }
        ]
        let variables = environment.filter { !$1.isEmpty }
        if !variables.isEmpty {
            layers.append(
                Layer(
                    snapshot: EnvironmentVariablesProvider(environmentVariables: variables).snapshot(),
                    prefix: SettingKey.prefix
                ) { .environment($0.variable) })
        }
        if let file, let snapshot = file.snapshot {
            layers.append(
                Layer(snapshot: snapshot, origin: { _ in .file(file.name) }, folder: file.folder, isFile: true))
        }
        return layers
    }

    private static func lookUp(_ key: SettingKey, _ layers: [Layer]) throws(ConfigurationFault) -> Oppfoering {
        // A secret in the file is told as a fault of the file.
        for layer in layers where !(layer.isFile && key.isSecret) {
            let found: ConfigValue?
            do {
                let name = AbsoluteConfigKey(layer.prefix + key.components)
                found = try layer.snapshot.value(forKey: name, type: key.kind.type).value
            } catch {
                throw fault(key, layer.origin(key), "må være \(key.kind.words)")
            }
            guard let found, var value = SettingValue(found) else { continue }
            // A name with nothing after it says nothing.
            if value == .text(""), key.standard != "" { continue }
            if let wrong = key.kind.fault(in: value) { throw fault(key, layer.origin(key), wrong) }
            if key.kind == .path, case .text(let path) = value, !path.hasPrefix("/"), !layer.folder.isEmpty {
                value = .text(layer.folder + "/" + path)
            }
            return Oppfoering(key: key, value: value, origin: layer.origin(key))
        }
        return Oppfoering(key: key, value: key.standardValue, origin: .standard)
    }

    private static func fault(_ key: SettingKey, _ origin: SettingOrigin, _ wrong: String) -> ConfigurationFault {
        let place = origin.name.map { $0 == key.name ? "" : " (\($0))" } ?? ""
        return ConfigurationFault(["\(key.name)\(place) \(wrong)."])
    }

    private static func faults(of file: ConfigurationFile) -> [String] {
        file.keys.compactMap { name in
            if let key = SettingGroup.keys[name] {
                return key.isSecret
                    ? """
                    \(name) kan ikke stå i \(file.name): en hemmelighet står i en egen fil (\(name)File) eller i \
                    \(key.variable).
                    """ : nil
            }
            if SettingGroup.keys.keys.contains(where: { $0.hasPrefix(name + ".") }), file.isEmptyGroup(name) {
                return nil
            }
            return "\(name) i \(file.name) er ikke en innstilling. Den nærmeste er \(nearest(to: name))."
        }
    }

    private static func nearest(to name: String) -> String {
        let wanted = Array(name.lowercased().prefix(100))
        let ranked = SettingGroup.all.flatMap(\.keys).map { key in
            (key.name, changes(from: wanted, to: Array(key.name.lowercased())))
        }
        // The last part alone may be what is right: a setting that stands in the wrong group.
        let last = name.split(separator: ".").last.map { "." + $0.lowercased() } ?? ""
        return ranked.min { left, right in
            let places = [left, right].map { $0.0.lowercased().hasSuffix(last) ? $0.1 - last.count : $0.1 }
            return (places[0], left.0) < (places[1], right.0)
        }?.0 ?? ""
    }

    // MARK: Values

    /// A setting as it holds; nil when there is no such setting.
    public subscript(name: String) -> Oppfoering? { byName[name] }

    func text(_ name: String) -> String? {
        if case .text(let text) = byName[name]?.value { text } else { nil }
    }

    func number(_ name: String) -> Int? {
        if case .number(let number) = byName[name]?.value { number } else { nil }
    }

    func flag(_ name: String) -> Bool? {
        if case .flag(let flag) = byName[name]?.value { flag } else { nil }
    }

    func list(_ name: String) -> [String]? {
        if case .list(let list) = byName[name]?.value { list } else { nil }
    }

    func path(_ name: String, isFolder: Bool = false) -> URL? {
        text(name).map { URL(filePath: $0, directoryHint: isFolder ? .isDirectory : .notDirectory) }
    }

    func isGiven(_ name: String) -> Bool { byName[name].map { $0.origin != .standard } ?? false }

    // Far beyond any key or password.
    private static let maxSecretBytes = 64 * 1024

    /// A secret, from the environment or from the file that is named for it; nil when there is none.
    ///
    /// - Throws: when the file cannot be read.
    func secret(_ name: String) throws(ConfigurationFault) -> String? {
        if let text = text(name) { return text }
        guard let file = path(name + "File") else { return nil }
        guard let handle = try? FileHandle(forReadingFrom: file),
            let data = try? handle.read(upToCount: Self.maxSecretBytes + 1) ?? Data(),
            data.count <= Self.maxSecretBytes, let text = String(data: data, encoding: .utf8)
        else { throw ConfigurationFault(["\(name)File: kan ikke lese \(file.path(percentEncoded: false))."]) }
        // Editors end a file with a line end that is no part of the secret.
        let secret = String(text.reversed().drop { $0.isNewline }.reversed())
        guard !secret.isEmpty else { throw ConfigurationFault(["\(name)File: filen er tom."]) }
        return secret
    }
}

extension SettingValue {
    fileprivate var config: ConfigValue {
        switch self {
        case .text(let text): ConfigValue(.string(text), isSecret: false)
        case .number(let number): ConfigValue(.int(number), isSecret: false)
        case .flag(let flag): ConfigValue(.bool(flag), isSecret: false)
        case .list(let texts): ConfigValue(.stringArray(texts), isSecret: false)
        }
    }

    fileprivate init?(_ value: ConfigValue) {
        switch value.content {
        case .string(let text): self = .text(text)
        case .int(let number): self = .number(number)
        case .bool(let flag): self = .flag(flag)
        case .stringArray(let texts): self = .list(texts)
        default: return nil
        }
    }
}

extension SettingKey {
    /// The value that holds when nothing is said.
    var standardValue: SettingValue? {
        guard let standard else { return nil }
        switch kind {
        case .number: return Int(standard).map(SettingValue.number)
        case .flag: return .flag(standard == "true")
        case .list, .processList: return .list([standard])
        default: return .text(standard)
        }
    }
}
