/// A published figure, and the tolerance of its reproduction.
public struct PublishedFigure: Sendable {
  /// A quantity that was published.
  public enum Quantity: Hashable, Sendable {
    /// The loss on the validation images, of the best epoch.
    case validationLoss
    /// The loss on the test images, of the best epoch.
    case testLoss
    /// The squared error summed over an image's pixels from 0 to 1, mean over test images.
    case testSquaredError
    /// The loss over the last training images of an epoch; epochs count from 1.
    case trainingLoss(epoch: Int)
    /// The share of test images that a classifier of the codes gets wrong, in percent.
    case probeError(Probe)

    /// In words.
    public var description: String {
      switch self {
      case .validationLoss: "validation loss"
      case .testLoss: "test loss"
      case .testSquaredError: "test sse"
      case .trainingLoss(let epoch): "training loss, epoch \(epoch)"
      case .probeError(let probe): "\(probe.title), test error %"
      }
    }
  }

  /// When a figure counts as reproduced.
  public enum Tolerance: Hashable, Sendable {
    /// The published value lies between the minimum and the maximum over seeds, or within 10% of the nearest seed's.
    case nearSeeds
    /// The mean over seeds is at most the published value.
    case atMost

    /// The distance from the nearest seed's value, as a part of it, at which a figure is still reproduced.
    private static let share = 0.1

    /// In words.
    public var description: String {
      switch self {
      case .nearSeeds: "in the seeds' range, or within \(Int(100 * Self.share))% of the nearest"
      case .atMost: "at most"
      }
    }

    /// Whether `measured`, one value a seed, reproduces `published`.
    public func isMet(by measured: [Double], published: Double) -> Bool {
      guard let minimum = measured.min(), let maximum = measured.max() else { return false }
      switch self {
      case .nearSeeds:
        let nearest = Swift.min(Swift.max(published, minimum), maximum)
        return abs(published - nearest) <= Self.share * abs(nearest)
      case .atMost: return measured.reduce(0, +) / Double(measured.count) <= published
      }
    }
  }

  /// The quantity that was measured.
  public var quantity: Quantity
  /// The published value, in the unit of the quantity.
  public var value: Double
  /// The allowed difference.
  public var tolerance: Tolerance
  /// Where the value was published, and under which protocol.
  public var source: String

  /// Creates a figure; the parameters are its properties.
  public init(_ quantity: Quantity, _ value: Double, _ tolerance: Tolerance, source: String) {
    (self.quantity, self.value, self.tolerance, self.source) = (quantity, value, tolerance, source)
  }
}
