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
    /// The test error of a linear classifier of the codes, in percent.
    case linearClassifierError

    /// In words.
    public var description: String {
      switch self {
      case .validationLoss: "validation loss"
      case .testLoss: "test loss"
      case .testSquaredError: "test sse"
      case .trainingLoss(let epoch): "training loss, epoch \(epoch)"
      case .linearClassifierError: "linear classifier, test error %"
      }
    }
  }

  /// When a figure counts as reproduced.
  public enum Tolerance: Hashable, Sendable {
    /// The mean over seeds is within this percentage of the published value.
    case percent(Double)
    /// The published value, give or take this percentage, lies between the minimum and the maximum over seeds.
    case withinSeeds(percent: Double)
    /// The mean over seeds is at most this percentage above the published value.
    case atMost(percent: Double)

    /// In words.
    public var description: String {
      switch self {
      case .percent(let percent): "±\(percent)%"
      case .withinSeeds(let percent): "in the seeds' range ±\(percent)%"
      case .atMost(let percent): percent == 0 ? "at most" : "at most +\(percent)%"
      }
    }

    /// Whether `measured`, one value a seed, reproduces `published`.
    public func isMet(by measured: [Double], published: Double) -> Bool {
      guard let min = measured.min(), let max = measured.max() else { return false }
      let mean = measured.reduce(0, +) / Double(measured.count)
      switch self {
      case .percent(let percent): return abs(mean - published) <= published * percent / 100
      case .withinSeeds(let percent):
        let margin = published * percent / 100
        return min - margin <= published && published <= max + margin
      case .atMost(let percent): return mean <= published * (1 + percent / 100)
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
