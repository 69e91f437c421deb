/// A number that somebody published, and how near a reproduction must come.
public struct PublishedFigure: Sendable {
  /// What was measured.
  public enum Quantity: Hashable, Sendable {
    /// The loss on the validation images, of the best epoch.
    case validationLoss
    /// The loss on the test images, of the best epoch.
    case testLoss
    /// The squared error summed over an image's pixels from 0 to 1, mean over test images.
    case testSquaredError
    /// The loss over the last training images of an epoch, from 1.
    case trainingLoss(epoch: Int)
    /// The percentage of test images that a linear classifier of the codes takes for another class.
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

  /// When a reproduction counts as one.
  public enum Tolerance: Hashable, Sendable {
    /// Within this percentage of the published number.
    case percent(Double)
    /// The published number, give or take this percentage, lies between the least and the greatest of the seeds' numbers.
    case withinSeeds(percent: Double)
    /// Not above the published number by more than this percentage.
    case atMost(percent: Double)

    /// In words.
    public var description: String {
      switch self {
      case .percent(let percent): "±\(percent)%"
      case .withinSeeds(let percent): "in the seeds' range ±\(percent)%"
      case .atMost(let percent): percent == 0 ? "at most" : "at most +\(percent)%"
      }
    }

    /// Whether `measured`, one number a seed, reproduces `published`.
    public func isMet(by measured: [Double], published: Double) -> Bool {
      guard let least = measured.min(), let greatest = measured.max() else { return false }
      let mean = measured.reduce(0, +) / Double(measured.count)
      switch self {
      case .percent(let percent): return abs(mean - published) <= published * percent / 100
      case .withinSeeds(let percent):
        let margin = published * percent / 100
        return least - margin <= published && published <= greatest + margin
      case .atMost(let percent): return mean <= published * (1 + percent / 100)
      }
    }
  }

  public var quantity: Quantity
  public var value: Double
  public var tolerance: Tolerance
  /// Where it was published, and under which protocol.
  public var source: String

  public init(_ quantity: Quantity, _ value: Double, _ tolerance: Tolerance, source: String) {
    (self.quantity, self.value, self.tolerance, self.source) = (quantity, value, tolerance, source)
  }
}
