public import Settings

/// η `factor`^k, at least `minimum_rate`, with k the number of times that the loss stopped falling.
///
/// The loss falls when it is below (1 - `threshold`) times the minimum so far. After more than `patience` epochs
/// without a fall the rate is reduced; the next `cooldown` epochs are ignored. As PyTorch's `ReduceLROnPlateau`.
public struct PlateauRate: SchedulePolicy {
  public static let name = "plateau"
  public static let summary = "lr * factor^(how often the loss has stopped falling)"
  public static let settings: [Setting<Self>] = [
    .number("factor", \.factor, in: .reduction, help: "The factor of each reduction."),
    .integer("patience", \.patience, in: counts, unit: "epochs", help: "How long the loss may fail to fall."),
    .number("threshold", \.threshold, in: .fraction, help: "The relative fall of the loss that counts as one."),
    .integer(
      "cooldown", \.cooldown, in: counts, unit: "epochs", help: "How long losses are ignored after a reduction."),
    .number("minimum_rate", \.minimum, in: .notNegative, help: "The rate below which none is reduced."), .warmup,
  ]
  private static let counts = 0...999_999_999

  var factor = 0.1
  var patience = 10
  var threshold = 1e-4
  var cooldown = 0
  var minimum = 0.0
  public var warmupEpochs = 0.0

  public init() {}

  /// The rate before any plateau.
  public func rate(base: Double, at progress: ScheduleProgress) -> Double { base }

  /// The rate after the plateaus of `state`.
  func rate(base: Double, after state: PlateauState) -> Double { max(base * power(factor, state.reductions), minimum) }

  /// `state` after an epoch with this loss; NaN does not count as a fall.
  func state(_ state: PlateauState, after loss: Double) -> PlateauState {
    var state = state
    if state.best.map({ loss < $0 - threshold * abs($0) }) ?? loss.isFinite {
      state.best = loss
      state.epochsWithoutFall = 0
    } else {
      state.epochsWithoutFall += 1
    }
    if state.cooldownLeft > 0 {
      state.cooldownLeft -= 1
      state.epochsWithoutFall = 0
    }
    if state.epochsWithoutFall > patience {
      state.reductions += 1
      state.cooldownLeft = cooldown
      state.epochsWithoutFall = 0
    }
    return state
  }

  public func check(base: Double, epochs: Int) throws(SettingError) {
    try SettingError.check(minimumRate: minimum, below: base)
  }
}

/// The state of a ``PlateauRate``, saved in checkpoints.
public struct PlateauState: Codable, Hashable, Sendable {
  /// The minimum loss so far that counted as a fall.
  public var best: Double?
  public var epochsWithoutFall = 0
  public var cooldownLeft = 0
  /// The number of reductions so far.
  public var reductions = 0

  public init() {}
}
