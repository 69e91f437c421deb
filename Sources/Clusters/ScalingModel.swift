internal import Foundation

/// Predicts the time of a training step in many processes, from that of one and from the connection between them.
///
/// A process computes its part of a step, which includes all work but communication, and updates all parameters. Between
/// the two it sends p - 1 of p slices of its gradient, adds the slices that it received, and collects the sums. Each of
/// these messages takes the connection's latency, one after the other. Short gradients are collected whole, in rounds.
/// Every process is assumed to have a connection of its own, and all to compute equally fast: a model, no measurement.
///
/// Sums of the gradient may start before all of it is computed; they take place one after the other. The update waits for
/// the last.
public struct ScalingModel: Sendable, Hashable, Codable {
  /// The time of a step in many processes.
  public struct Prediction: Sendable, Hashable, Codable {
    /// The number of processes.
    public var ranks: Int
    /// Seconds in which a process computes its part.
    public var computing: Double
    /// Seconds in which it communicates.
    public var communicating: Double

    /// Seconds of a step.
    public var seconds: Double { computing + communicating }
    /// The part of the time in which processes compute, in 0...1.
    public var efficiency: Double { seconds > 0 ? computing / seconds : 1 }
  }

  /// How the work of a process follows from the number of processes.
  public enum Batches: Sendable, Hashable, Codable {
    /// All processes share one batch: each computes a part of the step of one process.
    case shared
    /// The batch grows with the processes: each computes as much as one.
    case growing
  }

  /// A sum of a part of the gradient.
  public struct GradientSum: Sendable, Hashable, Codable {
    /// Bytes of the part.
    public var bytes: Double
    /// The part of the computing of a step after which its terms are there, in 0...1.
    public var after: Double

    /// Creates a sum; the arguments are its properties.
    public init(bytes: Double, after: Double) { (self.bytes, self.after) = (bytes, after) }
  }

  /// Seconds in which one process computes a step, the update included.
  public var computing: Double
  /// Seconds in which a process updates all parameters, as each of several does.
  public var updating: Double
  /// The sums of the gradient, in the order in which they start.
  public var sums: [GradientSum]
  /// The part of the computing of a step after which the update waits for the sums, in 0...1.
  public var updateAfter: Double
  /// Short messages of a step besides the gradient: counts of images, sums of the loss.
  public var shortMessages: Double
  /// The connection of each process.
  public var link: LinkMeasurement

  /// Creates a model; the arguments are its properties.
  public init(
    computing: Double, updating: Double = 0, sums: [GradientSum], updateAfter: Double = 1, shortMessages: Double = 1,
    link: LinkMeasurement
  ) {
    (self.computing, self.updating, self.sums, self.updateAfter) = (computing, updating, sums, updateAfter)
    (self.shortMessages, self.link) = (shortMessages, link)
  }

  /// Creates a model of a step that sums a gradient of `gradientBytes` bytes once all of it is computed.
  public init(
    computing: Double, updating: Double = 0, gradientBytes: Double, shortMessages: Double = 1, link: LinkMeasurement
  ) {
    self.init(
      computing: computing, updating: updating, sums: [GradientSum(bytes: gradientBytes, after: 1)],
      shortMessages: shortMessages, link: link)
  }

  /// Predicts a step.
  ///
  /// - Parameters:
  ///   - ranks: The number of processes, from 1.
  ///   - batches: Whether they share one batch.
  public func prediction(ranks: Int, batches: Batches) -> Prediction {
    let computing = batches == .shared ? (computing - updating) / Double(ranks) + updating : computing
    guard ranks > 1 else { return Prediction(ranks: ranks, computing: computing, communicating: 0) }
    let end = sums.reduce(0) { end, sum in max(end, sum.after * computing) + seconds(of: sum, ranks: ranks) }
    let messages = shortMessages * rounds(ranks) * link.latency
    return Prediction(
      ranks: ranks, computing: computing, communicating: max(0, end - updateAfter * computing) + messages)
  }

  /// Seconds that a sum takes.
  private func seconds(of sum: GradientSum, ranks: Int) -> Double {
    let (size, others) = (Double(ranks), Double(ranks - 1))
    if sum.bytes * size <= Double(MPICommunicator.collectedBytes) {
      return rounds(ranks) * link.latency + others * sum.bytes * (1 / link.bandwidth + link.adding)
    }
    let moved = sum.bytes * others / size
    // All wait for each other first.
    return (rounds(ranks) + 2 * others) * link.latency + moved * (2 / link.bandwidth + link.adding)
  }

  /// The rounds in which a short message reaches all.
  private func rounds(_ ranks: Int) -> Double { log2(Double(ranks)).rounded(.up) }

  /// The processes for which tables have predictions.
  public static let ranks = [2, 4, 8, 16, 32, 64, 128, 256, 512]
}

extension LinkMeasurement {
  /// Ethernet of 10 Gbit/s as clusters have it: 1.25 GB/s, and 30 µs a message through the operating system.
  ///
  /// - Parameter adding: Seconds in which a byte of another rank is added.
  public static func tenGigabit(adding: Double = 2e-10) -> LinkMeasurement {
    LinkMeasurement(ranks: 0, latency: 3e-5, bandwidth: 1.25e9, adding: adding)
  }
}
