/// Every kind of layer that can be declared, by the word that model files have for it.
public enum LayerKinds {
  typealias Reader = @Sendable (LayerFields) -> any LayerKind

  static let readers: [(keyword: String, read: Reader)] = spatial + dense + shaping + noisy + sparse + activations

  private static let spatial: [(keyword: String, read: Reader)] = [
    ("conv", { ConvolutionLayer($0) }), ("transposed-conv", { TransposedConvolutionLayer($0) }),
    ("max-pool", { MaxPoolLayer($0) }), ("average-pool", { AveragePoolLayer($0) }), ("unpool", { UnpoolLayer($0) }),
    ("upsample", { UpsampleLayer($0) }),
  ]

  private static let dense: [(keyword: String, read: Reader)] = [
    ("linear", { LinearLayer($0) }), ("tied", { TiedLayer($0) }), ("batch-norm", { BatchNormLayer($0) }),
    ("lstm", { LSTMLayer($0) }), ("gaussian-code", { GaussianCodeLayer($0) }),
  ]

  private static let shaping: [(keyword: String, read: Reader)] = [
    ("flatten", { FlattenLayer($0) }), ("reshape", { ReshapeLayer($0) }), ("pad", { PadLayer($0) }),
    ("multiply", { MultiplyLayer($0) }), ("stop-gradient", { StopGradientLayer($0) }),
    ("softmax", { SoftmaxLayer($0) }),
  ]

  private static let noisy: [(keyword: String, read: Reader)] = [
    ("dropout", { DropoutLayer($0) }), ("gaussian-noise", { GaussianNoiseLayer($0) }),
    ("uniform-noise", { UniformNoiseLayer($0) }), ("gumbel-softmax", { GumbelSoftmaxLayer($0) }),
  ]

  private static let sparse: [(keyword: String, read: Reader)] = [
    ("top-k", { TopKLayer($0) }), ("lifetime-sparsity", { LifetimeSparsityLayer($0) }),
    ("spatial-sparsity", { SpatialSparsityLayer($0) }),
  ]

  private static let activations: [(keyword: String, read: Reader)] = ActivationName.allCases.map { function in
    (function.rawValue, { ActivationLayer(function, $0) })
  }

  /// The words, `repeat` among them.
  public static var keywords: [String] { readers.map(\.keyword) + ["repeat"] }
}
