import Testing
import XLAEngine

/// Where `--device auto` trains.
@Suite struct DeviceSpeedTests {
  @Test(
    arguments: [
      // An accelerator that is faster, one that is slower, one that is as fast.
      (1000, [1001], 0), (1000, [999], nil), (1000, [1000], nil),
      // The fastest of several, wherever it stands; none.
      (1000, [1500, 4000, 3000], 1), (1000, [], nil),
      // One that was not measured.
      (1000, [.nan], nil), (1000, [.nan, 2000], 1),
    ] as [(Double, [Double], Int?)])
  func `an accelerator is taken where it is faster, and the fastest of them`(
    processor: Double, accelerators: [Double], choice: Int?
  ) {
    #expect(
      DeviceSpeed.choice(
        processor: DeviceSpeed("avx2", imagesPerSecond: processor),
        accelerators: accelerators.map { DeviceSpeed("cuda", imagesPerSecond: $0) }) == choice)
  }
}
