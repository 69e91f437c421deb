/// What communication took on one rank.
public struct CommunicationTimes: Sendable, Hashable, Codable {
  /// Seconds in copying and adding.
  public var packing = 0.0
  /// Seconds in moving data.
  public var transferring = 0.0
  /// Seconds in waiting for ranks that came later.
  public var waiting = 0.0
  /// Seconds of sums that took place while the rank computed; they are in none of the others.
  public var overlapped = 0.0
  /// Bytes that this rank sent.
  public var bytes = 0
  /// Calls of the communicator.
  public var calls = 0

  /// Creates times of zero.
  public init() {}

  /// The seconds in which the rank did not compute.
  public var seconds: Double { packing + transferring + waiting }

  /// What came since `earlier`.
  public static func - (times: Self, earlier: Self) -> Self {
    var difference = times
    difference.packing -= earlier.packing
    difference.transferring -= earlier.transferring
    difference.waiting -= earlier.waiting
    difference.overlapped -= earlier.overlapped
    difference.bytes -= earlier.bytes
    difference.calls -= earlier.calls
    return difference
  }
}
