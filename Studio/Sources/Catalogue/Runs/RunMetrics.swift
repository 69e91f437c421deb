/// A metric of a run's epochs.
public enum RunMetric: String, Codable, Hashable, Sendable, CaseIterable {
  /// The mean loss on the epoch's training images.
  case trainingLoss = "training_loss"
  /// The loss on the validation images.
  case loss
  /// The mean squared error on the validation images, in the units that the network sees.
  case mse
  /// The mean squared error on the validation images, in pixels from 0 to 1.
  case mse01
  /// The squared error summed over an image, in pixels from 0 to 1, averaged over the validation images.
  case sse
  /// The peak signal-to-noise ratio on the validation images in dB.
  case psnr

  /// Whether the maximum is the best value.
  public var isBetterHigh: Bool { self == .psnr }
}

/// A value of each metric; nil where it was not measured.
public struct RunMetrics: Codable, Hashable, Sendable {
  /// The mean loss on the epoch's training images.
  public var trainingLoss: Double?
  /// The loss on the validation images.
  public var loss: Double?
  /// The mean squared error on the validation images, in the units that the network sees.
  public var mse: Double?
  /// The mean squared error on the validation images, in pixels from 0 to 1.
  public var mse01: Double?
  /// The squared error summed over an image, in pixels from 0 to 1, averaged over the validation images.
  public var sse: Double?
  /// The peak signal-to-noise ratio on the validation images in dB.
  public var psnr: Double?

  /// No values.
  public init() {}

  /// The value of `metric`.
  public subscript(metric: RunMetric) -> Double? {
    get { self[keyPath: Self.path(of: metric)] }
    set { self[keyPath: Self.path(of: metric)] = newValue }
  }

  private static func path(of metric: RunMetric) -> WritableKeyPath<Self, Double?> {
    switch metric {
    case .trainingLoss: \.trainingLoss
    case .loss: \.loss
    case .mse: \.mse
    case .mse01: \.mse01
    case .sse: \.sse
    case .psnr: \.psnr
    }
  }
}
