// SPDX-License-Identifier: Apache-2.0
import CLibXML
import CXMLSpeed

/// What a program chooses for its whole process.
public enum ProcessMemory {
    /// Lets all threads take their memory from one place: less of it, and less work for the system, where one thread does
    /// all the work.
    ///
    /// Call before a second thread is started.
    public static func share() { arkivbro_share_arena() }
}

/// The process-wide state of libxml2 and libxslt, set once before their first use and asserted in a test.
enum LibXML {
    /// Call before anything of the libraries is used.
    ///
    /// Costs one check after the first time.
    static func start() { _ = started }

    private static let started: Void = {
        arkivbro_keep_blocks()
        xmlInitParser()
        // Made on first use otherwise, by whichever threads come first, without a lock.
        xmlSchemaInitTypes()
        // No file and no network is ever opened for XML: what schemas and stylesheets include is in memory.
        xmlSetExternalEntityLoader(loadEntityFromMemory)
        xsltSetLoaderFunc(loadStylesheetFromMemory)
        // exsl:node-set, str:tokenize and set:distinct. Not registered: dyn, crypto, date and exsl:document,
        // which would bring evaluation of data, randomness and a clock.
        exsltCommonRegister()
        exsltStrRegister()
        exsltSetsRegister()
        // Debian's libxslt is built with its trace, which is on, written to nowhere, and put together all the same.
        xsltDebugSetDefaultTrace(XSLT_TRACE_NONE)
    }()

    /// Silences the thread's error channels, which are per thread in libxml2 and start out as standard error, text of the
    /// document included.
    static func silenceThread() {
        start()
        arkivbro_silence_structured_errors()
        arkivbro_silence_generic_errors()
    }

    /// Deny-all: `document()`, files and network.
    ///
    /// The loaders above refuse as well; with only the loaders, a refused `document()` would give an empty result in
    /// silence.
    nonisolated(unsafe) static let denyAll: xsltSecurityPrefsPtr? = {
        start()
        let preferences = xsltNewSecurityPrefs()
        for option in [
            XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
            XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK,
        ] {
            xsltSetSecurityPrefs(preferences, option, xsltSecurityForbid)
        }
        return preferences
    }()
}
