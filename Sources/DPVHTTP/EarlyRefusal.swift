// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// A call was refused before all of it was sent.
struct EarlyRefusal: Error {
    /// What the answer had in it, as far as it is read.
    let body: [UInt8]
}

/// Ends a call that is refused before all of it is sent.
///
/// async-http-client (1.37) asks for no more of the body then, and at the answer's end forgets who waits to send the next
/// part: the task would wait for ever, and hold the body's file open. An error at that place lets it go, but drops what
/// came of the answer; so it is taken here.
final class EarlyRefusalHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private let maxBytes: Int
    private var isSending = false
    /// What has come of a refusal; nil before one.
    private var body: [UInt8]?

    init(maxBytes: Int) { self.maxBytes = maxBytes }

    /// Puts one where the answers of a connection have been decoded.
    static func add(to channel: any Channel, maxBytes: Int) -> EventLoopFuture<Void> {
        channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(EarlyRefusalHandler(maxBytes: maxBytes), position: .after(decoder))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: isSending = true
        case .end: isSending = false
        case .body: break
        }
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if isSending, head.status.code >= 300 { body = [] }
        case .body(let part):
            guard let taken = body else { break }
            body?.append(contentsOf: part.readableBytesView.prefix(maxBytes - taken.count))
            return
        case .end:
            guard let taken = body else { break }
            body = nil
            context.fireErrorCaught(EarlyRefusal(body: taken))
            return
        }
        context.fireChannelRead(data)
    }
}
