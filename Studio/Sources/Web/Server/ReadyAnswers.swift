import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes

/// Answers requests whose answers are in memory on the spot; others reach the router.
///
/// The way through the router and back takes several times as long as such an answer.
final class ReadyAnswers: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let site: Site
  /// The answer to the request that is being read.
  private var answer: ReadyAnswer?
  /// Requests that went on and are not answered yet; answers go out in the order of their requests.
  private var pending = 0

  init(_ site: Site) { self.site = site }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      // Who takes no bytes gets no more before the router waits for it.
      answer = pending == 0 && context.channel.isWritable ? site.readyAnswer(to: head) : nil
      guard answer == nil else { return }
      pending += 1
    case .body:
      guard answer == nil else { return }
    case .end:
      if let ready = answer {
        answer = nil
        context.write(wrapOutboundOut(.head(ready.currentHead)), promise: nil)
        if ready.body.readableBytes > 0 { context.write(wrapOutboundOut(.body(ready.body)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        return
      }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { pending -= 1 }
    context.write(data, promise: promise)
  }
}

/// A connection of Hummingbird's with ``ReadyAnswers`` in front of the router.
struct ReadyChannel: ServerChildChannel {
  let base: HTTP1Channel
  let site: Site

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      // Behind the handler that closes connections on which nothing happens.
      let state = try pipeline.handler(type: HTTPConnectionStateHandler.self)
      try pipeline.addHandler(ReadyAnswers(site), position: .after(state))
      return value
    }
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
