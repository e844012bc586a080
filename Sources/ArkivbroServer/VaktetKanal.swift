// SPDX-License-Identifier: Apache-2.0
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// HTTP/1 whose connections are watched, right behind the decoder: above it the version of a request is lost.
struct VaktetKanal: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    private let base: HTTP1Channel
    private let settings: ServerSettings
    private let forbindelser: Forbindelser

    init(_ base: HTTP1Channel, _ settings: ServerSettings, _ forbindelser: Forbindelser) {
        self.base = base
        self.settings = settings
        self.forbindelser = forbindelser
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { [settings, forbindelser] value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(Forbindelsesvakt(settings, forbindelser), position: .after(decoder.handler))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
