import Hourglass

/// The epochs of a run for charts, kept up as its log grows; of a long log evenly spaced ones.
struct EpochHistory: EpochReader {
  /// The maximum number of evenly spaced epochs.
  static let maxEpochs = 2000
  private static let recentCount = 8

  var offset = 0
  var lastLength = 0
  var lastHash: UInt64 = 0

  /// The epochs of the log.
  private(set) var count = 0
  /// Every ``spacing``th epoch, from the first.
  private var spaced: [LoggedEpoch] = []
  private var spacing = 1
  /// The newest epochs, of which checkpoints are written.
  private var recent: [LoggedEpoch] = []
  /// Others that were asked for.
  private var chosen: [LoggedEpoch] = []

  mutating func add(_ epoch: LoggedEpoch) {
    var epoch = epoch
    epoch.date = nil
    if count.isMultiple(of: spacing) { spaced.append(epoch) }
    count += 1
    if recent.count == Self.recentCount { recent.removeFirst() }
    recent.append(epoch)
    guard spaced.count > Self.maxEpochs else { return }
    spaced = stride(from: 0, to: spaced.count, by: 2).map { spaced[$0] }
    spacing *= 2
  }

  /// The number of epochs that are held.
  var heldCount: Int { spaced.count + recent.count + chosen.count }

  /// Reads what is new in the log at `path`, and whichever of the epochs with the numbers `wanted` is not held.
  mutating func read(_ path: String, including wanted: Set<Int>) {
    MetricsFile.read(path, into: &self)
    let held = spaced.isEmpty || spacing == 1 ? [] : Set(spaced.map(\.epoch))
    var found: [Int: LoggedEpoch] = [:]
    for epoch in chosen + recent where wanted.contains(epoch.epoch) { found[epoch.epoch] = epoch }
    let missing = spacing == 1 ? [] : wanted.subtracting(held).subtracting(found.keys)
    if let first = missing.min(), first <= recent.last?.epoch ?? 0 {
      MetricsFile.forEachEpoch(path) { epoch in if missing.contains(epoch.epoch) { found[epoch.epoch] = epoch } }
    }
    chosen = found.values.sorted { $0.epoch < $1.epoch }
  }

  /// The evenly spaced epochs, those that were asked for and the last, in their order.
  var epochs: [LoggedEpoch] {
    let last = recent.last.map { [$0] } ?? []
    guard spacing > 1 else { return spaced }
    var byNumber: [Int: LoggedEpoch] = [:]
    for epoch in spaced + chosen + last { byNumber[epoch.epoch] = epoch }
    return byNumber.values.sorted { $0.epoch < $1.epoch }
  }
}
