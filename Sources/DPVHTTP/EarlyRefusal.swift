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
/// came of the answer; so it is taken here. Of an answer below 300 the client goes on sending, until the server closes.
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

    /// Puts one where the answers of a connection have been decoded; on the loop of the channel.
    // At once: a connection that closed before the client has heard that it is there would be counted as open for ever.
    static func add(to channel: any Channel, maxBytes: Int) -> EventLoopFuture<Void> {
        do {
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
            try pipeline.addHandler(EarlyRefusalHandler(maxBytes: maxBytes), position: .after(decoder))
            return channel.eventLoop.makeSucceededVoidFuture()
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
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
            // The rest is not read, however long it goes on.
            if taken.count + part.readableBytes >= maxBytes { refuse(context) }
            return
        case .end:
            guard body != nil else { break }
            refuse(context)
            return
        }
        context.fireChannelRead(data)
    }

    // What comes after it, the client lets fall: it closes the connection.
    private func refuse(_ context: ChannelHandlerContext) {
        guard let taken = body else { return }
        body = nil
        context.fireErrorCaught(EarlyRefusal(body: taken))
    }
}
