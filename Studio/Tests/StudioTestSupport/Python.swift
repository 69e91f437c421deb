import Foundation

/// The Python that `HOURGLASS_PYTHON` names, else python3.
package enum Python {
  private static let program: String = {
    let named = ProcessInfo.processInfo.environment["HOURGLASS_PYTHON"] ?? ""
    return named.isEmpty ? "python3" : named
  }()

  /// Whether it has what Tools/check-openapi.py needs.
  package static let hasSchemathesis: Bool =
    (try? run("-c", "import schemathesis, openapi_spec_validator"))?.status == 0

  /// Whether it has what Tools/check-studio.py needs.
  package static let hasPlaywright: Bool =
    (try? run("-c", "import playwright.sync_api, axe_playwright_python.sync_playwright"))?.status == 0

  /// Runs it in the folder of the checkout; returns its status and what it wrote, and blocks meanwhile.
  package static func run(_ arguments: String...) throws -> (status: Int32, output: String) { try run(arguments) }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardized
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Runs it beside the threads that serve.
  package static func runAside(_ arguments: String...) async throws -> (status: Int32, output: String) {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(with: Result { try run(arguments) })
      }.start()
    }
  }
}
