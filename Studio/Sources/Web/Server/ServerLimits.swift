public import NIOCore

/// What one server may take, whatever others send.
public struct ServerLimits: Sendable {
  /// The maximum number of bytes of a JSON body, unless its endpoint states another.
  public static let maxJSONBody = 1 << 20
  /// The maximum number of bytes of all bodies that are in memory at one time.
  public static let maxBodies = 16 << 20

  /// The maximum number of connections; more wait until others end.
  public var maxConnections = 512
  /// The maximum number of bytes of the address and all header fields of a request, and of one of them; a text of 2048
  /// characters takes up to 24 KB in an address.
  public var maxHeaderSize = 64 << 10
  /// The maximum number of header fields of a request.
  public var maxHeaderFields = 100
  /// How long a connection may send no whole request head: slowly, or nothing.
  public var idleTime = TimeAmount.seconds(60)
  /// The time between two looks at the progress of a body.
  public var bodyInterval = TimeAmount.seconds(20)
  /// The minimum number of bytes of a body that must come between two looks.
  public var minBodyBytes = 1 << 10
  /// How long the other side may take no bytes of an answer.
  public var writeTime = TimeAmount.seconds(60)
  /// How long the rest of a body is read that was refused.
  public var refusedBodyTime = TimeAmount.seconds(5)

  /// The defaults.
  public init() {}
}
