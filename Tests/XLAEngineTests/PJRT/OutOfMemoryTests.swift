import Diagnostics
import Testing
import XLAEngine

/// What is said when a device's memory is full.
@Suite struct OutOfMemoryTests {
  @Test func `the error names what is needed, what there is, and a batch that fits`() {
    let error = DeviceError(.outOfMemory, Report("cannot run a program", place: "cuda"))
    let program = ExecutableMemory(arguments: 2_000_000, outputs: 1_000_000, shared: 1_000_000, temporaries: 8_000_000)
    let device = DeviceMemory(used: 0, peak: nil, limit: 5_000_000)
    let named = error.naming(program, device, sampleCount: 128)
    #expect(named.code == .outOfMemory)
    #expect(named.description.contains("memory is full"))
    #expect(named.description.contains("at most 5.0 MB"))
    #expect(named.description.contains("10.0 MB"))
    #expect(named.description.contains("a batch of about 57 images"))
    // Where the device does not say what it has, or says that it has enough.
    let plenty = DeviceMemory(used: 0, peak: nil, limit: 500_000_000)
    for device in [nil, plenty] {
      #expect(error.naming(program, device, sampleCount: 128).description.contains("a batch of about 64 images"))
    }
    #expect(error.naming(program, device, sampleCount: 1).description.contains("too small"))
    #expect(error.naming(program, device, sampleCount: nil).description == error.description)
  }

  @Test(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"), arguments: TestPlugins.clients)
  func `memory that is found full by what reads a result is full memory, with a batch`(
    client: Result<Client, DeviceError>
  ) throws {
    let client = try client.get()
    // Eight terabytes.
    let text = """
      module @m {
        func.func public @main(%a: tensor<f32>) -> (tensor<2199023255552xf32>, tensor<f32>) {
          %0 = "stablehlo.broadcast_in_dim"(%a) {broadcast_dimensions = array<i64>} : (tensor<f32>) -> tensor<2199023255552xf32>
          "func.return"(%0, %a) : (tensor<2199023255552xf32>, tensor<f32>) -> ()
        }
      }
      """
    let executable = try client.compile(text)
    executable.sampleCount = 1000
    let argument = try Buffer([1 as Float], dimensions: [], on: client)
    let error = try #require(throws: DeviceError.self) { try executable.run([argument])[1].values() as [Float] }
    #expect(error.code == .outOfMemory)
    #expect(executable.explaining(error).description.contains("a batch of about 500 images"))
  }
}
