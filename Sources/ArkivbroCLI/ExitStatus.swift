// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Omforming

/// Exit codes: what became of the documents, and from 64 on, sysexits' words for what went wrong with us.
enum ExitStatus {
    static let usage: Int32 = 64
    static let noInput: Int32 = 66
    static let cannotCreate: Int32 = 73
    static let inputOutput: Int32 = 74
    static let tryLater: Int32 = 75
    static let configuration: Int32 = 78

    static func of(_ verdict: Verdict) -> Int32 {
        switch verdict {
        case .accepted: 0
        case .rejected: 1
        case .undetermined: 2
        }
    }

    static func of(_ utfall: Sammenlikning.Utfall) -> Int32 {
        switch utfall {
        case .like: 0
        case .ulike: 1
        case .uavklart: 2
        }
    }

    static func of(_ error: ArkivbroError) -> Int32 {
        switch error.code {
        case .noInput: noInput
        case .cannotCreate, .exists: cannotCreate
        case .cannotRead, .cannotWrite: inputOutput
        case .configuration: configuration
        default: 2
        }
    }
}
