// SPDX-License-Identifier: Apache-2.0

/// Namespaces that reader and writer must know.
enum Navnerom {
    static let exchange: StaticString = "http://www.arkivverket.no/Noark/Exchange/types"
    static let noark4: StaticString = "http://www.arkivverket.no/Noark4-1-WS-WD/types"
    static let arkivmelding: StaticString = "http://www.arkivverket.no/standarder/noark5/arkivmelding"
    static let soap11: StaticString = "http://schemas.xmlsoap.org/soap/envelope/"
    static let soap12: StaticString = "http://www.w3.org/2003/05/soap-envelope"
    static let skjelett: StaticString = "urn:x-arkivbro:skjelett:1"
    static let schemaInstance: StaticString = "http://www.w3.org/2001/XMLSchema-instance"
    static let xml: StaticString = "http://www.w3.org/XML/1998/namespace"
}
