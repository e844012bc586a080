// SPDX-License-Identifier: Apache-2.0

/// The value of a setting.
public enum SettingValue: Sendable, Hashable, CustomStringConvertible {
    /// A text.
    case text(String)
    /// A whole number.
    case number(Int)
    /// True or false.
    case flag(Bool)
    /// Texts.
    case list([String])

    /// As it is shown.
    public var description: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        case .list(let texts): texts.joined(separator: ", ")
        }
    }
}

/// Where a value comes from: the first that has one is asked, in this order.
public enum SettingOrigin: Sendable, Hashable {
    /// An option of the command line.
    case option(String)
    /// A variable in the environment.
    case environment(String)
    /// A configuration file.
    case file(String)
    /// Nobody said anything.
    case standard

    /// In one word: `option`, `environment`, `file` or `default`.
    public var word: String {
        switch self {
        case .option: "option"
        case .environment: "environment"
        case .file: "file"
        case .standard: "default"
        }
    }

    /// Which option, variable or file; nil for the default.
    public var name: String? {
        switch self {
        case .option(let name), .environment(let name), .file(let name): name
        case .standard: nil
        }
    }
}

/// Settings that cannot be used.
public struct ConfigurationFault: Error, Sendable, Equatable {
    /// One sentence for each thing that is wrong, without values of secrets.
    public let faults: [String]

    /// Creates a fault.
    public init(_ faults: [String]) { self.faults = faults }
}
