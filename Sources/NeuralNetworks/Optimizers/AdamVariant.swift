import Settings

/// Adam and its variants: the same settings and state.
public protocol AdamVariant: Optimizer {
  /// The decay of the mean gradient.
  var beta1: Double { get set }
  /// The decay of the mean squared gradient.
  var beta2: Double { get set }
  /// The constant added to the root of the mean squared gradient.
  var epsilon: Double { get set }
}

extension AdamVariant {
  static var adamSettings: [Setting<Self>] {
    [
      .learningRate, .number("beta1", \.beta1, in: .fraction, help: "The decay of the mean gradient."),
      .number("beta2", \.beta2, in: .fraction, help: "The decay of the mean squared gradient."), .epsilon(\.epsilon),
      .weightDecay,
    ]
  }

  var adamState: [StateVector] { [StateVector("first"), StateVector("second")] }
}
