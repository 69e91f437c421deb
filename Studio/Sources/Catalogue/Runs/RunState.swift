/// What a run is doing, by its folder alone.
public enum RunState: String, Codable, Hashable, Sendable, CaseIterable {
  /// A process trains it.
  case training
  /// All epochs are done, and the results measured.
  case finished
  /// No process trains it, and epochs or results are missing; the same command continues it.
  case unfinished
  /// Training ended with an error, which the events name.
  case failed
  /// Its run file cannot be read.
  case unreadable
}
