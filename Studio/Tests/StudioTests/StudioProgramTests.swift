import Foundation
import StudioTestSupport
import Testing

/// The program `hourglass-studio` on the command line.
@Suite struct StudioProgramTests {
  private static let program = "\(Checkout.path)/.build/release/hourglass-studio"
  private static let isBuilt = FileManager.default.isExecutableFile(atPath: program)

  /// Runs the program with `arguments`, which end it at once.
  private func outcome(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let texts = [output, errors].map { String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) }
    process.waitUntilExit()
    return (process.terminationStatus, texts[0], texts[1])
  }

  @Test(
    .enabled(if: isBuilt, "no hourglass-studio is built"),
    arguments: [
      (["--prot", "80"], "'--port'"), (["--port", "99999"], "--port: expected 0 to 65535, got 99999"),
      (["--host", "0.0.0.0"], "--token-file FILE"), (["password", "two words"], "got two words"),
    ])
  func `wrong usage is told as hourglass tells it`(_ arguments: [String], _ words: String) throws {
    let (status, output, errors) = try outcome(arguments)
    #expect(status == 64 && output.isEmpty)
    #expect(errors.hasPrefix("error: ") && errors.contains(words), "\(errors)")
    #expect(errors.contains("Usage: hourglass-studio"), "\(errors)")
  }

  @Test(.enabled(if: isBuilt, "no hourglass-studio is built"))
  func `what cannot be done is one line, and help is no error`() throws {
    let (status, output, errors) = try outcome(["--runs", "/dev/null/runs"])
    #expect(status == 1 && output.isEmpty)
    #expect(errors.hasPrefix("error: ") && errors.split(separator: "\n").count == 1, "\(errors)")
    let help = try outcome(["--help"])
    #expect(help.status == 0 && help.errors.isEmpty && help.output.contains("USAGE: hourglass-studio"))
  }
}
