import Diagnostics
import Foundation
import TestSupport
import Testing
import XLAEngine

/// Files that are no plugins, and plugins of other versions and layouts.
@Suite struct RefusedPluginTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A library whose table of functions says what the arguments say.
  private func plugin(major: Int = 0, minor: Int, slots: Int, versionSize: Int = 24) throws -> String {
    let source = """
      #include <stddef.h>
      static void *work(void *arguments) { return NULL; }
      static struct { size_t size; void *next; size_t version_size; void *version_next; int major, minor; void *slots[200]; } table;
      void *GetPjrtApi(void) {
        table.size = 40 + \(slots) * 8; table.version_size = \(versionSize);
        table.major = \(major); table.minor = \(minor);
        for (int i = 0; i < 200; i++) table.slots[i] = (void *)work;
        return &table;
      }
      """
    let text = try folder.write(Array(source.utf8), "plugin.c")
    let library = folder("plugin-\(major)-\(minor)-\(slots).so")
    let result = try run("clang", ["-shared", "-fPIC", text, "-o", library])
    try #require(result.status == 0, "\(result.output)")
    return library
  }

  @Test(arguments: [(0, 54, 118), (1, 81, 118), (0, 57, 140)])
  func `another version is refused in one line with both`(major: Int, minor: Int, slots: Int) throws {
    let path = try plugin(major: major, minor: minor, slots: slots)
    let error = try #require(throws: DeviceError.self) { try Plugin(path: path) }
    #expect(error.code == .incompatible)
    #expect(error.description.contains("\(major).\(minor)"))
    #expect(error.description.contains(Plugin.knownVersion))
    #expect(!error.description.contains("\n"))
  }

  @Test func `a table that is too short, or whose version is none, has another layout`() throws {
    for path in [
      try plugin(minor: 60, slots: 90), try plugin(minor: 81, slots: 117),
      try plugin(minor: 82, slots: 118, versionSize: 16),
    ] {
      let error = try #require(throws: DeviceError.self) { try Plugin(path: path) }
      #expect(error.code == .incompatible)
      #expect(error.report.what.contains("layout"))
    }
  }

  @Test func `a later minor version with a longer table is taken`() throws {
    #expect(try Plugin(path: plugin(minor: 140, slots: 150)).version == "0.140")
  }

  @Test func `a library that is no plugin, a file that is no library and a path to nothing are told apart`() throws {
    let library = folder("library.so")
    let source = try folder.write(Array("int nothing;".utf8), "library.c")
    try #require(try run("clang", ["-shared", "-fPIC", source, "-o", library]).status == 0)
    let codes = try [library, source, folder("missing.so")].map { path in
      try #require(throws: DeviceError.self) { try Plugin(path: path) }.code
    }
    #expect(codes == [.incompatible, .notLoaded, .noPlugin])
  }
}
