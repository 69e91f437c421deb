/// A result of one run, which belongs together with those of runs that differ in their seed alone.
package protocol SeededResult {
  /// The run's name.
  var run: String { get }
  /// The seed of the run.
  var seed: UInt64 { get }
}

extension SeededResult {
  /// The run's name without its seed.
  package var nameWithoutSeed: String { run.replacing("_seed=\(seed)", with: "") }
}
