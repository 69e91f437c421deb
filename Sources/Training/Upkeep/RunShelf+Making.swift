import Diagnostics
import Files
import Foundation

extension RunShelf {
  /// Rejects a name that a new run cannot have, because it is not valid or taken.
  ///
  /// - Parameters:
  ///   - name: The name below the folder of runs.
  ///   - option: The option that gives the name, for the message.
  /// - Throws: ``RunError``.
  package func checkNew(_ name: String, option: String) throws(RunError) {
    try RunName.check(name, option: option)
    try checkFree("\(path)/\(name)", option: option)
  }

  /// Makes a run of the files that `body` writes into a folder, which gets its name once they are all there.
  ///
  /// Until then the folder is hidden. Hidden folders of processes that have ended are removed first.
  ///
  /// - Parameters:
  ///   - name: The new name below the folder of runs.
  ///   - option: The option that gives the name, for messages.
  ///   - body: Writes the run into the folder it is given.
  /// - Returns: the run at its place.
  /// - Throws: ``RunError`` for a name that is taken or not valid, before `body` is called, or a folder that cannot be
  ///   written; or what `body` throws. Nothing is then left.
  package func make(
    _ name: String, option: String, _ body: (RunDirectory) throws -> Void
  ) throws -> RunDirectory {
    try checkNew(name, option: option)
    let target = RunDirectory(path: "\(path)/\(name)")
    try makeFolder(path)
    StagingFolder.removeAbandoned(in: path)
    let staging = try StagingFolder(in: path)
    defer { staging.remove() }
    let run = RunDirectory(path: "\(staging.path)/\(StagingFolder.run)")
    try makeFolder(run.path)
    try body(run)
    try move(run, to: target.path)
    try renameResults(of: target, from: name, to: name)
    return target
  }
}

/// A hidden folder in the folder of runs, locked while its process lives.
private struct StagingFolder {
  private static let prefix = ".importing-"
  private static let lock = "lock"
  static let run = "run"

  let path: String
  private let descriptor: Int32

  init(in runs: String) throws(RunError) {
    while true {
      let candidate = "\(runs)/\(Self.prefix)\(String(UInt64.random(in: .min ... .max), radix: 16))"
      guard mkdir(candidate, 0o777) == 0 else {
        if errno == EEXIST { continue }
        throw Self.cannotWrite(candidate, errno)
      }
      let opened = open("\(candidate)/\(Self.lock)", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
      guard opened >= 0 || errno == ENOENT else {
        let number = errno
        rmdir(candidate)
        throw Self.cannotWrite(candidate, number)
      }
      // Another process may have removed the folder as abandoned before it was locked; then a new one is made.
      var status = stat()
      let isTaken = opened >= 0 && flock(opened, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      if opened >= 0, !isTaken, fstat(opened, &status) == 0, status.st_nlink > 0 {
        (path, descriptor) = (candidate, opened)
        return
      }
      close(opened)
    }
  }

  /// Removes the folder, with what is in it.
  func remove() {
    Self.remove(path)
    close(descriptor)
  }

  /// The lock goes last: a process that ends here leaves a folder that is found again.
  private static func remove(_ folder: String) {
    try? FileManager.default.removeItem(atPath: "\(folder)/\(run)")
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Removes the folders in `runs` whose processes have ended.
  static func removeAbandoned(in runs: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: runs)) ?? [] where name.hasPrefix(prefix) {
      let folder = "\(runs)/\(name)"
      let descriptor = open("\(folder)/\(lock)", O_RDWR | O_NOFOLLOW | O_CLOEXEC)
      if descriptor < 0 {
        // Nothing was written into it yet.
        rmdir(folder)
      } else {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { remove(folder) }
        close(descriptor)
      }
    }
  }

  private static func cannotWrite(_ place: String, _ number: Int32) -> RunError {
    RunError(
      .cannotWrite,
      Report(
        "the folder cannot be created", place: place, got: String(cString: strerror(number)),
        cure: "choose a folder that can be written with --runs"))
  }
}
