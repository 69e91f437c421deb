public import Autoencoders
import NeuralNetworks
public import Tensors

/// A model for images of one size, and the programs that train it and look at it.
public struct TracedModel {
  /// The images it takes.
  public let image: ImageShape
  /// Its parameters and their places.
  public let parameters: ParameterTable
  /// What its loss is called.
  public var lossName: String { model.lossName }
  private let model: any Autoencoder

  /// Traces `model` once, so that one that does not fit its images is refused before anything is allocated.
  ///
  /// - Throws: `ShapeError`, naming the layer.
  public init(_ model: any Autoencoder, image: ImageShape) throws {
    self.model = model
    self.image = image
    parameters = ParameterTable(of: model)
    _ = try evaluation()
  }

  /// The model that `configuration` describes.
  ///
  /// - Throws: `ModelError` for a field out of range, `ShapeError` when the model does not fit the images.
  public init(_ configuration: any ModelConfiguration, image: ImageShape) throws {
    try self.init(configuration.makeModel(for: image), image: image)
  }

  /// One training step: `loss`, and the gradient of loss plus penalty in every parameter.
  public func training(l2Penalty factor: Float = 0) throws -> Program {
    let graph = Graph(parameters: parameters)
    let loss = model.loss(on: graph.input("images", image.dimensions))
    let penalty = l2Penalty(model.penalizedWeights, factor: factor, in: graph)
    return try Program(graph, results: [("loss", loss)], differentiating: penalty.map { loss + $0 } ?? loss)
  }

  /// An evaluation: `loss`, and for each image `squaredError`, summed over its elements, in the network's units.
  public func evaluation() throws -> Program {
    let graph = Graph(parameters: parameters)
    let images = graph.input("images", image.dimensions)
    let error = model.reconstruct(images).squaredError(to: images)
    return try Program(graph, results: [("loss", model.loss(on: images)), ("squaredError", error)])
  }

  /// The reconstruction alone: `reconstruction`, `[n, c, h, w]`, in the network's units.
  public func reconstruction() throws -> Program {
    let graph = Graph(parameters: parameters)
    return try Program(
      graph, results: [("reconstruction", model.reconstruct(graph.input("images", image.dimensions)))])
  }
}
