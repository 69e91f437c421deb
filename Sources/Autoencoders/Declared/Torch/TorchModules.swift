import Diagnostics
import NeuralNetworks

/// The modules of Torch's `nn` that have a layer here.
enum TorchModules {
  /// A layer, with the features or channels of the input that the listing states.
  struct Layer {
    var kind: any LayerKind
    var inputs: Int?

    init(_ kind: any LayerKind, inputs: Int? = nil) { (self.kind, self.inputs) = (kind, inputs) }
  }

  /// The modules that are a layer of their own, by name.
  private static let layers = [
    "BatchNormalization", "BatchTopK", "Dropout", "ELU", "LeakyReLU", "Linear", "MulConstant", "ReLU", "Reshape",
    "Sigmoid", "SoftPlus", "SpatialAveragePooling", "SpatialBatchNormalization", "SpatialConvolution",
    "SpatialFullConvolution", "SpatialMaxPooling", "SpatialUpSamplingNearest", "SpatialZeroPadding", "Tanh", "View",
    "WhiteNoise",
  ]

  /// The names known, with those that concern more than one layer.
  static let names = (layers + ["Identity", "L1Penalty", "Sequential", "SpatialMaxUnpooling"]).sorted()

  /// Modules without effect on a trained network.
  static let ignored: Set<String> = ["Identity", "Copy", "Contiguous"]

  /// The layer of a module; nil if there is none of this name.
  /// - Throws: ``LayerProblem`` for arguments that do not fit.
  static func layer(of module: TorchModule) throws(LayerProblem) -> Layer? {
    switch module.kind {
    case "Linear": try linear(module)
    case "SpatialConvolution", "SpatialConvolutionMM": try convolution(module)
    case "SpatialFullConvolution": try transposedConvolution(module)
    case "SpatialMaxPooling": try maxPool(module)
    case "SpatialAveragePooling": try averagePool(module)
    case "SpatialUpSamplingNearest": try upsample(module)
    case "SpatialZeroPadding": try pad(module)
    case "BatchNormalization", "SpatialBatchNormalization": try batchNorm(module)
    case "View", "Reshape": try reshape(module)
    case "MulConstant": try multiply(module)
    case "Dropout": try dropout(module)
    case "WhiteNoise": try noise(module)
    case "BatchTopK": try lifetimeSparsity(module)
    case "LeakyReLU": try leakyReLU(module)
    case "ELU": try elu(module)
    case "SoftPlus": try softPlus(module)
    case "ReLU": Layer(ActivationLayer(function: .relu))
    case "Tanh": Layer(ActivationLayer(function: .tanh))
    case "Sigmoid": Layer(ActivationLayer(function: .sigmoid))
    default: nil
    }
  }

  /// Containers of branches, which no list of layers has.
  static let branches: Set<String> = [
    "Concat", "ConcatTable", "ParallelTable", "Parallel", "DepthConcat", "CAddTable", "CMulTable", "JoinTable",
    "SplitTable", "SelectTable", "MapTable", "gModule", "Bottle",
  ]

  private static func linear(_ module: TorchModule) throws(LayerProblem) -> Layer {
    let inputs = try module.integer(0, "inputSize", in: 1...(1 << 28))
    let units = try module.integer(1, "outputSize")
    if module.arguments.dropFirst(2).first == .flag(false) || module.options.contains("noBias") { throw unbiased }
    return Layer(LinearLayer(units: .count(units)), inputs: inputs)
  }

  private static func convolution(_ module: TorchModule) throws(LayerProblem) -> Layer {
    let layer = ConvolutionLayer(
      filters: .count(try module.integer(1, "nOutputPlane")), kernel: try module.square(2, "k"),
      stride: try module.square(4, "d", default: 1), padding: try module.square(6, "pad", in: 0...1024, default: 0))
    if module.options.contains("noBias") { throw unbiased }
    return Layer(layer, inputs: try module.integer(0, "nInputPlane"))
  }

  private static func transposedConvolution(_ module: TorchModule) throws(LayerProblem) -> Layer {
    let layer = TransposedConvolutionLayer(
      filters: .count(try module.integer(1, "nOutputPlane")), kernel: try module.square(2, "k"),
      stride: try module.square(4, "d", default: 1), padding: try module.square(6, "pad", in: 0...1024, default: 0),
      outputPadding: try module.square(8, "adj", in: 0...1024, default: 0))
    if module.options.contains("noBias") { throw unbiased }
    return Layer(layer, inputs: try module.integer(0, "nInputPlane"))
  }

  private static let unbiased = LayerProblem(
    Report("a layer without biases has no counterpart here", cure: "take out false or noBias()"))

  private static func maxPool(_ module: TorchModule) throws(LayerProblem) -> Layer {
    let window = try module.square(0, "k")
    return Layer(
      MaxPoolLayer(
        window: window, stride: try module.square(2, "d", default: window),
        padding: try module.square(4, "pad", in: 0...512, default: 0), roundsUp: module.options.contains("ceil")))
  }

  private static func averagePool(_ module: TorchModule) throws(LayerProblem) -> Layer {
    try module.reject("ceil", "take out :ceil(), or pad so that the windows cover the image")
    let window = try module.square(0, "k")
    return Layer(
      AveragePoolLayer(
        window: window, stride: try module.square(2, "d", default: 1),
        padding: try module.square(4, "pad", in: 0...512, default: 0)))
  }

  private static func upsample(_ module: TorchModule) throws(LayerProblem) -> Layer {
    Layer(UpsampleLayer(factor: try module.integer(0, "scale", in: 1...1024)))
  }

  private static func pad(_ module: TorchModule) throws(LayerProblem) -> Layer {
    let left = try module.integer(0, "pad_l", in: 1...1024)
    for (place, name) in [(1, "pad_r"), (2, "pad_t"), (3, "pad_b")] { try module.require(place, name, Double(left)) }
    return Layer(PadLayer(margin: left))
  }

  private static func batchNorm(_ module: TorchModule) throws(LayerProblem) -> Layer {
    if module.arguments.dropFirst(3).first == .flag(false) {
      throw LayerProblem(Report("batch normalisation without scales has no counterpart here", cure: "take out false"))
    }
    return Layer(
      BatchNormLayer(
        epsilon: try module.number(1, "eps", in: 1e-12...1, default: 1e-5),
        momentum: try module.number(2, "momentum", in: 0...1, default: 0.1)),
      inputs: try module.integer(0, "nOutput"))
  }

  private static func reshape(_ module: TorchModule) throws(LayerProblem) -> Layer {
    let dimensions = try module.dimensions()
    switch dimensions.count {
    case 0: return Layer(FlattenLayer())
    // Torch's collections of grey images have no axis for the channel.
    case 2: return Layer(ReshapeLayer(dimensions: [1] + dimensions))
    case ...8: return Layer(ReshapeLayer(dimensions: dimensions))
    default:
      throw LayerProblem(Report("too many dimensions", expected: "at most 8", got: "\(dimensions.count)"))
    }
  }

  private static func multiply(_ module: TorchModule) throws(LayerProblem) -> Layer {
    Layer(MultiplyLayer(factor: try module.number(0, "constant_scalar", in: -1e6...1e6)))
  }

  private static func dropout(_ module: TorchModule) throws(LayerProblem) -> Layer {
    if module.arguments.dropFirst().first == .flag(true) {
      throw LayerProblem(Report("Dropout with v1 has no counterpart here", cure: "take out true"))
    }
    return Layer(DropoutLayer(probability: try module.number(0, "p", in: 0...0.999, default: 0.5)))
  }

  private static func noise(_ module: TorchModule) throws(LayerProblem) -> Layer {
    try module.require(0, "mean", 0)
    return Layer(GaussianNoiseLayer(deviation: try module.number(1, "std", in: 0...1000, default: 0.1)))
  }

  private static func lifetimeSparsity(_ module: TorchModule) throws(LayerProblem) -> Layer {
    Layer(LifetimeSparsityLayer(fraction: try module.number(0, "k", in: 1e-6...1)))
  }

  private static func leakyReLU(_ module: TorchModule) throws(LayerProblem) -> Layer {
    Layer(LeakyReluLayer(slope: try module.number(0, "negval", in: 0...1, default: 0.01)))
  }

  private static func elu(_ module: TorchModule) throws(LayerProblem) -> Layer {
    try module.require(0, "alpha", 1)
    return Layer(ActivationLayer(function: .elu))
  }

  private static func softPlus(_ module: TorchModule) throws(LayerProblem) -> Layer {
    try module.require(0, "beta", 1)
    return Layer(ActivationLayer(function: .softplus))
  }
}
