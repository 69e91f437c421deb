import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes

/// Asks for bodies that wait for it, and closes the connections of those who send bodies drop by drop, take answers drop by drop, or go on with a body that was
/// refused.
///
/// Those who send no request at all are closed by Hummingbird (``ServerLimits/idleTime``).
final class ConnectionLimits: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ServerLimits
  private var isBodyComing = false
  private var bodyBytes = 0
  private var bodyCheck: Scheduled<Void>?
  private var writeCheck: Scheduled<Void>?

  init(_ limits: ServerLimits) { self.limits = limits }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      (isBodyComing, bodyBytes) = (head.announcesBody, 0)
      // Some programs wait a second for this word before they send a long body.
      if head.headerFields[.expect]?.lowercased() == "100-continue" {
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
      }
      // Most requests have no body, and scheduling costs more than the rest of this handler.
      guard isBodyComing else { break }
      schedule(&bodyCheck, context, limits.bodyInterval) { limits, context in limits.checkBody(context) }
    case .body(let part): bodyBytes += part.readableBytes
    case .end:
      isBodyComing = false
      bodyCheck?.cancel()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // An answer before the end of the body: the rest is read for a while, so that the answer arrives.
    if isBodyComing, case .end = unwrapOutboundIn(data) {
      schedule(&bodyCheck, context, limits.refusedBodyTime) { _, context in context.close(promise: nil) }
    }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable {
      writeCheck?.cancel()
    } else {
      schedule(&writeCheck, context, limits.writeTime) { _, context in context.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    bodyCheck?.cancel()
    writeCheck?.cancel()
    context.fireChannelInactive()
  }

  private func checkBody(_ context: ChannelHandlerContext) {
    guard isBodyComing else { return }
    // A body that nobody reads does not come further: the sender is not slow then.
    guard bodyBytes >= limits.minBodyBytes || !context.channel.isWritable else {
      context.close(promise: nil)
      return
    }
    bodyBytes = 0
    schedule(&bodyCheck, context, limits.bodyInterval) { limits, context in limits.checkBody(context) }
  }

  private func schedule(
    _ check: inout Scheduled<Void>?, _ context: ChannelHandlerContext, _ time: TimeAmount,
    _ action: @escaping (ConnectionLimits, ChannelHandlerContext) -> Void
  ) {
    check?.cancel()
    check = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
      guard let self, context.channel.isActive else { return }
      action(self, context)
    }
  }
}

extension HTTPRequest {
  /// Whether a body follows the head (RFC 9112, section 6.3).
  fileprivate var announcesBody: Bool {
    if headerFields[.transferEncoding] != nil { return true }
    return headerFields[.contentLength].map { $0 != "0" } ?? false
  }
}
