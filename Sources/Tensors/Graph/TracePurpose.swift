/// What a trace is made for.
///
/// Modules whose function differs while they are trained (batch normalisation, dropout, noise) ask their graph for it.
public enum TracePurpose: Hashable, Sendable {
  /// A training step: batch statistics, noise.
  case training
  /// Anything else: running statistics, no noise.
  case inference
}
