public import ImageShapes
public import NeuralNetworks
public import Tensors

/// An autoencoder made of declared layers.
public struct DeclaredAutoencoder: Autoencoder {
  /// A code, with what else the decoder and the loss need of the encoder.
  public struct Code {
    /// The code itself, `[n, …]`.
    public let values: Tensor
    let flow: NetworkFlow
  }

  let encoder: PlannedLayers
  let decoder: PlannedLayers
  public let reconstructionLoss: ReconstructionLoss
  private let penalties: CodePenalties
  private let image: ImageShape

  /// The network of `description` for images of one size.
  /// - Throws: ``NetworkError`` with everything that does not fit.
  public init(_ description: NetworkDescription, image: ImageShape, loss: ReconstructionLoss? = nil) throws {
    let plan = try description.plan(for: image)
    encoder = plan.encoder
    decoder = plan.decoder
    reconstructionLoss = try loss ?? description.reconstructionLoss()
    penalties = description.penalties
    self.image = image
  }

  public func encode(_ images: Tensor) -> Code {
    var flow = NetworkFlow()
    let values = encoder(images, &flow)
    return Code(values: values, flow: flow)
  }

  public func decode(_ code: Code) -> DecoderOutput {  // [n, c, h, w]
    var flow = code.flow
    return decode(code, &flow)
  }

  public func embedding(of images: Tensor) -> Tensor { encode(images).values.flattened() }

  /// A last activation stays apart, so that a cross-entropy may be taken before it.
  private func decode(_ code: Code, _ flow: inout NetworkFlow) -> DecoderOutput {
    let layers = decoder.layers
    let last = layers.lastIndex { !$0.description.kind.keepsElements }
    var value = code.values
    var activation: ActivationKind?
    for (place, layer) in layers.enumerated() {
      if place == last, let kind = layer.description.kind.activation?.kind {
        activation = kind
        value = layer.withoutActivation(value, &flow)
      } else {
        value = layer(value, &flow)
      }
    }
    return DecoderOutput(value, activation)
  }

  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let code = encode(images)
    var flow = code.flow
    var loss = reconstructionLoss(decode(code, &flow), target)
    // A loss that is a mean over pixels takes its share of what is a sum over a code.
    let share = reconstructionLoss.isMeanOverElements ? 1 / Double(image.elements) : 1
    for (mean, logVariance, beta) in flow.gaussians where beta != 0 {
      loss = loss + Float(beta * share) * gaussianKL(mean: mean, logVariance: logVariance).batchMean()
    }
    if penalties.l1 != 0 { loss = loss + Float(penalties.l1) * codeL1(code.values).batchMean() }
    if penalties.sparsity != 0 {
      loss = loss + Float(penalties.sparsity) * sparsityKL(code.values, target: Float(penalties.sparsityTarget))
    }
    if penalties.contractive != 0 {
      loss = loss + Float(penalties.contractive) * jacobianPenalty(of: code.values, withRespectTo: images).batchMean()
    }
    return loss
  }

  public var lossName: String {
    let isVariational = (encoder.layers + decoder.layers).contains { $0.description.kind is GaussianCodeLayer }
    let added = [
      isVariational ? "kl" : nil, penalties.l1 != 0 ? "code-l1" : nil, penalties.sparsity != 0 ? "sparsity" : nil,
      penalties.contractive != 0 ? "contractive" : nil,
    ]
    return ([reconstructionLoss.name] + added.compactMap(\.self)).joined(separator: " + ")
  }
}
