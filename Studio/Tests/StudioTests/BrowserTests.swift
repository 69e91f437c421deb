import Foundation
import StudioTestSupport
import Testing

/// The pages in a real browser.
@Suite struct BrowserTests {
  /// The programs: that of the Studio beside these tests, and the one that `HOURGLASS_PROGRAM` names.
  private static let studio = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../.build/release/hourglass-studio").standardized.path
  private static let hourglass = ProcessInfo.processInfo.environment["HOURGLASS_PROGRAM"] ?? ""
  private static let areBuilt = [studio, hourglass].allSatisfy(FileManager.default.isExecutableFile(atPath:))

  @Test(
    .enabled(
      if: Python.hasPlaywright, "no Python with playwright and axe-playwright-python; name one with HOURGLASS_PYTHON"),
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/chromium"), "no chromium; Debian has it"),
    .enabled(
      if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist"),
      "no Fashion-MNIST; Debian's package dataset-fashion-mnist has it"),
    .enabled(if: areBuilt, "no hourglass-studio is built, or HOURGLASS_PROGRAM names no program"),
    .timeLimit(.minutes(10)))
  func `a person gets from images to compared runs, also with the keyboard alone, and through a crash`() async throws {
    let pictures = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../.build/screenshots").standardized
      .path
    let (status, output) = try await Python.runAside(
      "Tools/check-studio.py", Self.studio, Self.hourglass, pictures)
    #expect(status == 0, "\(output.suffix(8000))")
  }
}
