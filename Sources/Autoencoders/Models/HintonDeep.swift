public import ImageShapes
public import NeuralNetworks
public import Settings

/// Deep logistic layers around a linear code of 30 dimensions: 784 → 1000 → 500 → 250 → 30 and back.
///
/// G. E. Hinton and R. R. Salakhutdinov, "Reducing the dimensionality of data with neural networks", 2006: a squared
/// error of 3.00 per test image of MNIST, against 13.87 for 30 principal components. The paper initialises by
/// restricted Boltzmann machines; here X. Glorot and Y. Bengio's rule for logistic units is used, ± 4 √(6 / (inputs +
/// outputs)), 2010.
public struct HintonDeep: LayeredModel {
  public static let name = "HintonDeep"
  public static let summary = "dense 784-1000-500-250-30 and back, logistic units, linear code"
  public static let source = "Hinton and Salakhutdinov, Science 313, 2006"
  public static let objective = ModelObjective(
    "The binary cross-entropy, with logistic layers around a linear code.",
    "L = BCE(x, x′)", "z = W₄ σ(W₃ σ(W₂ σ(W₁ x)))")
  public static let settings: [Setting<Self>] = [
    .hidden(\.hidden), .codeSize(\.codeSize),
    .flag(
      "linear_code", \.linearCode,
      help: "Whether the code is linear, as published, or logistic like the other layers."),
  ]

  public var hidden = [1000, 500, 250]
  public var codeSize = 30
  public var linearCode = true

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func layers(for image: ImageShape) -> Layers {
    let sizes = [image.elements] + hidden + [codeSize]
    var encoder = zip(sizes, sizes.dropFirst()).map { Self.logistic($0, $1, .count($1)) }
    if linearCode {
      encoder[encoder.count - 1] = Self.logistic(sizes[sizes.count - 2], codeSize, .count(codeSize), nil)
    }
    let back = Array(sizes.reversed().dropLast())
    return Layers(
      encoder: [.flatten] + encoder,
      decoder: zip(back, back.dropFirst()).map { Self.logistic($0, $1, .count($1)) }
        + [Self.logistic(back[back.count - 1], image.elements, .image), .reshapeToImage])
  }

  /// A layer of logistic units, initialised by the rule for them.
  private static func logistic(
    _ inputs: Int, _ outputs: Int, _ units: Extent, _ activation: ActivationName? = .sigmoid
  ) -> LayerDescription {
    let bound = 4 * (6 / Float(inputs + outputs)).squareRoot()
    return .linear(units, activation, options: WeightOptions(weight: .uniform(Double(bound)), bias: .constant(0)))
  }
}
