/// The time of a workload, as `hourglass bench` prints it.
public struct BenchmarkResult: Codable, Hashable, Sendable {
  public var workload: String
  public var task: BenchmarkTask
  public var batch: Int
  public var msPerStep: Double
  public var imagesPerSecond: Double
  /// Peak resident memory of the process in megabytes (2²⁰ bytes).
  public var peakRssMb: Double
}
