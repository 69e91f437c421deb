import Autoencoders
import Files
import Foundation
public import ImageData

/// `validation_results.txt` and `test_results.txt` beside the runs: one line a run, as the Dynamic Training Bench writes
/// them.
struct ResultFiles {
  private let runs: String

  init(runs: String) { self.runs = runs }

  /// Writes the loss of `run` as `<Model>: <run> <value>`, instead of an earlier line.
  ///
  /// - Throws: `AtomicFileError`, `TextFileError`, `FileLockError`.
  func note(model: String, run: String, validation: Double?, test: Double?) throws {
    let key = key(model, run)
    let values = ["validation_results.txt": validation, "test_results.txt": test]
    try edit { file, lines in
      guard let value = values[file].flatMap(\.self) else { return lines }
      return lines.filter { !Self.is($0, of: key) } + ["\(key)\(value)"]
    }
  }

  /// Gives the lines of `run` the name `newName` at their places, instead of earlier lines of that name.
  ///
  /// - Throws: `AtomicFileError`, `TextFileError`, `FileLockError`.
  func rename(model: String, run: String, to newName: String) throws {
    let (old, new) = (key(model, run), key(model, newName))
    try edit { _, lines in
      guard lines.contains(where: { Self.is($0, of: old) }) else { return lines }
      return lines.filter { !Self.is($0, of: new) }.map { Self.is($0, of: old) ? new + $0.dropFirst(old.count) : $0 }
    }
  }

  /// Removes the lines of `run`.
  ///
  /// - Throws: `AtomicFileError`, `TextFileError`, `FileLockError`.
  func remove(model: String, run: String) throws {
    let key = key(model, run)
    try edit { _, lines in lines.filter { !Self.is($0, of: key) } }
  }

  /// What the line of a run starts with.
  private func key(_ model: String, _ run: String) -> String {
    "\(model): \(run.hasPrefix("\(model)/") ? String(run.dropFirst(model.count + 1)) : run) "
  }

  private static func `is`(_ line: String, of key: String) -> Bool {
    line.hasPrefix(key) && !line.dropFirst(key.count).contains(" ")
  }

  /// Replaces the lines of both files by what `change` makes of them; processes wait for each other, so no line is lost.
  private func edit(_ change: (_ file: String, _ lines: [String]) -> [String]) throws {
    let lock = try FileLock("\(runs)/.results-lock")
    defer { withExtendedLifetime(lock) {} }
    for file in ["validation_results.txt", "test_results.txt"] {
      let path = "\(runs)/\(file)"
      let lines = try TextFile.lines(path)
      let changed = change(file, lines)
      if changed != lines { try AtomicFile.write(text: changed.map { $0 + "\n" }.joined(), to: path) }
    }
  }
}

extension Run {
  /// Writes `loss` as the run's line in `validation_results.txt` or `test_results.txt` beside the runs, instead of an earlier
  /// line.
  ///
  /// - Returns: the path of the file; nil for training images, and for a run outside the folder of runs, which have no line.
  /// - Throws: `AtomicFileError`, `TextFileError`, `FileLockError`.
  public func writeResultLine(loss: Double, of part: DatasetPart) throws -> String? {
    guard part != .train, directory.path == "\(runs)/\(name)" else { return nil }
    try ResultFiles(runs: runs).note(
      model: configuration.model.title, run: name, validation: part == .validation ? loss : nil,
      test: part == .test ? loss : nil)
    return "\(runs)/\(part.rawValue)_results.txt"
  }
}
