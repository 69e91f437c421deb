import Autoencoders
import Files
import Foundation

/// `validation_results.txt` and `test_results.txt` beside the runs: one line a run, as the Dynamic Training Bench writes
/// them.
struct ResultFiles {
  private let runs: String

  init(runs: String) { self.runs = runs }

  /// Writes the loss of `run` as `<Model>: <run> <value>`, instead of an earlier line.
  ///
  /// - Throws: `AtomicFileError`, `TextFileError`.
  func note(model: String, run: String, validation: Double?, test: Double?) throws {
    // Runs that end at the same time wait for each other, so no line is lost.
    let lock = open("\(runs)/.results-lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    if lock >= 0 { flock(lock, LOCK_EX) }
    defer { close(lock) }
    let key = "\(model): \(run.hasPrefix("\(model)/") ? String(run.dropFirst(model.count + 1)) : run) "
    for (file, value) in [("validation_results.txt", validation), ("test_results.txt", test)] {
      guard let value else { continue }
      let path = "\(runs)/\(file)"
      let others = try TextFile.lines(path).filter { line in
        !(line.hasPrefix(key) && !line.dropFirst(key.count).contains(" "))
      }
      try AtomicFile.write(text: (others + ["\(key)\(value)"]).map { $0 + "\n" }.joined(), to: path)
    }
  }
}

extension Run {
  /// Writes `loss` as the run's line in `validation_results.txt` or `test_results.txt` beside the runs, instead of an earlier
  /// line.
  ///
  /// - Returns: the path of the file; nil for training images, and for a run outside the folder of runs, which have no line.
  /// - Throws: `AtomicFileError`, `TextFileError`.
  public func writeResultLine(loss: Double, of part: DatasetPart) throws -> String? {
    guard part != .train, directory.path == "\(runs)/\(name)" else { return nil }
    try ResultFiles(runs: runs).note(
      model: configuration.model.title, run: name, validation: part == .validation ? loss : nil,
      test: part == .test ? loss : nil)
    return "\(runs)/\(part.rawValue)_results.txt"
  }
}
