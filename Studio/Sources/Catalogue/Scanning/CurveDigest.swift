import Foundation

/// What lists show of a run's epochs, kept up epoch by epoch.
struct CurveDigest: EpochReader, Codable, Hashable {
  /// The maximum number of values of the sparkline.
  static let sparklineLength = 40

  var offset = 0
  var lastLength = 0
  var lastHash: UInt64 = 0

  /// When the run was started first.
  private(set) var started: Date?
  private(set) var epochs = 0
  private(set) var step = 0
  private(set) var bestEpoch: Int?
  private(set) var last = RunMetrics()
  private(set) var best = RunMetrics()
  private(set) var learningRate: Double?
  private(set) var imagesPerSecond: Double?
  private(set) var seconds = 0.0
  private(set) var residentBytes: Int?
  /// Whether lines of the log are no epochs.
  private(set) var isDamaged = false
  /// What is said of that, and of results that cannot be read; nil for nothing.
  var damage: String?
  /// Every ``spacing``th compared loss, from the first.
  private var losses: [Double] = []
  private var spacing = 1
  private var count = 0
  private var lastLoss: Double?

  mutating func add(_ epoch: LoggedEpoch) {
    if count == 0, let date = epoch.date, let wall = epoch.wallSeconds {
      started = (try? Date(date, strategy: Self.dates)).map { $0 - wall }
    }
    (epochs, step) = (epoch.epoch, epoch.step)
    if epoch.isBest { bestEpoch = epoch.epoch }
    note(.trainingLoss, epoch.trainingLoss)
    for metric in RunMetric.allCases { if let value = epoch.validation[metric] { note(metric, value) } }
    learningRate = epoch.learningRate
    imagesPerSecond = epoch.imagesPerSecond
    seconds += epoch.seconds
    residentBytes = epoch.residentBytes ?? residentBytes
    let loss = epoch.validation.loss ?? epoch.trainingLoss
    if count.isMultiple(of: spacing) { losses.append(loss) }
    (count, lastLoss) = (count + 1, loss)
    if losses.count > Self.sparklineLength - 1 {
      losses = stride(from: 0, to: losses.count, by: 2).map { losses[$0] }
      spacing *= 2
    }
  }

  mutating func addDamagedLine() { isDamaged = true }

  /// The compared losses, evenly spaced, and the last.
  var sparkline: [Double] {
    let isLastThere = count == 0 || (count - 1).isMultiple(of: spacing)
    return losses + (isLastThere ? [] : [lastLoss].compactMap(\.self))
  }

  private mutating func note(_ metric: RunMetric, _ value: Double) {
    last[metric] = value
    best[metric] = best[metric].map { metric.isBetterHigh ? max($0, value) : min($0, value) } ?? value
  }

  private static let dates = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
