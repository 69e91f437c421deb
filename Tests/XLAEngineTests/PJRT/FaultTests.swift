import Diagnostics
import TestSupport
import Testing
import XLAEngine

/// What a plugin's failures become.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct FaultTests {
  private static let text = """
    module @m {
      func.func public @main(%a: tensor<2xf32>) -> tensor<2xf32> {
        %0 = "stablehlo.add"(%a, %a) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
        "func.return"(%0) : (tensor<2xf32>) -> ()
      }
    }
    """

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let faults: [(FaultyPlugin.Fault, DeviceError.Code)] = [
    (FaultyPlugin.Fault(.compile, code: 12, "no such operation: sort"), .refused),
    (FaultyPlugin.Fault(.send, code: 8, "RESOURCE_EXHAUSTED: 2 GB"), .outOfMemory),
    (FaultyPlugin.Fault(.run, code: 8, "out of memory\\n  while allocating 1.5 GiB"), .outOfMemory),
    (FaultyPlugin.Fault(.run, code: 13, "CUDA_ERROR_ILLEGAL_ADDRESS"), .vanished),
    (FaultyPlugin.Fault(.read, code: 14, "the device was reset"), .vanished),
    (FaultyPlugin.Fault(.wait, code: 13, "device lost"), .vanished),
  ]

  @Test(arguments: faults.indices)
  func `a failing call is an error of its kind, in one line`(_ index: Int) throws {
    let (fault, code) = Self.faults[index]
    let plugin = try FaultyPlugin(above: #require(TestPlugins.paths.first), failing: fault, in: folder)
    let client = try Client(Plugin(path: plugin.path))
    let error = try #require(throws: DeviceError.self) {
      let executable = try client.compile(Self.text)
      let argument = try Buffer([1, 2] as [Float], dimensions: [2], on: client)
      _ = try executable.run([argument])[0].values() as [Float]
    }
    #expect(error.code == code, "\(error)")
    #expect(error.description.contains(fault.message.prefix(8)))
    #expect(!error.description.contains("\n"))
  }

  @Test func `without a fault the calls are those of the plugin below`() throws {
    let plugin = try FaultyPlugin(above: #require(TestPlugins.paths.first), in: folder)
    let client = try Client(Plugin(path: plugin.path))
    let executable = try client.compile(Self.text)
    let argument = try Buffer([1, 2] as [Float], dimensions: [2], on: client)
    #expect(try executable.run([argument])[0].values() == [2, 4] as [Float])
    #expect(try plugin.calls == ["compile", "send", "run", "read", "wait"])
  }
}
