/// What `hourglass bench` prints for a workload.
public struct BenchmarkResult: Codable, Hashable, Sendable {
  public var workload: String
  public var task: BenchmarkTask
  public var batch: Int
  public var msPerStep: Double
  public var imagesPerSecond: Double
  /// The most memory that the process has had, in megabytes (2²⁰ bytes).
  public var peakRssMb: Double
}
