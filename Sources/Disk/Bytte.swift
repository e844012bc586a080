// SPDX-License-Identifier: Apache-2.0
import CLinux
package import Foundation

/// Lets two folders take each other's names, so that at no moment is neither there.
///
/// - Returns: false when it could not be done: NFS, for one, cannot.
package func changePlaces(_ one: URL, _ other: URL) -> Bool {
    let (first, second) = (one.path(percentEncoded: false), other.path(percentEncoded: false))
    return renameat2(AT_FDCWD, first, AT_FDCWD, second, UInt32(ARKIVBRO_RENAME_EXCHANGE)) == 0
}
