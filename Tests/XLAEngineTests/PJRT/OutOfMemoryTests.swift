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
    #expect(named.description.contains("at most 5.0 MB"))
    #expect(named.description.contains("10.0 MB"))
    #expect(named.description.contains("a batch of about 57 images"))
    #expect(error.naming(program, nil, sampleCount: 128).description == error.description)
  }
}
