/// The time of a workload, as `hourglass bench` prints it.
package struct BenchmarkResult: Codable, Hashable, Sendable {
  package var workload: String
  package var task: BenchmarkTask
  package var batch: Int
  package var msPerStep: Double
  package var imagesPerSecond: Double
  /// Peak resident memory of the process in megabytes (2²⁰ bytes).
  package var peakRssMb: Double
}
