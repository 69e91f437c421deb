import Foundation
import TestSupport
import Testing

/// How `hourglass studio` finds and starts the program of the Studio.
@Suite struct StudioCommandTests {
  private let folder: TemporaryFolder
  /// A copy of the program, as in a checkout where the Studio is not built.
  private let own: String

  init() throws {
    folder = try TemporaryFolder()
    own = folder("checkout/.build/release/hourglass")
    try WrittenProgram.copy(Program.path, to: own)
  }

  /// Runs the copy, found as `program`, without any other program in PATH but those in `path`.
  private func studio(_ arguments: [String], program: String? = nil, path: String = "") throws
    -> (status: Int32, output: String)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program ?? own)
    process.arguments = ["studio"] + arguments
    process.environment = ["PATH": path]
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Writes a program that prints its path and its arguments, a line each.
  private func writeStudio(_ name: String) throws -> String {
    try WrittenProgram.write("#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\nexit 7", to: folder(name))
    return folder(name)
  }

  @Test func `where the Studio is not built one error says how to build it`() throws {
    // A file that cannot be executed, and a folder, are no programs.
    try folder.write([], "bin/hourglass-studio")
    try folder.write([], "other/hourglass-studio/file")
    for path in ["", "\(folder("bin")):\(folder("other"))"] {
      let (status, output) = try studio(["--port", "8080"], path: path)
      #expect(status == 1)
      #expect(output.split(separator: "\n").count == 1 && output.hasPrefix("error: the Studio is not built"))
      #expect(output.contains("make studio"))
      #expect(output.contains("checkout/Studio/.build/release/hourglass-studio"))
    }
    let (status, output) = try studio(["--help"])
    #expect(status == 0 && output.contains("hourglass studio") && output.contains("make studio"))
  }

  @Test func `it is found beside the program, in the checkout, and in PATH, in this order`() throws {
    let inPath = try writeStudio("bin/hourglass-studio")
    var expected = [inPath, "--hourglass", own, "--port", "8080", "--help"]
    func output() throws -> [String] {
      // Through a link, the program's own place counts.
      let link = folder("link")
      if !FileManager.default.fileExists(atPath: link) {
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: own)
      }
      let (status, output) = try studio(["--port", "8080", "--help"], program: link, path: folder("bin"))
      #expect(status == 7)
      return output.split(separator: "\n").map(String.init)
    }
    #expect(try output() == expected)
    expected[0] = try writeStudio("checkout/Studio/.build/release/hourglass-studio")
    #expect(try output() == expected)
    expected[0] = try writeStudio("checkout/.build/release/hourglass-studio")
    #expect(try output() == expected)
  }

  @Test func `a given program stays`() throws {
    let path = try writeStudio("checkout/.build/release/hourglass-studio")
    for arguments in [["--hourglass", "other"], ["--hourglass=other", "--", "--x_y"]] {
      #expect(try studio(arguments).output == ([path] + arguments).map { "\($0)\n" }.joined())
    }
  }
}
