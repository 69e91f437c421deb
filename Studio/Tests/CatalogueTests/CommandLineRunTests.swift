import Catalogue
import Foundation
import Hourglass
import Testing

/// The program that the test starts.
private enum Program {
  /// The one that HOURGLASS_PROGRAM names, else the release build beside this package.
  static let path =
    ProcessInfo.processInfo.environment["HOURGLASS_PROGRAM"]
    ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../.build/release/hourglass").standardized.path
  static let isThere = FileManager.default.isExecutableFile(atPath: path)
}

/// Runs that somebody trains from the command line.
@Suite(.enabled(if: Program.isThere, "no program: build it, or name it with HOURGLASS_PROGRAM"))
struct CommandLineRunTests {
  /// The row of the run `AE/live` once it is as wanted.
  private func row(_ catalogue: Catalogue, where isWanted: (RunRow) -> Bool) async throws -> RunRow {
    while true {
      if let row = try? await catalogue.run("AE~live"), isWanted(row) { return row }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func `a run appears while it is trained, and is unfinished once it is interrupted`() async throws {
    let place = try Place()
    let images = try place.writeDigits()
    let catalogue = try Catalogue(runs: place.runs)
    let following = Task { await catalogue.follow(every: .milliseconds(50)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments =
      ["train", "--model", "AE", "--dataset", images, "--epochs", "1000000", "--batch-size", "20"]
      + ["--name", "AE/live", "--runs", place.runs, "--no-tensorboard"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let first = try await row(catalogue) { $0.state == .training && $0.epochs > 0 }
    #expect((first.epochsWanted, first.model) == (1_000_000, "AE"))
    _ = try await row(catalogue) { $0.epochs > first.epochs && $0.sparkline.count > 1 }
    process.interrupt()
    process.waitUntilExit()
    let last = try await row(catalogue) { $0.state != .training }
    #expect(last.state == .unfinished && last.epochs >= first.epochs && last.remainingSeconds == nil)
    following.cancel()
    await following.value
  }
}
