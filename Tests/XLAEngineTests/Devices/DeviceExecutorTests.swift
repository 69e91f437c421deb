import Foundation
import Tensors
import TestSupport
import Testing
import XLAEngine

/// An executor by the name of its device.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct DeviceExecutorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func environment(_ plugin: String) -> [String: String] {
    ["PJRT_NAMES_AND_LIBRARY_PATHS": "cpu-xla:\(plugin)", "HOME": folder.path]
  }

  @Test(arguments: TestPlugins.paths)
  func `a device is found by its name, and keeps what it compiles`(plugin: String) throws {
    for _ in 0..<2 {
      let executor = try DeviceName("cpu-xla").executor(environment: environment(plugin)) { fatalError("\($0)") }
      #expect(executor.name == "xla-cpu")
      let host = FlatVector(count: 3)
      host.withUnsafeMutableBuffer { for index in $0.indices { $0[index] = Float(index + 1) } }
      let vector = executor.makeVector(host)
      executor.scale(vector, by: 2, ranges: [0..<2])
      #expect(vector.hostCopy().withUnsafeBuffer(Array.init) == [2, 4, 3])
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder(".cache/hourglass/executables"))
    #expect(!kept.isEmpty)
  }

  @Test func `a number without a device and a precision that it does not have are refused`() throws {
    let environment = environment(try #require(TestPlugins.paths.first))
    func code(_ name: String, _ options: DeviceOptions = DeviceOptions()) throws -> DeviceError.Code {
      try #require(throws: DeviceError.self) {
        try DeviceName(name).executor(options, environment: environment) { fatalError("\($0)") }
      }.code
    }
    #expect(try code("cpu-xla:99") == .noDevice)
    #expect(try code("cpu-xla", DeviceOptions(precision: .tf32)) == .refused)
    #expect(try code("cuda") == .noPlugin)
  }
}
