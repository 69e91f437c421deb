/// What a step of a workload does.
public enum BenchmarkTask: String, Codable, CaseIterable, Sendable {
  /// Forward, loss, backward and an Adam update of a batch.
  case training
  /// From bytes to reconstructed pixels, for a batch.
  case inference
  /// Inference of one image.
  case latency
}
