import Foundation

/// The Python that `HOURGLASS_PYTHON` names, else python3.
package enum Python {
  private static let program: String = {
    let named = ProcessInfo.processInfo.environment["HOURGLASS_PYTHON"] ?? ""
    return named.isEmpty ? "python3" : named
  }()

  /// Why it cannot run Tools/check-openapi.py, one sentence; nil where it can.
  package static let schemathesisProblem = problem("schemathesis", "schemathesis, openapi_spec_validator")

  /// Why it cannot run Tools/check-studio.py, one sentence; nil where it can.
  package static let playwrightProblem = problem(
    "playwright", "playwright.sync_api, axe_playwright_python.sync_playwright")

  /// Why modules cannot be imported, as the set-up of the tests has found out.
  private static func problem(_ name: String, _ modules: String) -> String? {
    if (try? run("-c", "import \(modules)"))?.status == 0 { return nil }
    return Checkout.problem(of: name) ?? "no Python with \(name); name one with HOURGLASS_PYTHON"
  }

  /// Runs it in the folder of the checkout; returns its status and what it wrote, and blocks meanwhile.
  package static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let (process, pipe) = try start(arguments)
    return end(process, pipe)
  }

  /// Runs it beside the threads that serve, and ends it when the test is cancelled.
  package static func runAside(_ arguments: String...) async throws -> (status: Int32, output: String) {
    let (process, pipe) = try start(arguments)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        Thread { continuation.resume(returning: end(process, pipe)) }.start()
      }
    } onCancel: {
      process.terminate()
    }
  }

  private static func start(_ arguments: [String]) throws -> (Process, Pipe) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: Checkout.path)
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    return (process, pipe)
  }

  private static func end(_ process: Process, _ pipe: Pipe) -> (status: Int32, output: String) {
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
