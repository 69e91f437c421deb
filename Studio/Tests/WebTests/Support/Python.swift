import Foundation

/// The Python that `HOURGLASS_PYTHON` names, else python3.
enum Python {
  private static let program: String = {
    let named = ProcessInfo.processInfo.environment["HOURGLASS_PYTHON"] ?? ""
    return named.isEmpty ? "python3" : named
  }()

  /// Whether it has what Tools/check-openapi.py needs.
  static let hasSchemathesis: Bool =
    (try? run("-c", "import schemathesis, openapi_spec_validator"))?.status == 0

  /// Runs it in the folder of the checkout; returns its status and what it wrote.
  static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let parts = URL(fileURLWithPath: #filePath).pathComponents
    let root = parts.prefix(upTo: parts.lastIndex(of: "Studio") ?? parts.endIndex).dropFirst().joined(separator: "/")
    process.currentDirectoryURL = URL(fileURLWithPath: "/\(root)")
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
