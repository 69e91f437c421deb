public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Blocks of one hidden layer that are trained one after the other, then stacked: 784 → 128 → 64 → 784.
///
/// Block 1 learns to restore the pixels, each further block what the frozen blocks before it make of them; then the
/// encoders of all blocks and a new decoder straight to the pixels are trained together. R. Baeta's slides on
/// autoencoders (UFMG, 2016), after Y. Bengio et al., "Greedy layer-wise training of deep networks", 2007.
///
/// The stacked network has 159,696 parameters; the decoders of the blocks, which it does without, are counted apart
/// (`ParameterTable` holds all).
public struct GreedyStackedAE: Autoencoder {
  /// The sizes of the layers.
  public struct Configuration: ModelConfiguration {
    public static let name = "GreedyStackedAE"
    public static let summary = "dense blocks trained one by one, stacked to 784-128-64-784 and fine-tuned"
    public static let source = "R. Baeta, slides on autoencoders, UFMG, 2016"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The hidden layer of each block; the last one's is the code.
    public var hidden: LayerSizes = [128, 64]

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(sizes: hidden, of: "hidden", isNeeded: true)
      return GreedyStackedAE(image: image, self, loss: loss)
    }
  }

  /// The hidden layer of each block.
  public let encoders: [Linear]
  /// From the code straight to the pixels.
  public let decoder: Linear
  /// What each block is trained with, and the stacked network does without.
  public let blockDecoders: [Linear]
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    let sizes = [image.elements] + configuration.hidden.sizes
    encoders = zip(sizes, sizes.dropFirst()).map { Linear($0, $1) }
    decoder = Linear(sizes[sizes.count - 1], image.elements)
    blockDecoders = zip(sizes, sizes.dropFirst()).map { Linear($1, $0) }
    self.image = image
  }

  public func encode(_ images: Tensor) -> Tensor { features(of: images, afterBlocks: encoders.count) }  // [n, 64]
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    DecoderOutput(decoder(code).reshaped(to: image.dimensions), .sigmoid)
  }

  /// A stage for each block, and one for the whole.
  public var stages: [TrainingStage] {
    let blocks = encoders.indices.map { block in
      let parts = [encoders[block], blockDecoders[block]]
      let objective = Objective(
        block == 0 ? reconstructionLoss.name : "mse", training: parts.flatMap { [$0.weight, $0.bias] }
      ) { images, target in blockLoss(block, images, target) }
      return TrainingStage("block \(block + 1)", [objective]) { images in
        unstack(features(of: images, afterBlocks: block + 1), block + 1)
      }
    }
    let stacked = Objective(
      lossName, training: (encoders + [decoder]).flatMap { [$0.weight, $0.bias] }, loss: loss(on:against:))
    return blocks + [TrainingStage("fine-tuning", [stacked])]
  }

  /// What block `block` restores of what the blocks before it give, which do not learn from it.
  ///
  /// Features of rectified units have no upper bound, so that a cross-entropy is for the pixels alone.
  func blockLoss(_ block: Int, _ images: Tensor, _ target: Tensor) -> Tensor {
    let code = relu(encoders[block](features(of: images, afterBlocks: block).stopGradient()))
    let restored = blockDecoders[block](code)
    guard block > 0 else {
      return reconstructionLoss(DecoderOutput(restored.reshaped(to: image.dimensions), .sigmoid), target)
    }
    return meanSquaredError(restored, features(of: target, afterBlocks: block).stopGradient())
  }

  /// What the first `count` blocks make of `images`: their pixels for none.
  func features(of images: Tensor, afterBlocks count: Int) -> Tensor {
    encoders.prefix(count).reduce(images.flattened()) { features, encoder in relu(encoder(features)) }
  }

  /// The images that the decoders of the first `count` blocks make of the features behind them.
  private func unstack(_ features: Tensor, _ count: Int) -> Tensor {
    sigmoid(blockDecoders.prefix(count).reversed().reduce(features) { features, decoder in decoder(features) })
      .reshaped(to: image.dimensions)
  }

}
