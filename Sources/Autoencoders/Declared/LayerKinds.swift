/// Every kind of layer that can be declared, as a layer with its default settings.
public enum LayerKinds {
  static let all: [any LayerKind] = spatial + dense + shaping + noisy + sparse + activations

  private static let spatial: [any LayerKind] = [
    ConvolutionLayer(), TransposedConvolutionLayer(), MaxPoolLayer(), AveragePoolLayer(), UnpoolLayer(),
    UpsampleLayer(),
  ]

  private static let dense: [any LayerKind] = [
    LinearLayer(), TiedLayer(), BatchNormLayer(), LSTMLayer(), GaussianCodeLayer(),
  ]

  private static let shaping: [any LayerKind] = [
    FlattenLayer(), ReshapeLayer(), PadLayer(), MultiplyLayer(), StopGradientLayer(), SoftmaxLayer(),
  ]

  private static let noisy: [any LayerKind] = [
    DropoutLayer(), GaussianNoiseLayer(), UniformNoiseLayer(), GumbelSoftmaxLayer(),
  ]

  private static let sparse: [any LayerKind] = [TopKLayer(), LifetimeSparsityLayer(), SpatialSparsityLayer()]

  private static let activations: [any LayerKind] = ActivationName.allCases.map { function -> any LayerKind in
    if function == .leakyRelu { LeakyReluLayer() } else { ActivationLayer(function: function) }
  }

  /// The layer names of model files, including `repeat`.
  public static var keywords: [String] { all.map(\.keyword) + ["repeat"] }
}
