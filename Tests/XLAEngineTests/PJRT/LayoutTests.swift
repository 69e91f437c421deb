import Foundation
import TestSupport
import Testing
import XLAEngine

/// Our declarations of PJRT's interface against a header that a plugin brings.
@Suite struct LayoutTests {
  /// The folder with `pjrt_c_api.h`, beside one of the plugins.
  private static let header: String? = TestPlugins.paths
    .map { ($0 as NSString).deletingLastPathComponent + "/include" }
    .first { FileManager.default.fileExists(atPath: "\($0)/pjrt_c_api.h") }

  private func compile(_ options: [String]) throws -> (status: Int32, output: String) {
    let root = SourceTree.root.path
    return try run(
      "clang",
      ["-std=gnu17", "-fsyntax-only", "-I", "\(root)/Sources/CPJRT", "-I", "\(root)/Sources/CPJRT/include"]
        + ["-I", try #require(Self.header)] + options + ["\(root)/Tools/check-pjrt-layout.c"])
  }

  @Test(.enabled(if: header != nil, "no plugin with a header: \(TestPlugins.missing)"))
  func `sizes, offsets and places in the table are those of the header`() throws {
    let result = try compile([])
    #expect(result.status == 0, "\(result.output)")
    // The check can fail: a struct with another size does not pass.
    let other = try compile(["-include", "stdint.h", "-Dint64_t=int"])
    #expect(other.status != 0)
  }
}
