internal import Foundation

/// Predicts the time of a training step in many processes, from that of one and from the connection between them.
///
/// A process computes its part of a step, which includes all work but communication, and updates all parameters. Between
/// the two it sends p - 1 of p slices of its gradient, adds the slices that it received, and collects the sums. Each of
/// these messages takes the connection's latency, one after the other. Short gradients are collected whole, in rounds.
/// Gradients that processes divide by outputs need no sum: the samples of all are collected before, and the slices after.
/// Every process is assumed to have a connection of its own, and all to compute equally fast: a model, no measurement.
///
/// Exchanges start when this process has its part, and take place one after the other while it computes, until it needs the
/// result: samples for the gradients of weights, gradients for the update.
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
    /// The part of the computing of a step after which this process waits for the result, in `after`...1.
    public var before: Double

    /// Creates an exchange; the arguments are its properties.
    public init(_ kind: Kind = .sum, bytes: Double, after: Double, before: Double = 1) {
      (self.kind, self.bytes, self.after, self.before) = (kind, bytes, after, before)
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
  /// Short messages of a step besides: counts of images, sums of the loss.
  public var shortMessages: Double
  /// The connection of each process.
  public var link: LinkMeasurement

  /// Creates a model; the arguments are its properties.
  public init(
    computing: Double, updating: Double = 0, batch: Double = .infinity, exchanges: [Exchange],
    shortMessages: Double = 1, link: LinkMeasurement
  ) {
    (self.computing, self.updating, self.batch) = (computing, updating, batch)
    (self.exchanges, self.shortMessages, self.link) = (exchanges, shortMessages, link)
  }

  /// Creates a model of a step that sums a gradient of `gradientBytes` bytes, in double precision, once all of it is
  /// computed.
  public init(
    computing: Double, updating: Double = 0, gradientBytes: Double, shortMessages: Double = 1, link: LinkMeasurement
  ) {
    self.init(
      computing: computing, updating: updating, exchanges: [Exchange(bytes: 2 * gradientBytes, after: 1)],
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
    // When the connection is free, how long the process has waited so far, and what it will wait for.
    var (end, delay) = (0.0, 0.0)
    var awaited: [(before: Double, end: Double)] = []
    func wait(until place: Double) {
      while let next = awaited.first, next.before <= place {
        delay = max(delay, next.end - next.before * computing)
        awaited.removeFirst()
      }
    }
    for exchange in exchanges(samplesGrow: batches == .growing ? ranks : 1) {
      wait(until: exchange.after)
      end = max(end, exchange.after * computing + delay) + seconds(of: exchange, ranks: ranks)
      awaited.append((exchange.before, end))
      awaited.sort { $0.before < $1.before }
    }
    wait(until: 1)
    let messages = shortMessages * rounds(ranks) * link.latency
    return Prediction(ranks: ranks, computing: computing, communicating: delay + messages)
  }

  /// Whether processes exchange samples and divide the gradients of weights by outputs, or sum the gradients.
  ///
  /// Between hosts sums move each term in double precision, and then the sum; the division moves the samples and then the
  /// weights once, which is less with up to twice as many values of samples as weights. A small batch is always divided by
  /// outputs: sums over its segments would cost more than sums over all.
  ///
  /// - Parameters:
  ///   - weights: The size of the weights.
  ///   - samples: The size of the values of all samples, in the same unit.
  ///   - batch: The samples of the batch of all processes.
  package static func dividesByOutputs(weights: Double, samples: Double, batch: Double) -> Bool {
    2 * weights >= samples || batch < 780
  }

  /// The exchanges of a batch that is `growth` times as large.
  private func exchanges(samplesGrow growth: Int) -> [Exchange] {
    func bytes(_ kind: Exchange.Kind) -> Double { exchanges.filter { $0.kind == kind }.reduce(0) { $0 + $1.bytes } }
    let isDivided = Self.dividesByOutputs(
      weights: bytes(.slices), samples: bytes(.samples) * Double(growth), batch: batch * Double(growth))
    if isDivided {
      return exchanges.map { exchange in
        let growth = exchange.kind == .samples ? Double(growth) : 1
        return Exchange(exchange.kind, bytes: exchange.bytes * growth, after: exchange.after, before: exchange.before)
      }
    }
    // Terms have double precision. They start where the upstream gradients did, which are the last samples.
    let slices = exchanges.filter { $0.kind == .slices }
    let starts = exchanges.filter { $0.kind == .samples }.map(\.after).suffix(slices.count)
    let sums = slices.enumerated().map { index, slice in
      let start = index < starts.count ? starts[starts.startIndex + index] : slice.after
      return Exchange(bytes: 2 * slice.bytes, after: start, before: slice.before)
    }
    return (exchanges.filter { $0.kind == .sum } + sums).sorted { $0.after < $1.after }
  }

  /// Seconds that an exchange takes; sums move back in single precision.
  private func seconds(of exchange: Exchange, ranks: Int) -> Double {
    let (size, others) = (Double(ranks), Double(ranks - 1))
    let moved = exchange.bytes * others / size
    guard exchange.kind == .sum else { return (rounds(ranks) + others) * link.latency + moved / link.bandwidth }
    if exchange.bytes * size <= Double(MPICommunicator.collectedBytes) {
      return rounds(ranks) * link.latency + others * exchange.bytes * (1 / link.bandwidth + link.adding)
    }
    // All wait for each other first.
    return (rounds(ranks) + 2 * others) * link.latency + moved * (1.5 / link.bandwidth + link.adding)
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
