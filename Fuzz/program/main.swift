// SPDX-License-Identifier: Apache-2.0
import CFuzzer
import Foundation
import Fuzzmaal

// fuzz TARGET [what libFuzzer takes]: the C callback can hold nothing, so the target is global.
nonisolated(unsafe) var target: Fuzzmaal?

guard CommandLine.arguments.count > 1, let named = Fuzzmaal(rawValue: CommandLine.arguments[1]) else {
    let names = Fuzzmaal.allCases.map(\.rawValue).joined(separator: "|")
    FileHandle.standardError.write(Data("fuzz: usage: fuzz \(names) [libFuzzer's arguments]\n".utf8))
    exit(64)
}
target = named

var arguments = CommandLine.unsafeArgv
var count = CommandLine.argc - 1
arguments[1] = arguments[0]
var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = arguments + 1
exit(
    LLVMFuzzerRunDriver(&count, &rest) { data, size in
        do {
            try target?.run(UnsafeRawBufferPointer(start: data, count: size))
        } catch {
            fatalError("\(error)")
        }
        return 0
    })
