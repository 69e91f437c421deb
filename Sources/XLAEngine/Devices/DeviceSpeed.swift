/// How fast a device trained a run's first steps.
public struct DeviceSpeed: Hashable, Sendable {
  /// The executor's name, as runs record it.
  public let name: String
  /// Images a second; not a number where nothing was measured.
  public let imagesPerSecond: Double

  /// Creates a measurement.
  public init(_ name: String, imagesPerSecond: Double) { (self.name, self.imagesPerSecond) = (name, imagesPerSecond) }

  /// The accelerator to train on: the fastest of those that are faster than the processor; nil for the processor.
  ///
  /// - Returns: its place in `accelerators`.
  public static func choice(processor: DeviceSpeed, accelerators: [DeviceSpeed]) -> Int? {
    accelerators.indices
      .filter { accelerators[$0].imagesPerSecond > max(processor.imagesPerSecond, 0) }
      .max { accelerators[$0].imagesPerSecond < accelerators[$1].imagesPerSecond }
  }
}
