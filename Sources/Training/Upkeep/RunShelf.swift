import Diagnostics
import Files
import Foundation

/// The folder of all runs: runs are renamed, deleted, brought back, and removed for good.
///
/// A deleted run is moved to `.trash/<number>/<name>` with everything in it; nothing is lost until ``purge(_:)``.
public struct RunShelf: Sendable {
  /// The folder of all runs.
  public let path: String

  /// The folder at `path`, which need not exist.
  public init(path: String) { self.path = path }

  /// Moves a run to another name, which its results get too: `results.json`, and its lines in `validation_results.txt` and
  /// `test_results.txt`.
  ///
  /// - Parameters:
  ///   - directory: The run.
  ///   - name: The new name below the folder of runs.
  /// - Returns: the run at its new place.
  /// - Throws: ``RunError`` for a name that is taken or not valid, a run that is being trained or holds other runs, or a
  ///   folder that cannot be written.
  @discardableResult
  public func rename(_ directory: RunDirectory, to name: String) throws(RunError) -> RunDirectory {
    try RunName.check(name, option: nil)
    let old = try self.name(of: directory)
    let target = RunDirectory(path: "\(path)/\(name)")
    guard old != name else { return directory }
    guard !name.hasPrefix("\(old)/") else {
      throw RunError(
        .badName,
        Report(
          "a run cannot be moved into its own folder", place: directory.path, got: name, cure: "give another name"))
    }
    try move(directory, to: target.path)
    try renameResults(of: target, from: old, to: name)
    return target
  }

  /// Moves a run to the trash; its lines in `validation_results.txt` and `test_results.txt` stay until it is purged.
  ///
  /// - Returns: the deleted run.
  /// - Throws: ``RunError`` when the run is being trained or holds other runs, or a folder cannot be written.
  @discardableResult
  public func delete(_ directory: RunDirectory) throws(RunError) -> DeletedRun {
    let name = try self.name(of: directory)
    let number = try newNumber()
    let deleted = DeletedRun(number: number, run: name, directory: "\(trash)/\(number)/\(name)")
    do throws(RunError) {
      try move(directory, to: deleted.directory)
    } catch {
      rmdir("\(trash)/\(number)")
      throw error
    }
    return deleted
  }

  /// The deleted runs, the one deleted last at the end.
  public var deleted: [DeletedRun] {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: trash))?.compactMap { Int($0) } ?? []
    return numbers.sorted().flatMap { number in
      RunDirectory.all(in: "\(trash)/\(number)").map {
        DeletedRun(number: number, run: $0.name, directory: $0.directory.path)
      }
    }
  }

  /// The deleted run called `name`, the one deleted last if there are several.
  ///
  /// - Throws: ``RunError`` when there is none, with the nearest name.
  public func deleted(named name: String) throws(RunError) -> DeletedRun {
    let all = deleted
    if let run = all.last(where: { $0.run == name }) { return run }
    throw RunError(
      .noRun,
      Report(
        "no such deleted run", place: trash, got: name,
        cure: all.isEmpty ? "there are no deleted runs" : knownNames(all.map(\.run), insteadOf: name)))
  }

  /// Brings a deleted run back.
  ///
  /// - Parameters:
  ///   - run: The deleted run.
  ///   - name: The name to bring it back under; nil for the name that it had.
  /// - Returns: the run at its place.
  /// - Throws: ``RunError`` when there is a run of this name, or a folder cannot be written.
  @discardableResult
  public func restore(_ run: DeletedRun, as name: String? = nil) throws(RunError) -> RunDirectory {
    let name = name ?? run.run
    try RunName.check(name, option: nil)
    let target = RunDirectory(path: "\(path)/\(name)")
    try move(RunDirectory(path: run.directory), to: target.path)
    try renameResults(of: target, from: run.run, to: name)
    return target
  }

  /// Removes a deleted run for good, and its lines in `validation_results.txt` and `test_results.txt`.
  ///
  /// - Throws: ``RunError`` when a file cannot be removed.
  public func purge(_ run: DeletedRun) throws(RunError) {
    let model = modelTitle(of: RunDirectory(path: run.directory))
    do {
      try FileManager.default.removeItem(atPath: run.directory)
    } catch {
      throw RunError(
        .cannotWrite,
        Report(
          "the deleted run cannot be removed", place: run.directory, got: error.localizedDescription,
          cure: "check the permissions of its folder"), cause: error)
    }
    removeEmptyFolders(above: run.directory)
    try removeResults(of: run, model: model)
  }

  private var trash: String { "\(path)/.trash" }

  /// The name of a run below this folder.
  private func name(of directory: RunDirectory) throws(RunError) -> String {
    func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    let places = [(directory.path, path), (real(directory.path), real(path))]
    guard let (run, runs) = places.first(where: { $0.0.hasPrefix("\($0.1)/") }) else {
      throw RunError(
        .badName,
        Report(
          "the run is not below the folder of runs", place: directory.path, expected: "a folder below \(path)",
          cure: "name its folder of runs with --runs"))
    }
    let name = String(run.dropFirst(runs.count + 1))
    guard !name.hasPrefix(".") else {
      throw RunError(
        .badName, Report("the run is deleted already", place: directory.path, cure: "restore it by its name first"))
    }
    return name
  }

  /// Makes a folder of the trash of its own.
  private func newNumber() throws(RunError) -> Int {
    try makeFolder(trash)
    var number = (deleted.last?.number ?? 0) + 1
    while mkdir("\(trash)/\(number)", 0o777) != 0 {
      guard errno == EEXIST else { throw cannotWrite("\(trash)/\(number)", errno) }
      number += 1
    }
    return number
  }

  /// Rejects a place where something is.
  func checkFree(_ target: String, option: String?) throws(RunError) {
    guard !FileManager.default.fileExists(atPath: target) else {
      throw RunError(
        .badName,
        Report(
          "the name is taken", place: target, cure: "give another \(option ?? "name"), or delete what is there"))
    }
  }

  /// Moves a run that nobody trains to a place where nothing is.
  func move(_ directory: RunDirectory, to target: String) throws(RunError) {
    try checkFree(target, option: nil)
    let inner = RunDirectory.all(in: directory.path).filter { !$0.name.isEmpty }
    guard inner.isEmpty else {
      throw RunError(
        .badName,
        Report(
          "other runs are in the run's folder", place: directory.path, got: inner[0].name,
          cure: "delete or rename those first"))
    }
    let lock: RunLock
    do throws(RunError) {
      lock = try RunLock(directory)
    } catch  where error.code == .busy {
      throw RunError(
        .busy,
        Report("the run is being trained", place: directory.path, cure: "wait for it, or stop it with Ctrl-C"))
    }
    defer { lock.release() }
    try makeFolder((target as NSString).deletingLastPathComponent)
    guard Foundation.rename(directory.path, target) == 0 else { throw cannotWrite(target, errno) }
    removeEmptyFolders(above: directory.path)
  }

  /// Removes the folders between `place` and the folder of runs that are empty now.
  private func removeEmptyFolders(above place: String) {
    var folder = (place as NSString).deletingLastPathComponent
    while folder.hasPrefix("\(path)/"), rmdir(folder) == 0 { folder = (folder as NSString).deletingLastPathComponent }
  }

  func makeFolder(_ folder: String) throws(RunError) {
    do {
      try Folder.make(folder, cure: "check the permissions of the folder of runs")
    } catch {
      throw RunError(.cannotWrite, error.report)
    }
  }

  private func cannotWrite(_ place: String, _ number: Int32) -> RunError {
    RunError(
      .cannotWrite,
      Report(
        "the run cannot be moved", place: place, got: String(cString: strerror(number)),
        cure: "check the permissions of the folder of runs; nothing was changed"))
  }
}

/// A run in the trash.
public struct DeletedRun: Codable, Hashable, Sendable {
  /// Counts the deletions, from 1.
  public var number: Int
  /// The name that the run had.
  public var run: String
  /// Its folder within the trash.
  public var directory: String
}
