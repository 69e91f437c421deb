/// The purpose of a trace.
///
/// Modules that differ in training (batch normalisation, dropout, noise) ask their graph for it.
public enum TracePurpose: Hashable, Sendable {
  /// A training step: batch statistics, noise.
  case training
  /// Encoding and reconstruction: running statistics, no noise.
  case inference
  /// Metrics: as inference, and means over a batch that enter a metric otherwise than linearly are means over all
  /// evaluated images.
  case evaluation
}
