// SPDX-License-Identifier: Apache-2.0

/// Media types, extensions, Noark format codes and the first bytes of files, and what follows from which.
enum Medietyper {
    /// The media type of an extension in lower case.
    static func mediatype(ofExtension ending: String) -> String? { byExtension[ending] }

    /// The usual extension of a media type.
    static func ending(ofMediatype mediatype: String) -> String? {
        let name = mediatype.split(separator: ";").first.map { $0.filter { !$0.isWhitespace }.lowercased() } ?? ""
        return preferred[name] ?? table.first { $0.1 == name }?.0
    }

    /// The extension that a Noark format code stands for, such as `RA-PDF` or `DOCX`.
    static func ending(ofFormat code: String) -> String? {
        var name = code.filter { !$0.isWhitespace && $0 != "." }.lowercased()
        if name.hasPrefix("ra-") { name.removeFirst(3) }
        if let known = byFormat[name] { return known }
        if name.hasPrefix("pdf") { return "pdf" }
        return byExtension[name] == nil ? nil : name
    }

    /// The extension that the first bytes of a file give away.
    static func ending(ofContent start: [UInt8]) -> String? {
        for (mark, ending) in marks where start.starts(with: mark) { return ending }
        return nil
    }

    /// Whether bytes that give away one type can be a file of the other.
    ///
    /// Office documents are ZIP archives or OLE containers, whose first bytes say no more.
    static func agree(content: String, ending: String) -> Bool {
        if content == ending || byExtension[content] == byExtension[ending] { return true }
        switch content {
        case "zip":
            return [
                "docx", "xlsx", "pptx", "odt", "ods", "odp", "asice", "jar", "epub", "ppsx", "xlsm", "docm", "pptm",
            ].contains(ending)
        case "doc": return ["doc", "xls", "ppt", "msg", "pps", "mpp", "vsd"].contains(ending)
        case "xml": return ["xml", "html", "htm", "svg", "xhtml", "gml", "sosi"].contains(ending)
        default: return false
        }
    }

    private static let table: [(String, String)] = [
        ("pdf", "application/pdf"), ("txt", "text/plain"), ("xml", "application/xml"), ("html", "text/html"),
        ("htm", "text/html"), ("csv", "text/csv"), ("json", "application/json"), ("rtf", "application/rtf"),
        ("doc", "application/msword"), ("xls", "application/vnd.ms-excel"), ("ppt", "application/vnd.ms-powerpoint"),
        ("pps", "application/vnd.ms-powerpoint"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
        ("docm", "application/vnd.ms-word.document.macroenabled.12"),
        ("xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"),
        ("odt", "application/vnd.oasis.opendocument.text"), ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("odp", "application/vnd.oasis.opendocument.presentation"), ("zip", "application/zip"),
        ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("png", "image/png"), ("gif", "image/gif"),
        ("bmp", "image/bmp"), ("tif", "image/tiff"), ("tiff", "image/tiff"), ("svg", "image/svg+xml"),
        ("eml", "message/rfc822"), ("msg", "application/vnd.ms-outlook"), ("mp3", "audio/mpeg"),
        ("wav", "audio/wav"), ("mp4", "video/mp4"), ("mov", "video/quicktime"), ("avi", "video/x-msvideo"),
        ("dcm", "application/dicom"), ("dicom", "application/dicom"), ("ifc", "application/x-step"),
        ("dwg", "image/vnd.dwg"), ("dxf", "image/vnd.dxf"), ("sosi", "text/vnd.sosi"),
        ("gml", "application/gml+xml"), ("ics", "text/calendar"), ("xhtml", "application/xhtml+xml"),
        ("sgml", "text/sgml"), ("log", "text/plain"), ("md", "text/markdown"), ("7z", "application/x-7z-compressed"),
        ("asice", "application/vnd.etsi.asic-e+zip"), ("p7m", "application/pkcs7-mime"), ("heic", "image/heic"),
    ]

    static let byExtension = Dictionary(uniqueKeysWithValues: table)

    // Where several extensions share a type, or a type has an old name.
    private static let preferred = [
        "text/xml": "xml", "image/jpg": "jpg", "image/pjpeg": "jpg", "application/x-pdf": "pdf",
        "application/x-zip-compressed": "zip", "text/rtf": "rtf", "image/tif": "tif", "image/tiff": "tif",
        "image/jpeg": "jpg", "text/html": "html", "text/plain": "txt", "application/vnd.ms-powerpoint": "ppt",
        "application/dicom": "dcm", "image/x-png": "png",
    ]

    // Noark 4's archive formats, without their prefix RA-.
    private static let byFormat = [
        "tekst": "txt", "text": "txt", "txt": "txt", "tiff6": "tif", "tiff": "tif", "sgml": "sgml", "jpeg": "jpg",
        "pdf/a": "pdf", "word": "doc", "ms-word": "doc", "excel": "xls",
    ]

    private static let marks: [([UInt8], String)] = [
        (Array("%PDF-".utf8), "pdf"), ([0x50, 0x4b, 0x03, 0x04], "zip"), ([0x50, 0x4b, 0x05, 0x06], "zip"),
        ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a], "png"), ([0xff, 0xd8, 0xff], "jpg"), (Array("GIF8".utf8), "gif"),
        ([0x49, 0x49, 0x2a, 0x00], "tif"), ([0x4d, 0x4d, 0x00, 0x2a], "tif"), (Array("{\\rtf".utf8), "rtf"),
        ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "doc"), (Array("<?xml".utf8), "xml"),
    ]
}
