public import ImageShapes
public import NeuralNetworks
public import Tensors

/// An autoencoder made of two lists of layers.
public struct LayeredAutoencoder: Autoencoder, NamedParts {
  /// A code, with the encoder's state that decoder and objective need.
  public struct Code {
    /// The code itself, `[n, …]`.
    public let values: Tensor
    let flow: NetworkFlow

    /// Creates a code of `values`, `[n, …]`, for decoders that need no switches.
    public init(_ values: Tensor) { self.init(values, NetworkFlow()) }

    init(_ values: Tensor, _ flow: NetworkFlow) { (self.values, self.flow) = (values, flow) }

    /// The poolings of the encoder by name, with their switches.
    public var pools: [String: MaxPooling] { flow.pools }
  }

  let encoder: [PlannedLayer]
  let decoder: [PlannedLayer]
  public let reconstructionLoss: ReconstructionLoss
  public let lossName: String
  private let penalties: CodePenalties
  private let image: ImageShape

  /// Creates the network of a description.
  ///
  /// - Parameters:
  ///   - description: The layers, penalties and loss.
  ///   - image: The image shape.
  ///   - loss: The reconstruction loss; the description's by default.
  /// - Throws: ``NetworkError`` with all layers that do not fit.
  public init(_ description: NetworkDescription, image: ImageShape, loss: ReconstructionLoss? = nil) throws {
    let plan = try description.plan(for: image)
    encoder = plan.encoder
    decoder = plan.decoder
    reconstructionLoss = try loss ?? description.reconstructionLoss()
    lossName = description.objectiveName ?? description.lossName(reconstructionLoss)
    penalties = description.penalties
    self.image = image
  }

  public var namedParts: [(name: String, part: Any)] {
    (encoder + decoder).compactMap { layer in layer.built.module.map { (layer.key, $0) } }
  }

  /// The code; for a Gaussian code its mean.
  public func encode(_ images: Tensor) -> Code { encode(images, NetworkFlow()) }

  /// The code in the objective: a sample if it has a distribution.
  func drawCode(of images: Tensor) -> Code {
    // The divergence is a sum over the code, while the loss may be a mean over pixels.
    let share = reconstructionLoss.isMeanOverElements ? 1 / Double(image.elements) : 1
    return encode(images, NetworkFlow(drawing: .init(meanShare: 1 / Double(image.elements), lossShare: share)))
  }

  private func encode(_ images: Tensor, _ flow: NetworkFlow) -> Code {
    var flow = flow
    let values = encoder.reduce(images) { x, layer in layer(x, &flow) }
    return Code(values, flow)
  }

  public func decode(_ code: Code) -> DecoderOutput {
    var flow = code.flow
    return decode(code.values, &flow)
  }

  public func embedding(of images: Tensor) -> Tensor { encode(images).values.flattened() }

  /// Separates the last activation, so that a cross-entropy is computed from the values before a sigmoid.
  private func decode(_ code: Tensor, _ flow: inout NetworkFlow) -> DecoderOutput {
    let last = decoder.lastIndex { !$0.description.kind.keepsElements }
    var value = code
    var activation: ActivationKind?
    for (place, layer) in decoder.enumerated() {
      if place == last, let kind = layer.description.kind.activation?.kind {
        activation = kind
        value = layer.withoutActivation(value, &flow)
      } else {
        value = layer(value, &flow)
      }
    }
    return DecoderOutput(value, activation)
  }

  /// The reconstruction loss, the divergences of Gaussian codes, and the penalties on the code.
  public func loss(on images: Tensor, against target: Tensor) -> Tensor {
    let code = drawCode(of: images)
    var flow = code.flow
    var loss = reconstructionLoss(decode(code.values, &flow), target)
    for divergence in flow.divergences { loss = loss + divergence }
    if penalties.l1 != 0, let sum = penalties.l1Reduction(codeL1(code.values)) {
      loss = loss + Float(penalties.l1) * sum
    }
    if penalties.sparsity != 0 {
      loss = loss + Float(penalties.sparsity) * sparsityKL(code.values, target: Float(penalties.sparsityTarget))
    }
    if penalties.contractive != 0 {
      loss = loss + Float(penalties.contractive) * jacobianPenalty(of: code.values, withRespectTo: images).batchMean()
    }
    return loss
  }
}

extension NetworkDescription {
  /// The name of the objective in reports: the sum of `loss` and the penalties.
  fileprivate func lossName(_ loss: ReconstructionLoss) -> String {
    let isVariational = (encoder + decoder).contains { $0.kind is GaussianCodeLayer }
    let added = [
      isVariational ? "kl" : nil, penalties.l1 != 0 ? "code-l1" : nil, penalties.sparsity != 0 ? "sparsity" : nil,
      penalties.contractive != 0 ? "contractive" : nil,
    ]
    return ([loss.name] + added.compactMap(\.self)).joined(separator: " + ")
  }
}
