/// Where in a run a program is run.
///
/// Random draws and numbers that change over a run are functions of it, so that nothing else need be saved to repeat or
/// resume a step.
public struct RunPosition: Hashable, Sendable {
  /// The seed of the run's draws.
  public var seed: UInt64
  /// The step, from 0.
  public var step: Int

  public init(seed: UInt64 = 0, step: Int = 0) { (self.seed, self.step) = (seed, step) }
}
