internal import Foundation

/// Predicts the time of a training step in many processes, from that of one and from the connection between them.
///
/// A process computes its part of a step, which includes all work but communication, and updates all parameters. Between
/// the two it sends p - 1 of p slices of its gradient, adds the slices that it received, and collects the sums. Each of
/// these messages takes the connection's latency, one after the other. Short gradients are collected whole, in rounds.
/// Gradients that processes divide by outputs need no sum: the samples of all are collected before, and the slices after.
/// Every process is assumed to have a connection of its own, and all to compute equally fast: a model, no measurement.
///
/// Exchanges of the gradient may start before all of it is computed; they take place one after the other. The update waits
/// for the last. Computing waits for samples.
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

  /// An exchange between the processes, for a part of the gradient.
  public struct Exchange: Sendable, Hashable, Codable {
    /// What is exchanged.
    public enum Kind: String, Sendable, Codable {
      /// Terms of a sum, which every process has of the whole part.
      case sum
      /// Slices of the part, one of each process.
      case slices
      /// The values of the samples of all processes.
      case samples
    }

    public var kind: Kind
    /// Bytes of the part, or of all samples.
    public var bytes: Double
    /// The part of the computing of a step after which this process has its own, in 0...1.
    public var after: Double

    /// Creates an exchange; the arguments are its properties.
    public init(_ kind: Kind = .sum, bytes: Double, after: Double) {
      (self.kind, self.bytes, self.after) = (kind, bytes, after)
    }
  }

  /// Seconds in which one process computes a step, the update included.
  public var computing: Double
  /// Seconds in which a process updates all parameters, as each of several does.
  public var updating: Double
  /// The samples of the batch of all processes in this step.
  public var batch: Double
  /// The exchanges of a step, in the order in which they start.
  public var exchanges: [Exchange]
  /// The part of the computing of a step after which the update waits for the exchanges, in 0...1.
  public var updateAfter: Double
  /// Short messages of a step besides: counts of images, sums of the loss.
  public var shortMessages: Double
  /// The connection of each process.
  public var link: LinkMeasurement

  /// Creates a model; the arguments are its properties.
  public init(
    computing: Double, updating: Double = 0, batch: Double = .infinity, exchanges: [Exchange], updateAfter: Double = 1,
    shortMessages: Double = 1, link: LinkMeasurement
  ) {
    (self.computing, self.updating, self.exchanges, self.updateAfter) = (computing, updating, exchanges, updateAfter)
    self.batch = batch
    (self.shortMessages, self.link) = (shortMessages, link)
  }

  /// Creates a model of a step that sums a gradient of `gradientBytes` bytes once all of it is computed.
  public init(
    computing: Double, updating: Double = 0, gradientBytes: Double, shortMessages: Double = 1, link: LinkMeasurement
  ) {
    self.init(
      computing: computing, updating: updating, exchanges: [Exchange(bytes: gradientBytes, after: 1)],
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
    var (end, delay) = (0.0, 0.0)
    for exchange in exchanges(samplesGrow: batches == .growing ? ranks : 1) {
      let start = exchange.after * computing + delay
      end = max(end, start) + seconds(of: exchange, ranks: ranks)
      if exchange.kind == .samples { delay += end - start }
    }
    let messages = shortMessages * rounds(ranks) * link.latency
    return Prediction(
      ranks: ranks, computing: computing, communicating: max(delay, end - updateAfter * computing) + messages)
  }

  /// Whether processes exchange samples and divide the gradients of weights by outputs, or sum the gradients.
  ///
  /// Between hosts sums move each term twice, in double precision, while ranks compute; the division moves the samples,
  /// for which computing waits, and then the weights once. A small batch is always divided by outputs: sums over its
  /// segments would cost more than sums over all.
  ///
  /// - Parameters:
  ///   - weights: The size of the weights.
  ///   - samples: The size of the values of all samples, in the same unit.
  ///   - batch: The samples of the batch of all processes.
  package static func dividesByOutputs(weights: Double, samples: Double, batch: Double) -> Bool {
    weights >= samples || batch < 780
  }

  /// The exchanges of a batch that is `growth` times as large.
  private func exchanges(samplesGrow growth: Int) -> [Exchange] {
    func bytes(_ kind: Exchange.Kind) -> Double { exchanges.filter { $0.kind == kind }.reduce(0) { $0 + $1.bytes } }
    let isDivided = Self.dividesByOutputs(
      weights: bytes(.slices), samples: bytes(.samples) * Double(growth), batch: batch * Double(growth))
    if isDivided {
      return exchanges.map { exchange in
        let growth = exchange.kind == .samples ? Double(growth) : 1
        return Exchange(exchange.kind, bytes: exchange.bytes * growth, after: exchange.after)
      }
    }
    // The sums start where the samples were exchanged.
    let starts = exchanges.filter { $0.kind == .samples }.map(\.after)
    let slices = exchanges.filter { $0.kind == .slices }
    let sums = slices.enumerated().map { index, slice in
      let pair = (index + 1) * starts.count / slices.count - 1
      // Terms have double precision.
      return Exchange(bytes: 2 * slice.bytes, after: starts.indices.contains(pair) ? starts[pair] : slice.after)
    }
    return (exchanges.filter { $0.kind == .sum } + sums).sorted { $0.after < $1.after }
  }

  /// Seconds that an exchange takes.
  private func seconds(of exchange: Exchange, ranks: Int) -> Double {
    let (size, others) = (Double(ranks), Double(ranks - 1))
    let moved = exchange.bytes * others / size
    guard exchange.kind == .sum else { return (rounds(ranks) + others) * link.latency + moved / link.bandwidth }
    if exchange.bytes * size <= Double(MPICommunicator.collectedBytes) {
      return rounds(ranks) * link.latency + others * exchange.bytes * (1 / link.bandwidth + link.adding)
    }
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
