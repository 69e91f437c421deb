public import ImageShapes
public import NeuralNetworks
public import Settings
import Tensors

/// Blocks of one hidden layer, trained one after the other, then stacked: 784 → 128 → 64 → 784.
///
/// Block 1 learns to reconstruct the pixels, each further block the output of the frozen blocks before it. Then the
/// encoders of all blocks are trained together with a new decoder to the pixels. R. Baeta's slides on autoencoders
/// (UFMG, 2016), after Y. Bengio et al., "Greedy layer-wise training of deep networks", 2007.
///
/// The stacked network has 159,696 parameters, without the decoders of the blocks (`ParameterTable` holds all).
public struct GreedyStackedAE: ModelConfiguration {
  public static let name = "GreedyStackedAE"
  public static let summary = "dense blocks trained one by one, stacked to 784-128-64-784 and fine-tuned"
  public static let source = "R. Baeta, slides on autoencoders, UFMG, 2016"
  public static let objective = ModelObjective(
    "Each block learns to reconstruct the output of the frozen blocks before it; then all encoders are trained "
      + "together.",
    "L₁ = BCE(x, g₁(h₁)),  Lᵢ = MSE(hᵢ₋₁, gᵢ(hᵢ)) for i > 1,  then L = BCE(x, g(hₙ))",
    "hᵢ = ReLU(Wᵢ hᵢ₋₁ + bᵢ),  h₀ = x")
  public static let settings: [Setting<Self>] = [
    .sizes("hidden", \.hidden, isNeeded: true, help: "Units of each block's hidden layer; the last one's is the code.")
  ]

  public var hidden = [128, 64]

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.binaryCrossEntropy) }

  public func build(for image: ImageShape, loss: ReconstructionLoss) -> any Autoencoder {
    let sizes = [image.elements] + hidden
    let pairs = zip(sizes, sizes.dropFirst())
    return Network(
      image: image, encoders: pairs.map { Linear($0, $1) }, decoder: Linear(sizes[sizes.count - 1], image.elements),
      blockDecoders: pairs.map { Linear($1, $0) }, reconstructionLoss: loss)
  }

  struct Network: Autoencoder {
    let image: ImageShape
    /// The hidden layer of each block.
    let encoders: [Linear]
    /// From the code to the pixels.
    let decoder: Linear
    /// The decoders used to train the blocks; not part of the stacked network.
    let blockDecoders: [Linear]
    let reconstructionLoss: ReconstructionLoss

    func encode(_ images: Tensor) -> Tensor { features(of: images, afterBlocks: encoders.count) }  // [n, 64]
    func decode(_ code: Tensor) -> DecoderOutput { output(decoder(code)) }  // [n, c, h, w]

    private func output(_ pixels: Tensor) -> DecoderOutput {
      DecoderOutput(pixels.reshaped(to: image.dimensions), .sigmoid)
    }

    /// A stage for each block, and one for fine-tuning.
    var stages: [TrainingStage] {
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

    /// The reconstruction loss of `block` on the output of the blocks before it, which receive no gradient.
    ///
    /// Features of rectified units are unbounded, so a cross-entropy applies to the pixels alone.
    func blockLoss(_ block: Int, _ images: Tensor, _ target: Tensor) -> Tensor {
      let code = relu(encoders[block](features(of: images, afterBlocks: block).stopGradient()))
      let reconstruction = blockDecoders[block](code)
      guard block > 0 else { return reconstructionLoss(output(reconstruction), target) }
      return meanSquaredError(reconstruction, features(of: target, afterBlocks: block).stopGradient())
    }

    /// The output of the first `count` blocks for `images`; the pixels for 0.
    func features(of images: Tensor, afterBlocks count: Int) -> Tensor {
      encoders.prefix(count).reduce(images.flattened()) { features, encoder in relu(encoder(features)) }
    }

    /// Decodes `features` by the decoders of the first `count` blocks.
    private func unstack(_ features: Tensor, _ count: Int) -> Tensor {
      sigmoid(blockDecoders.prefix(count).reversed().reduce(features) { features, decoder in decoder(features) })
        .reshaped(to: image.dimensions)
    }
  }
}
