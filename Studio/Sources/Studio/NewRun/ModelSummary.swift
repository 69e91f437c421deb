import Hourglass

/// The layers of a network and what its code holds, as JSON.
struct ModelSummary: Codable, Sendable {
  /// A layer.
  struct Layer: Codable, Sendable {
    var name: String
    /// The kind of the layer with its activation, or an operation.
    var type: String
    /// The dimensions of the output for one image.
    var output: [Int]
    /// Trained parameters.
    var parameters: Int
    /// Multiplications and additions for one image; nil where they are not counted.
    var operations: Int?
    /// Whether the reconstruction depends on it; false for what training alone uses, such as a discriminator.
    var is_in_reconstruction: Bool
  }

  /// The model's name.
  var name: String
  /// The image shape, `[channels, height, width]`.
  var image: [Int]
  /// The layers from the image to the reconstruction, then those that training alone uses.
  var layers: [Layer]
  /// How many layers come before the code; nil where that is not known.
  var encoder_layers: Int?
  /// The dimension of the code.
  var code: Int
  /// The bits of an image over those of its code.
  var compression: Double
  /// What the code holds, in words.
  var code_words: String
  /// Trained parameters.
  var parameters: Int
  /// The name of the loss.
  var loss: String
  /// The pixel range.
  var pixels: String
  /// Whether the model needs the class of each image.
  var needs_labels: Bool
  /// The stages of the training.
  var stages: Int
  /// The names of the trained parameters, which penalties and initial values may choose.
  var parameter_names: [String]

  /// Summarises a traced model.
  ///
  /// - Throws: `ShapeError` when it cannot be traced.
  init(_ model: TracedModel, of configuration: any ModelConfiguration, scaling: PixelScaling) throws {
    let outline = try ModelOutline(model, of: configuration)
    let compression = try model.compression()
    name = configuration.title
    image = model.image.dimensions
    layers = outline.layers.map { layer in
      Layer(
        name: layer.name, type: OperationTitle.title(layer.kind), output: layer.output, parameters: layer.parameters,
        operations: layer.operations, is_in_reconstruction: layer.isInReconstruction)
    }
    (encoder_layers, code) = (outline.encoderCount, outline.codeSize)
    (self.compression, code_words) = (compression.ratio, compression.words)
    (parameters, loss, pixels) = (outline.parameters, model.lossName, scaling.rawValue)
    (needs_labels, stages) = (model.needsLabels, model.stages.count)
    parameter_names = model.parameters.trained.map(\.name)
  }
}
