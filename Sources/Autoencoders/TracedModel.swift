import Diagnostics
public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A model for images of one shape, with the programs that train and evaluate it.
public struct TracedModel {
  /// The image shape.
  public let image: ImageShape
  /// The parameters and their positions in a flat vector.
  public let parameters: ParameterTable
  /// The number of trained parameters; for a model without training, that of the computed parameters.
  public var parameterCount: Int {
    stages.isEmpty ? parameters.reduce(0) { $0 + $1.parameter.count } : parameters.parameterCount
  }
  /// The name of the loss.
  public var lossName: String { model.lossName }
  /// The stages of training.
  public let stages: [TrainingStage]
  /// The number of draws of noise for each image over which an evaluation averages the loss; 0 for a loss without
  /// noise.
  public let lossDraws: Int
  /// Whether the class of each image is an input of training, evaluation, reconstruction or encoding.
  public private(set) var needsLabels: Bool
  /// The number of classes that the labels may have, numbered from 0; nil for any number.
  public var classCount: Int? { model.classCount }
  /// The model.
  public let model: any Autoencoder
  /// The map of scaled pixels to the model's input.
  public let normalizer: ImageNormalizer

  /// Traces `model` once, which rejects a model that does not fit its images before allocating memory.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - image: The image shape.
  ///   - normalization: The map of scaled pixels to the model's input.
  /// - Throws: `ShapeError`, naming the layer.
  public init(_ model: any Autoencoder, image: ImageShape, normalization: ImageNormalization = .none) throws {
    self.model = model
    self.image = image
    normalizer = ImageNormalizer(normalization, image: image)
    parameters = ParameterTable(
      ParameterTable(of: model).map { ($0.name, $0.parameter) }
        + ParameterTable(of: normalizer).map { ("normalization.\($0.name)", $0.parameter) })
    stages = model.stages
    let evaluation = try EvaluationProgram(EvaluationTrace(model, normalizer, image, parameters, stage: nil))
    lossDraws = evaluation.draws
    needsLabels = false
    var programs = [evaluation.program, try encoding().program]
    for stage in stages {
      programs.append(try self.evaluation(of: stage).program)
      for objective in stage.objectives { programs.append(try training(objective).program) }
    }
    needsLabels = programs.contains { $0.inputNames.contains(ImageLabels.inputName) }
  }

  /// Creates the model of a configuration.
  ///
  /// - Parameters:
  ///   - configuration: A published model with its settings, or the model of a model file.
  ///   - image: The image shape.
  ///   - normalization: The map of scaled pixels to the model's input.
  ///   - loss: The reconstruction loss; that of the configuration by default.
  /// - Throws: `SettingError` or `ModelError` for a setting out of range, `ShapeError` or `NetworkError` when the model
  ///   does not fit the images, `LossError` when the loss does not.
  public init(
    _ configuration: any ModelConfiguration, image: ImageShape, normalization: ImageNormalization = .none,
    loss: ReconstructionLoss? = nil
  ) throws {
    let loss = loss ?? configuration.reconstructionLoss
    try loss.check(image)
    try self.init(configuration.makeModel(for: image, loss: loss), image: image, normalization: normalization)
  }

  /// A training step of the first objective of the first stage: the loss, and the gradient of loss plus penalties.
  public func training(penalties: [ParameterPenalty] = []) throws -> (program: Program, loss: ScalarResult) {
    try training(stages.first?.objectives.first ?? model.reconstructionObjective, penalties: penalties)
  }

  /// A step of `objective`: the loss, and the gradient of loss plus penalties in the parameters that it trains.
  ///
  /// A penalty applies to those of its parameters that this objective is the first of the step to train.
  ///
  /// - Parameters:
  ///   - objective: The loss and its trained parameters.
  ///   - penalties: Penalties on parameters, added to the differentiated loss alone.
  ///   - earlier: The previous objectives of the step.
  ///   - corrupt: Corrupts scaled pixels for the network's input; the target stays clean.
  public func training(
    _ objective: Objective, penalties: [ParameterPenalty] = [],
    after earlier: some Collection<Objective> = [], corrupt: (Tensor) -> Tensor = { $0 }
  ) throws -> (program: Program, loss: ScalarResult) {
    let graph = Graph(parameters: parameters, purpose: .training)
    let images = graph.input("images", image.dimensions)
    let normalized = normalizer(images)
    let loss = objective.loss(normalized.normalize(corrupt(images)), normalized.normalize(images))
    var penalized = loss
    for penalty in penalties {
      let chosen = parameters.filter { entry in
        penalty.applies(to: entry.parameter, named: entry.name)
          && objective.trains(entry.parameter) && !earlier.contains { $0.trains(entry.parameter) }
      }
      if let term = penalty(chosen.map(\.parameter), in: graph) { penalized = penalized + term }
    }
    let result = ScalarResult(loss)
    return (try Program(graph, scalars: [result], differentiating: penalized), result)
  }

  /// The reconstruction alone, `[n, c, h, w]`, in scaled pixels.
  ///
  /// - Parameter stage: A stage of training; nil for the whole model.
  public func reconstruction(of stage: TrainingStage? = nil) throws -> (program: Program, reconstruction: TensorResult)
  {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    let normalized = normalizer(pixels)
    let images = normalized.normalize(pixels)
    let reconstructed = stage?.reconstruct?(images) ?? model.reconstruct(images)
    let reconstruction = TensorResult(normalized.denormalize(reconstructed))
    return (try Program(graph, tensors: [reconstruction]), reconstruction)
  }

  /// The code alone, `[n, d]`.
  public func encoding() throws -> (program: Program, code: TensorResult) {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    let code = TensorResult(model.embedding(of: normalizer(pixels).normalize(pixels)))
    return (try Program(graph, tensors: [code]), code)
  }

  /// The normalization alone: the network's input, `[n, c, h, w]`.
  public func normalization() throws -> (program: Program, images: TensorResult) {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    let images = TensorResult(normalizer(pixels).normalize(pixels))
    return (try Program(graph, tensors: [images]), images)
  }

  /// The ranges of a flat vector that `objective` trains, in order, adjacent ones joined.
  ///
  /// - Parameters:
  ///   - objective: The objective whose parameters are trained.
  ///   - scope: Prefixes of the names of trainable parameters; empty for all.
  public func ranges(trainedBy objective: Objective, within scope: [String] = []) -> [Range<Int>] {
    let chosen = objective.parameters.map { Set($0.map(ObjectIdentifier.init)) }
    var ranges: [Range<Int>] = []
    for entry in parameters where entry.parameter.role.isTrained {
      guard chosen?.contains(ObjectIdentifier(entry.parameter)) ?? true else { continue }
      guard scope.isEmpty || ParameterScope.contains(scope, entry.name) else { continue }
      // The alignment gap after a parameter holds zeros, which stay zeros.
      let range = entry.offset..<entry.offset + (entry.parameter.count + 15) / 16 * 16
      if let last = ranges.last, last.upperBound == range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }

  /// The ranges among `ranges`, each of a statistic, that `objective` updates.
  ///
  /// An objective with its own parameters leaves other statistics unchanged.
  ///
  /// - Parameter scope: Prefixes of the names of the parameters that may change; empty for all.
  package func statistics(
    _ ranges: [Range<Int>], renewedBy objective: Objective, within scope: [String]
  ) -> [Range<Int>] {
    let chosen = objective.parameters.map { Set($0.map(ObjectIdentifier.init)) }
    return ranges.filter { range in
      parameters.contains { entry in
        entry.range == range && chosen?.contains(ObjectIdentifier(entry.parameter)) ?? true
          && (scope.isEmpty || ParameterScope.contains(scope, entry.name))
      }
    }
  }
}

extension Objective {
  /// Whether `parameter` follows this objective's gradient.
  fileprivate func trains(_ parameter: Parameter) -> Bool {
    parameter.role.isTrained && (parameters?.contains { $0 === parameter } ?? true)
  }
}
