/// The purpose of a trace.
///
/// Modules that differ in training (batch normalisation, dropout, noise) ask their graph for it.
public enum TracePurpose: Hashable, Sendable {
  /// A training step: batch statistics, noise.
  case training
  /// Anything else: running statistics, no noise.
  case inference
}
