/// What is timed of a workload.
public enum BenchmarkTask: String, Codable, CaseIterable, Sendable {
  /// Forward, loss, backward and an Adam update, on a batch.
  case training
  /// Bytes in, reconstructed pixels out, on a batch.
  case inference
  /// The same for one image.
  case latency
}
