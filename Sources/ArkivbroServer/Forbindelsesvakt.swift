// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// Somebody is about to read the body of a request.
struct ReadsBody: Sendable {}

/// Watches the time and the manners of one connection.
///
/// Hummingbird's own idle time is of no help against a client that sends a byte now and then.
final class Forbindelsesvakt: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let settings: ServerSettings
    private let forbindelser: Forbindelser
    private var ticket: UInt64?

    // Requests whose answer has not ended.
    private var underWay = 0
    private var isReadingBody = false
    private var hasAnswerBegun = false
    private var wantsContinue = false
    // Answers until the connection is closed; nil is no end.
    private var answersLeft: Int?
    private var isClosing = false

    private var bodyBytes = 0
    private var bodyStart = NIODeadline.now()
    private var lastByte = NIODeadline.now()
    // When we stopped asking for more; nil while it is the client who keeps us waiting.
    private var pausedAt: NIODeadline?
    private var deadline: NIODeadline?
    private var timer: Scheduled<Void>?
    private var timerDeadline = NIODeadline.now()

    init(_ settings: ServerSettings, _ forbindelser: Forbindelser) {
        self.settings = settings
        self.forbindelser = forbindelser
    }

    // MARK: The connection

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard ticket == nil else { return }
        ticket = forbindelser.open(context.channel)
        wait(settings.headerSeconds, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        timer?.cancel()
        timer = nil
        deadline = nil
        if let ticket { forbindelser.close(ticket) }
        ticket = nil
        isClosing = true
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isClosing { return }
        lastByte = .now()
        switch unwrapInboundIn(data) {
        case .head(let head):
            // A client that sends requests without reading the answers.
            if underWay >= 16 {
                shut(context)
                return
            }
            context.fireChannelRead(wrapInboundOut(.head(begin(head, context))))
            return
        case .body(let part): bodyBytes += part.readableBytes
        case .end:
            isReadingBody = false
            deadline = nil
        }
        context.fireChannelRead(data)
    }

    private func begin(_ given: HTTPRequestHead, _ context: ChannelHandlerContext) -> HTTPRequestHead {
        var head = given
        underWay += 1
        if let ticket { forbindelser.isUsed(ticket) }
        isReadingBody = true
        bodyBytes = 0
        bodyStart = .now()
        // HTTP/1.0 needs to be told that it may go on, and none of those clients asks for it.
        let isOld = head.version.major < 1 || (head.version.major == 1 && head.version.minor == 0)
        wantsContinue = !isOld && head.headers["expect"].contains { $0.lowercased() == "100-continue" }
        if isOld || !head.isKeepAlive {
            // In the one form that is understood above.
            head.headers.replaceOrAdd(name: "connection", value: "close")
            if answersLeft == nil { answersLeft = underWay }
        }
        wait(min(1, settings.stallSeconds / 4), context)
        return head
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        pausedAt = .now()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if let pausedAt {
            // The time that we take ourselves is not the client's.
            let pause = NIODeadline.now() - pausedAt
            bodyStart = bodyStart + pause
            lastByte = .now()
            self.pausedAt = nil
        }
        context.read()
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is ReadsBody else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if wantsContinue, isReadingBody, !hasAnswerBegun, !isClosing {
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        }
        wantsContinue = false
        promise?.succeed()
    }

    // MARK: Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if isClosing {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            hasAnswerBegun = true
            // What is left of the body would be read to its end, for nothing.
            let isUnread = isReadingBody && underWay == 1
            if isUnread || head.headers["connection"].contains("close") { answersLeft = 1 }
            if answersLeft == 1 { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            hasAnswerBegun = false
            underWay -= 1
            answersLeft = answersLeft.map { $0 - 1 }
            context.writeAndFlush(data, promise: promise)
            if answersLeft == 0 {
                linger(context)
            } else if underWay == 0 {
                if let ticket { forbindelser.isIdle(ticket, context.channel) }
                wait(settings.idleSeconds, context)
            }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            if !isReadingBody, underWay > 0 { deadline = nil }
        } else {
            wait(settings.stallSeconds, context)
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: Time

    private func wait(_ seconds: Double, _ context: ChannelHandlerContext) {
        let time = NIODeadline.now() + .milliseconds(Int64(seconds * 1000))
        deadline = time
        // One that rings earlier looks then how long there is left.
        if timer != nil, timerDeadline <= time { return }
        timer?.cancel()
        schedule(time, context)
    }

    private func schedule(_ time: NIODeadline, _ context: ChannelHandlerContext) {
        timerDeadline = time
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: time) {
            let (vakt, context) = bound.value
            vakt.ring(context)
        }
    }

    private func ring(_ context: ChannelHandlerContext) {
        timer = nil
        guard let deadline, context.channel.isActive else { return }
        if deadline > .now() {
            schedule(deadline, context)
            return
        }
        self.deadline = nil
        if isClosing || !isReadingBody {
            shut(context)
            return
        }
        if isSlow {
            tooSlow(context)
        } else {
            wait(min(1, settings.stallSeconds / 4), context)
        }
    }

    private var isSlow: Bool {
        if pausedAt != nil { return false }
        let stalled = Double((NIODeadline.now() - lastByte).nanoseconds) / 1e9
        if stalled > settings.stallSeconds { return true }
        let seconds = Double((NIODeadline.now() - bodyStart).nanoseconds) / 1e9 - settings.stallSeconds
        return seconds > 0 && Double(bodyBytes) < seconds * Double(settings.minBytesPerSecond)
    }

    private func tooSlow(_ context: ChannelHandlerContext) {
        guard !hasAnswerBegun, underWay == 1 else {
            shut(context)
            return
        }
        let head = HTTPResponseHead(
            version: .http1_1, status: .requestTimeout, headers: ["Connection": "close", "Content-Length": "0"])
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        linger(context)
        // Who waits for the rest of the body learns that there is none.
        context.fireErrorCaught(SlowClient())
    }

    /// Says that nothing more comes, and leaves the client time to read what came.
    ///
    /// Closed at once, what the client has sent and we have not read would make the system throw our answer away.
    private func linger(_ context: ChannelHandlerContext) {
        isClosing = true
        context.close(mode: .output, promise: nil)
        wait(settings.lingerSeconds, context)
    }

    private func shut(_ context: ChannelHandlerContext) {
        isClosing = true
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The client has read all that it wants: there is nothing left to wait for.
        if isClosing, case .inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }
}

/// A body came so slowly that its connection was given up.
struct SlowClient: Error {}
