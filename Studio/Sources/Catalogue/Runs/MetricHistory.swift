import Hourglass

/// The epochs of a run in columns of one length, for charts; nil where a value was not measured.
public struct MetricHistory: Codable, Hashable, Sendable {
  /// The epochs in the log, which may be more than are in the columns.
  public let epochs: Int
  /// The epoch of each row, from 1.
  public let epoch: [Int]
  /// Steps done by the epoch's end.
  public let step: [Int]
  /// Seconds from the first start of the run to the epoch's end, pauses included.
  public let wallSeconds: [Double?]
  /// The mean loss on the epoch's training images.
  public let trainingLoss: [Double?]
  /// The loss on the validation images.
  public let loss: [Double?]
  /// The mean squared error on the validation images, in the units that the network sees.
  public let mse: [Double?]
  /// The mean squared error on the validation images, in pixels from 0 to 1.
  public let mse01: [Double?]
  /// The squared error summed over an image, in pixels from 0 to 1, averaged over the validation images.
  public let sse: [Double?]
  /// The peak signal-to-noise ratio on the validation images in dB.
  public let psnr: [Double?]
  /// The learning rate of the epoch's last step.
  public let learningRate: [Double?]
  /// The norm of the gradient of its last step, before it is clipped.
  public let gradientNorm: [Double?]
  /// Images trained per second, since the start of training.
  public let imagesPerSecond: [Double?]
  /// The resident memory of the process in bytes.
  public let residentBytes: [Int?]
  /// Whether the validation loss was the best so far.
  public let isBest: [Bool]

  /// The columns of `reports`, of which at most `limit` are taken; the log holds `count` epochs.
  init(_ reports: [LoggedEpoch], of count: Int, atMost limit: Int?) {
    epochs = count
    let rows = reports.indices.evenlySpread(atMost: limit ?? .max).map { reports[$0] }
    (epoch, step) = (rows.map(\.epoch), rows.map(\.step))
    wallSeconds = rows.map(\.wallSeconds)
    trainingLoss = rows.map(\.trainingLoss)
    loss = rows.map { $0.validation.loss }
    mse = rows.map { $0.validation.mse }
    mse01 = rows.map { $0.validation.mse01 }
    sse = rows.map { $0.validation.sse }
    psnr = rows.map { $0.validation.psnr }
    (learningRate, gradientNorm) = (rows.map(\.learningRate), rows.map(\.gradientNorm))
    (imagesPerSecond, residentBytes) = (rows.map(\.imagesPerSecond), rows.map(\.residentBytes))
    isBest = rows.map(\.isBest)
  }
}
