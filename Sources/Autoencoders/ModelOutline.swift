import ImageShapes
import NeuralNetworks
import Tensors

/// The layers and the code of a model for images of one shape, as tables and drawings show them.
public struct ModelOutline: Sendable {
  /// A layer.
  public struct Layer: Sendable {
    /// The layer's name.
    public let name: String
    /// What computes the output: the kind of the layer with its activation, or an operation.
    public let kind: String
    /// The dimensions of the output for one image.
    public let output: [Int]
    /// Trained parameters.
    public let parameters: Int
    /// Multiplications and additions for one image; nil where they are not counted.
    public let operations: Int?
    /// Whether the reconstruction depends on it; see ``LayerOutput/isInReconstruction``.
    public let isInReconstruction: Bool
  }

  /// The layers from the image to the reconstruction, then those that the objective alone computes.
  public let layers: [Layer]
  /// How many of ``layers`` come before the code; nil where the names do not say it.
  public let encoderCount: Int?
  /// The dimension of the code.
  public let codeSize: Int
  /// Trained parameters; for a model without training, those that are computed.
  public let parameters: Int
}

extension ModelOutline {
  /// The outline of `network`, which was planned as `plan`.
  ///
  /// The sum of the layers' parameters counts tied ones once.
  public init(_ plan: NetworkPlan) {
    layers = plan.rows.map { row in
      Layer(
        name: row.name, kind: row.kind, output: row.output, parameters: row.parameters, operations: row.operations,
        isInReconstruction: true)
    }
    encoderCount = plan.encoder.count
    codeSize = plan.code.reduce(1, *)
    parameters = plan.rows.reduce(0) { $0 + $1.parameters }
  }

  /// The outline of `model`, made from `configuration`.
  /// - Throws: `ShapeError` when the model cannot be traced.
  public init(_ model: TracedModel, of configuration: any ModelConfiguration) throws {
    let code = try model.encoding().code.shape.count
    if let plan = try configuration.network(for: model.image)?.plan(for: model.image) {
      let outline = ModelOutline(plan)
      (layers, encoderCount) = (outline.layers, outline.encoderCount)
    } else {
      let layers = try Self.layers(of: model)
      let decoder = layers.firstIndex { $0.name.hasPrefix("decoder") }
      encoderCount = decoder.flatMap { $0 > 0 && layers[0].name.hasPrefix("encoder") ? $0 : nil }
      self.layers = layers
    }
    (codeSize, parameters) = (code, model.parameterCount)
  }

  private static func layers(of model: TracedModel) throws -> [Layer] {
    let counts = Dictionary(grouping: model.parameters.filter { model.stages.isEmpty || $0.parameter.role.isTrained }) {
      $0.layer ?? ""
    }.mapValues { $0.reduce(0) { $0 + $1.parameter.count } }
    return try model.layerOutputs().outputs.map { output in
      Layer(
        name: output.name, kind: output.operation, output: output.dimensions, parameters: counts[output.name] ?? 0,
        operations: nil, isInReconstruction: output.isInReconstruction)
    }
  }
}
