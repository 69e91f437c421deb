import Foundation
import StudioTestSupport
import Testing

/// The programs: that of the Studio beside these tests, and the one that `HOURGLASS_PROGRAM` names.
private enum Programs {
  static let studio = "\(Checkout.path)/.build/release/hourglass-studio"
  static let hourglass = ProcessInfo.processInfo.environment["HOURGLASS_PROGRAM"] ?? ""
  static let areBuilt = [studio, hourglass].allSatisfy(FileManager.default.isExecutableFile(atPath:))
}

/// The programs in use, most of it in a real browser.
@Suite(
  .serialized, .enabled(if: Programs.areBuilt, "no hourglass-studio is built, or HOURGLASS_PROGRAM names no program"))
struct BrowserTests {
  @Test(
    .enabled(if: Python.playwrightProblem == nil, "\(Python.playwrightProblem ?? "")"),
    .enabled(if: Checkout.chromiumProblem == nil, "\(Checkout.chromiumProblem ?? "")"),
    .enabled(
      if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist"),
      "no Fashion-MNIST; Debian's package dataset-fashion-mnist has it"),
    .timeLimit(.minutes(15)))
  func `a person gets from images to compared runs, also with the keyboard alone, and through a crash`() async throws {
    func walk() async throws -> (status: Int32, output: String) {
      try await Python.runAside(
        "Tools/check-studio.py", Programs.studio, Programs.hourglass, "\(Checkout.path)/.build/screenshots")
    }
    var (status, output) = try await walk()
    if status != 0 {
      // On a machine that is busy with other things an answer may come too late; it does not twice.
      print(output.suffix(4000))
      (status, output) = try await walk()
    }
    #expect(status == 0, "\(output.suffix(8000))")
  }

  @Test(.timeLimit(.minutes(5)))
  func `strangers, bad files, other servers, clocks and full disks do no harm`() async throws {
    let (status, output) = try await Python.runAside(
      "Tools/check-studio-faults.py", Programs.studio, Programs.hourglass)
    #expect(status == 0, "\(output.suffix(8000))")
    // What could not be checked here, and why.
    for line in output.split(separator: "\n") where line.contains("skipped: ") { print(line) }
  }
}
