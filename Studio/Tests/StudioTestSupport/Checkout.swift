import Foundation

/// The checkout that the tests are of.
package enum Checkout {
  /// Its folder.
  package static let path = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardized.path

  /// The browser that tests use.
  private static let chromium = "/usr/bin/chromium"

  /// Why there is no browser, one sentence; nil where there is one.
  package static let chromiumProblem: String? =
    FileManager.default.fileExists(atPath: chromium)
    ? nil : problem(of: "chromium") ?? "no \(chromium); Debian's package chromium has it"

  /// Why Tools/setup.sh or Tools/reference-python.sh could not install something, one sentence; nil where they did.
  package static func problem(of name: String) -> String? {
    (try? String(contentsOfFile: "\(path)/.build/missing/\(name)", encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
