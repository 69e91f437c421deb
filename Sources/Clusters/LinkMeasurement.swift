internal import Diagnostics
internal import Foundation

/// What the connection between the ranks of a run can do, measured with its own sums.
public struct LinkMeasurement: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The number of ranks that took part.
  public var ranks: Int
  /// Seconds of a round of messages, whatever their size.
  public var latency: Double
  /// Bytes a second that each rank sends while all do; infinite for one rank.
  public var bandwidth: Double
  /// Seconds in which one byte of another rank is added.
  public var adding: Double

  /// Creates a measurement, such as one of a link that is not there: 10 Gbit/s is `1.25e9` bytes a second.
  public init(ranks: Int, latency: Double, bandwidth: Double, adding: Double) {
    (self.ranks, self.latency, self.bandwidth, self.adding) = (ranks, latency, bandwidth, adding)
  }

  /// Measures the connection of all ranks, which must make the same call; takes about a second.
  ///
  /// - Parameters:
  ///   - communicator: The ranks.
  ///   - bytes: The size of the long vectors.
  ///   - repeats: How often they are summed; the fastest counts.
  public init(_ communicator: any Communicator, bytes: Int = 1 << 24, repeats: Int = 5) {
    let others = Double(communicator.size - 1)
    guard others > 0 else {
      self.init(ranks: 1, latency: 0, bandwidth: .infinity, adding: 0)
      return
    }
    let small = Self.fastest(repeats: 100, communicator) { _ = communicator.sum(1.0) }
    let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: bytes / MemoryLayout<Float>.size)
    values.initialize(repeating: 0)
    defer { values.deallocate() }
    let large = Self.fastest(repeats: repeats, communicator) { communicator.sum(values) }
    let moved = Double(bytes) * others / Double(communicator.size)
    self.init(
      ranks: communicator.size, latency: small.transferring / log2(others + 1).rounded(.up),
      bandwidth: 2 * moved / max(large.transferring - 2 * small.transferring, 1e-9), adding: large.packing / moved)
    self = communicator.broadcast(self)
  }

  /// The times of the fastest of some repeats.
  private static func fastest(
    repeats: Int, _ communicator: any Communicator, _ work: () -> Void
  ) -> CommunicationTimes {
    var all: [CommunicationTimes] = []
    for _ in 0...repeats {
      let before = communicator.times
      work()
      all.append(communicator.times - before)
    }
    // The first makes connections and memory.
    return all.dropFirst().min { $0.transferring < $1.transferring }!
  }

  public var description: String {
    "\(ranks) ranks: \(Figures.decimals(latency * 1e6, 1)) µs a message, \(Figures.bytes(bandwidth))/s a rank, "
      + "\(Figures.bytes(1 / adding))/s added"
  }
}
