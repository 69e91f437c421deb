import Dispatch
import Hourglass
import Synchronization

/// Keeps the index up with the folder of runs: what has changed since the last scan is read again.
///
/// One scan at a time, on a thread that may wait.
struct RunScanner {
  /// Runs that are read and written together.
  private static let batch = 64

  private let root: String
  private let reader = RunReader()
  private var tree = RunTree()
  /// The runs of the index by name; nil before they were read from it.
  private var known: [String: ScannedRun]?
  /// Whether `known` may differ from the index, because a scan has failed.
  private var isOutOfDate = false
  private var trash: FileStamp?
  /// The deleted runs, the one deleted last at the end.
  private(set) var deleted: [DeletedRun] = []

  init(root: String) { self.root = root }

  /// Whether the runs are known.
  var hasScanned: Bool { known != nil }

  /// The folder of the run called `name`; nil where there is none.
  func directory(of name: String) -> RunDirectory? { known?[name].map { RunDirectory(path: $0.row.directory) } }

  /// Looks at every run, reads those that have changed, and writes the index.
  ///
  /// - Parameters:
  ///   - index: The index.
  ///   - isForced: Whether all runs are read as if they were new.
  ///   - publish: Receives what has changed, once it is in the index, and whether that is only how far a training is.
  /// - Throws: `DatabaseError` when the index cannot be written; the next scan tries again.
  mutating func scan(_ index: IndexFile, isForced: Bool = false, publish: (CatalogueChange, Bool) -> Void) throws {
    do {
      try update(index, isForced: isForced, publish)
    } catch {
      // What the index holds is read from it again; until then the runs are found where they were.
      isOutOfDate = true
      throw error
    }
  }

  private mutating func update(_ index: IndexFile, isForced: Bool, _ publish: (CatalogueChange, Bool) -> Void) throws {
    let listed = try isOutOfDate ? Self.stored(index) : known ?? Self.stored(index)
    let isEmpty = isForced || index.takeIsNew()
    if isEmpty {
      tree.forget()
      trash = nil
      try index.writeWaiting(RunTable.clear)
    }
    let found = tree.runs(below: root)
    (known, isOutOfDate) = (listed, false)
    let changed = found.compactMap { name, path in Self.pending(name, path, isEmpty ? nil : listed[name]) }
    for start in stride(from: 0, to: changed.count, by: Self.batch) {
      let runs = read(Array(changed[start..<min(start + Self.batch, changed.count)]))
      try index.writeWaiting { try RunTable.write(runs, $0) }
      for var run in runs {
        run.settings = nil
        let old = known?.updateValue(run, forKey: run.row.name)
        guard old?.row != run.row else { continue }
        let isProgress = old?.row.withoutProgress == run.row.withoutProgress
        publish(old == nil ? .runAppeared(row: run.row) : .runChanged(row: run.row), isProgress)
      }
    }
    try removeVanished(Set(found.map(\.name)), index, publish)
    lookAtTrash(publish)
  }

  private static func stored(_ index: IndexFile) throws -> [String: ScannedRun] {
    let runs = try index.readWaiting(RunTable.scanned)
    return Dictionary(runs.map { ($0.row.name, $0) }) { first, _ in first }
  }

  /// A run to be read.
  private struct Pending {
    var name: String
    var path: String
    var stamps: RunStamps
    var isTraining: Bool
    var earlier: ScannedRun?
  }

  /// The run called `name` if it has to be read; the lock is looked at only where something has changed, or is about to.
  private static func pending(_ name: String, _ path: String, _ earlier: ScannedRun?) -> Pending? {
    // The folder of runs may have been moved.
    let earlier = earlier?.row.directory == path ? earlier : nil
    let stamps = RunStamps(path: path)
    let isSame = earlier?.stamps == stamps
    guard !isSame || earlier?.row.state == .training else { return nil }
    let isTraining = RunDirectory(path: path).isTraining
    guard !isSame || !isTraining else { return nil }
    return Pending(name: name, path: path, stamps: stamps, isTraining: isTraining, earlier: earlier)
  }

  /// Reads runs, several at a time.
  private func read(_ runs: [Pending]) -> [ScannedRun] {
    let results = Mutex([ScannedRun?](repeating: nil, count: runs.count))
    DispatchQueue.concurrentPerform(iterations: runs.count) { place in
      let run = runs[place]
      let result = reader.read(
        run.name, path: run.path, stamps: run.stamps, isTraining: run.isTraining, earlier: run.earlier)
      results.withLock { $0[place] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }

  private mutating func removeVanished(
    _ found: Set<String>, _ index: IndexFile, _ publish: (CatalogueChange, Bool) -> Void
  ) throws {
    let vanished = (known ?? [:]).values.filter { !found.contains($0.row.name) }.map(\.row)
    guard !vanished.isEmpty else { return }
    try index.writeWaiting { try RunTable.remove(vanished.map(\.id), $0) }
    for row in vanished {
      known?[row.name] = nil
      publish(.runRemoved(id: row.id), false)
    }
  }

  private mutating func lookAtTrash(_ publish: (CatalogueChange, Bool) -> Void) {
    let stamp = FileStamp("\(root)/.trash")
    guard stamp != trash else { return }
    trash = stamp
    let now = RunShelf(path: root).deleted
    guard now != deleted else { return }
    deleted = now
    publish(.deletedRuns(now), false)
  }
}

extension RunRow {
  /// The row as far as it stays the same within an epoch of training.
  fileprivate var withoutProgress: RunRow {
    var row = self
    (row.step, row.progress, row.remainingSeconds, row.imagesPerSecond) = (0, nil, nil, nil)
    row.modified = row.created
    return row
  }
}
