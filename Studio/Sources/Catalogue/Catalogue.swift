public import Hourglass
import Foundation
import Synchronization

/// The index of the runs and data sets below a folder of runs.
///
///     let catalogue = try Catalogue(runs: "runs")
///     async let following: Void = catalogue.follow()
///     for row in try await catalogue.runs(RunQuery()).rows { print(row.name, row.state) }
///
/// - The folders are the truth; `runs/.studio/catalogue.sqlite` only makes lists fast. Where it is damaged or of another
///   version it is made anew, which ``notice`` says.
/// - Runs appear by themselves, whoever started them: ``follow(every:)`` looks at their folders again and again.
/// - Folders are read on a thread of its own, queries run on the database's: nothing blocks the cooperative pool. Queries are
///   answered from memory until the index is written.
public final class Catalogue: Sendable {
  /// The folder of runs, absolute.
  public let folder: String
  /// The data sets that the Studio knows.
  public let dataSets: DataSetStore

  private let index: IndexFile
  private let queue = WorkQueue("scan")
  private let readers = WorkQueue("history", width: 2)
  private let scanner: Mutex<RunScanner>
  private let listeners = Listeners()
  private let knownPages = KnownAnswers<RunQuery, RunPage>()
  private let knownRuns = KnownAnswers<String, RunRow?>()
  /// The maximum number of rows of an answer that is held in memory.
  private static let maxKnownRows = 64
  /// What is held of the logs of runs.
  let histories = EpochHistories()

  /// Opens the index of the folder `runs`, or makes an empty one; ``scan()`` fills it.
  ///
  /// - Throws: ``CatalogueError`` when the folder or the index cannot be written.
  public init(runs: String) throws(CatalogueError) {
    folder = URL(fileURLWithPath: runs).standardizedFileURL.path
    let studio = "\(folder)/.studio"
    do {
      try FileManager.default.createDirectory(atPath: studio, withIntermediateDirectories: true)
      index = try IndexFile(path: "\(studio)/catalogue.sqlite")
    } catch {
      throw CatalogueError(
        .cannotWrite,
        Report(
          "the catalogue cannot be opened", place: studio, got: "\(error)",
          cure: "choose a folder of runs that can be written, and free some space"), cause: error)
    }
    scanner = Mutex(RunScanner(root: folder))
    dataSets = DataSetStore(folder: "\(studio)/data-sets", index: index, listeners: listeners)
  }

  /// What was wrong with the index, one sentence; nil where nothing was.
  public var notice: String? { index.notice }

  /// The changes from now on; at most `bound` of them wait for a listener, which is told when it missed some.
  public func changes(bound: Int = 1024) -> AsyncStream<CatalogueChange> { listeners.stream(bound: bound) }

  /// Grows whenever something of the catalogue has changed, apart from how far trainings are within an epoch.
  public var version: Int { listeners.version }

  /// Scans again and again until the task is cancelled, and ends all streams of changes then.
  ///
  /// A scan that fails, on a full disk for example, is told to the listeners once, and repeated.
  public func follow(every interval: Duration = .seconds(1)) async {
    var lastProblem: String?
    while !Task.isCancelled {
      do {
        try await scan()
        lastProblem = nil
      } catch {
        let problem = "the catalogue is not up to date: \(error)"
        if problem != lastProblem { listeners.publish(.problem(problem)) }
        lastProblem = problem
      }
      try? await Task.sleep(for: interval)
    }
    listeners.finish()
  }

  /// Looks at every folder once; reads what has changed.
  ///
  /// - Throws: `DatabaseError` when the index cannot be written.
  public func scan() async throws { try await queue.run { [self] in try scanWaiting() } }

  /// Makes the index anew from the folders.
  ///
  /// - Throws: `DatabaseError` when the index cannot be written.
  public func reindex() async throws { try await queue.run { [self] in try scanWaiting(isForced: true) } }

  /// The runs that `query` selects.
  ///
  /// - Throws: `DatabaseError` when the index cannot be read.
  public func runs(_ query: RunQuery = RunQuery()) async throws -> RunPage {
    try await knownPages.answer(query, at: index.version) {
      $0.rows.count <= Self.maxKnownRows
    } read: {
      try await index.read(query.page)
    }
  }

  /// The run with this identifier, with all its settings.
  ///
  /// - Throws: ``CatalogueError`` when there is none; `DatabaseError`.
  public func run(_ id: String) async throws -> RunRow {
    let row = try await knownRuns.answer(id, at: index.version) {
      try await index.read { try RunTable.row(id: id, $0) }
    }
    guard let row else { throw Self.noRun(id) }
    return row
  }

  /// What runs can be filtered by.
  ///
  /// - Throws: `DatabaseError` when the index cannot be read.
  public func facets() async throws -> RunFacets { try await index.read(RunFacets.init) }

  /// The epochs of a run, for charts: all of 2,000, of more some 1,000 to 2,000 evenly spaced ones with the first, the last
  /// and those of checkpoints.
  ///
  /// - Parameters:
  ///   - id: The run.
  ///   - limit: The maximum number of epochs, evenly chosen of these with the first and the last.
  /// - Throws: ``CatalogueError`` when there is no such run.
  public func history(_ id: String, atMost limit: Int? = nil) async throws -> MetricHistory {
    try await readers.run { [self] in
      let history = histories.history(try directory(id))
      return MetricHistory(history.epochs, of: history.count, atMost: limit)
    }
  }

  /// The deleted runs, the one deleted last at the end.
  public func deletedRuns() async throws -> [DeletedRun] {
    try await queue.run { [self] in RunShelf(path: folder).deleted }
  }

  /// Does `work` on the thread of scans, then looks at the folders at once.
  ///
  /// - Throws: what `work` throws; an index that cannot be written is told to the listeners.
  func change<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await queue.run { [self] in
      let result = Result(catching: work)
      do {
        try scanWaiting()
      } catch {
        listeners.publish(.problem("the catalogue is not up to date: \(error)"))
      }
      return try result.get()
    }
  }

  /// The folder of the run with this identifier.
  ///
  /// - Throws: ``CatalogueError`` when there is none.
  func directory(_ id: String) throws(CatalogueError) -> RunDirectory {
    let found = scanner.withLock { scanner in
      if !scanner.hasScanned { try? scanner.scan(index) { listeners.publish($0, isProgress: $1) } }
      return RunID.name(of: id).flatMap { scanner.directory(of: $0) }
    }
    guard let found else { throw Self.noRun(id) }
    return found
  }

  private func scanWaiting(isForced: Bool = false) throws {
    try scanner.withLock { try $0.scan(index, isForced: isForced) { listeners.publish($0, isProgress: $1) } }
    listeners.publish(nil)
  }

  private static func noRun(_ id: String) -> CatalogueError {
    CatalogueError(
      .noRun, Report("there is no such run", place: id, cure: "it may have been renamed or deleted; see the list"))
  }
}
