// SPDX-License-Identifier: Apache-2.0
import EFormidling
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers, as they are written.
enum Svar {
    static let retryAfter = HTTPField.Name("Retry-After")
    static let requestId = HTTPField.Name("X-Request-Id")

    /// Bytes of a type.
    static func bytes(
        _ status: HTTPResponse.Status = .ok, _ bytes: [UInt8], type: String, _ headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        // What is answered is for those who asked, and only as what it is.
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// JSON.
    static func json(_ status: HTTPResponse.Status = .ok, _ json: OrderedJSON) -> Response {
        bytes(status, json.bytes, type: "application/json")
    }

    /// Text.
    static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        bytes(.ok, Array(text.utf8), type: type)
    }

    /// Why there is no answer (RFC 9457), without anything of the request.
    static func problem(_ status: HTTPResponse.Status, _ detail: String, _ headers: HTTPFields = [:]) -> Response {
        bytes(
            status,
            OrderedJSON.object([
                ("type", .string("about:blank")), ("title", .string(status.reasonPhrase)),
                ("status", .integer(Int64(status.code))), ("detail", .string(detail)),
            ]).bytes, type: "application/problem+json", headers)
    }

    /// Not now: come again.
    static func busy(_ detail: String, seconds: Int) -> Response {
        problem(.serviceUnavailable, detail, retryAfter.map { [$0: String(seconds)] } ?? [:])
    }
}
