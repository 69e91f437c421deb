/// The work of a workload's step.
package enum BenchmarkTask: String, Codable, CaseIterable, Sendable {
  /// Forward, loss, backward and an Adam update for a batch.
  case training
  /// From bytes to reconstructed pixels, for a batch.
  case inference
  /// Inference of one image.
  case latency
}
