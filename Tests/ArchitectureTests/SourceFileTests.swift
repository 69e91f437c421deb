import Foundation
import TestSupport
import Testing

/// Source files are small, and none is a drawer for odds and ends.
@Suite struct SourceFileTests {
  private static let longest = 300

  @Test func `no source file is longer than 300 lines, but for those that are generated`() throws {
    let files = try SourceTree.files(below: "Sources", withExtensions: ["swift", "c", "h"])
    #expect(files.count > 300)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      guard !text.prefix(200).contains("DO NOT EDIT") else { continue }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      #expect(lines <= Self.longest, "\(file.lastPathComponent) has \(lines) lines; part it by aspect")
    }
  }

  @Test func `no file is named for what it is not`() throws {
    let files = try SourceTree.files(below: "Sources", withExtensions: ["swift", "c", "h"])
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      #expect(
        name.firstMatch(of: /Util|Helper|Manager|Common|Misc/) == nil, "\(file.lastPathComponent): say what it holds")
    }
  }
}
