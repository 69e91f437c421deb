import Diagnostics
public import ImageShapes
import NeuralNetworks
import Settings
import Tensors

/// A network for images of one shape: its built layers and their outputs.
public struct NetworkPlan {
  /// A row of the table of layers.
  public struct Row: Sendable {
    /// The layer's name; by default its kind with a number.
    public let name: String
    /// The kind, as in model files, with its activation.
    public let kind: String
    /// The dimensions of the output for one sample.
    public let output: [Int]
    public let parameters: Int
    /// Multiplications and additions of convolutions and matrix products for one image.
    public let operations: Int
  }

  /// The encoder's layers, then the decoder's.
  public let rows: [Row]
  /// The dimensions of the code.
  public let code: [Int]
  let encoder: [PlannedLayer]
  let decoder: [PlannedLayer]
}

/// A built layer of a network.
struct PlannedLayer {
  let name: String
  /// The path of its parameters in checkpoints.
  let key: String
  let description: LayerDescription
  let built: BuiltLayer

  /// The layer with its activation.
  func callAsFunction(_ x: Tensor, _ flow: inout NetworkFlow) -> Tensor {
    let y = withoutActivation(x, &flow)
    return description.kind.activation.map { $0(y) } ?? y
  }

  /// The layer without its activation.
  func withoutActivation(_ x: Tensor, _ flow: inout NetworkFlow) -> Tensor {
    guard let pool = built.pool else { return built.body(x, &flow) }
    let pooling = pool.pool(x)
    flow.pools[name] = pooling
    return pooling.values
  }
}

extension NetworkDescription {
  /// Builds and traces every layer for one image shape.
  /// - Throws: ``NetworkError`` with all layers that do not fit.
  public func plan(for image: ImageShape) throws(NetworkError) -> NetworkPlan {
    let problems = Problems(file: file)
    let plan = plan(for: image, problems)
    guard problems.isEmpty else { throw problems.error(.misfit) }
    return plan
  }

  /// Reads and plans the network of a model file or a Torch listing.
  ///
  /// - Parameters:
  ///   - path: The model file.
  ///   - image: The image shape; the file's by default, for a listing a common one that fits.
  /// - Throws: ``NetworkError`` with everything that cannot be read or does not fit.
  public static func checked(
    path: String, image: ImageShape? = nil
  ) throws(NetworkError) -> (NetworkDescription, NetworkPlan) {
    try checked(text: text(ofFile: path), file: path, image: image)
  }

  /// Reads and plans the network that a text declares.
  ///
  /// - Parameters:
  ///   - text: The text of a model file or a Torch listing.
  ///   - file: The name of the text in errors; one that ends in `.lua` is a Torch listing.
  ///   - image: The image shape; the text's by default, for a listing a common one that fits.
  /// - Throws: ``NetworkError`` with everything that cannot be read or does not fit, and with the lines of that.
  public static func checked(
    text: String, file: String = "model.yaml", image: ImageShape? = nil
  ) throws(NetworkError) -> (NetworkDescription, NetworkPlan) {
    if isTorch(file) { return try checkedTorch(text, path: file, image: image) }
    let problems = Problems(file: file)
    let network = try NetworkDescription(yaml: text, problems)
    guard let size = image ?? network.image else {
      problems.add(
        Report("the image shape is not known", cure: "add image: [1, 28, 28] to the file, or give --image"),
        line: nil)
      throw problems.error(.misfit)
    }
    let plan = network.plan(for: size, problems)
    guard problems.isEmpty else { throw problems.error(.misfit) }
    return (network, plan)
  }

  /// Plans as far as possible; adds layers that do not fit to `problems`.
  func plan(for image: ImageShape, _ problems: Problems) -> NetworkPlan {
    if let own = self.image, own != image {
      problems.add(
        Report(
          "the network has a different image shape", expected: "\(own)", got: "\(image)",
          cure: "remove image: to use the data set's shape"), line: nil)
    }
    var planner = NetworkPlanner(image: image, problems: problems, names: (encoder + decoder).compactMap(\.name))
    let encoder = planner.plan(encoder, as: "encoder", keys)
    let code = planner.shape
    let decoder = planner.plan(decoder, as: "decoder", keys)
    if let output = planner.shape, output != image.dimensions {
      problems.add(
        Report(
          "the decoder's output does not have the image shape", place: "decoder", expected: "\(image.dimensions)",
          got: "\(output)", cure: "let the decoder undo what the encoder does, or end it with reshape: image"),
        line: self.decoder.last?.line)
    }
    checkLoss(problems)
    checkPenalties(problems)
    return NetworkPlan(rows: planner.rows, code: code ?? [], encoder: encoder, decoder: decoder)
  }

  /// A penalty on a Jacobian differentiates the encoder twice.
  private func checkPenalties(_ problems: Problems) {
    guard penalties.contractive != 0, let layer = encoder.first(where: { $0.kind is BatchNormLayer }) else { return }
    problems.add(
      Report(
        "a contractive penalty needs an encoder without batch normalisation", place: layer.kind.keyword,
        cure: "take it out, or leave out penalties: contractive"), line: layer.line)
  }

  /// A cross-entropy needs an output in (0, 1), from a sigmoid.
  private func checkLoss(_ problems: Problems) {
    guard let loss = try? reconstructionLoss(), loss.needsUnitTarget,
      let last = decoder.last(where: { !$0.kind.keepsElements }), !(last.kind is UnreadLayer)
    else { return }
    if last.kind.activation != .sigmoid {
      problems.add(
        Report(
          "a cross-entropy needs an output of a sigmoid", place: "loss", expected: "sigmoid after the last layer",
          got: last.kind.activation?.rawValue ?? "none",
          cure: "add activation: sigmoid to \(last.kind.keyword) (line \(last.line ?? 0)), or use mse"), line: lossLine)
    }
    if let pixels, !pixels.isWithinUnit {
      problems.add(
        Report("a cross-entropy needs pixels from 0 to 1", place: "pixels", expected: "0..1 or /256", got: "\(pixels)"),
        line: lossLine)
    }
  }
}
