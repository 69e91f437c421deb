import Diagnostics
public import ImageShapes
public import NeuralNetworks
public import Tensors

/// A model for images of one size, and the programs that train it and look at it.
public struct TracedModel {
  /// The images it takes.
  public let image: ImageShape
  /// Its parameters and their places.
  public let parameters: ParameterTable
  /// What its loss is called.
  public var lossName: String { model.lossName }
  /// The stages of its training.
  public let stages: [TrainingStage]
  /// Whether it must be told the class of each image.
  public let needsLabels: Bool
  /// The model itself.
  public let model: any Autoencoder
  /// What is done to scaled pixels before the model sees them.
  public let normalizer: ImageNormalizer

  /// Traces `model` once, so that one that does not fit its images is refused before anything is allocated.
  ///
  /// - Throws: `ShapeError`, naming the layer.
  public init(_ model: any Autoencoder, image: ImageShape, normalization: ImageNormalization = .none) throws {
    self.model = model
    self.image = image
    normalizer = ImageNormalizer(normalization, image: image)
    parameters = ParameterTable(
      ParameterTable(of: model).map { ($0.name, $0.parameter) }
        + ParameterTable(of: normalizer).map { ("normalization.\($0.name)", $0.parameter) })
    stages = model.stages
    needsLabels = try Self.evaluation(model, normalizer, image, parameters, stage: nil).inputNames
      .contains(ImageLabels.inputName)
    for stage in stages {
      _ = try evaluation(of: stage)
      for objective in stage.objectives { _ = try training(objective) }
    }
  }

  /// The model that `configuration` describes, with its own loss unless another is given.
  ///
  /// - Throws: `ModelError` for a field out of range, `ShapeError` when the model does not fit the images, `LossError`
  ///   when the loss does not.
  public init(
    _ configuration: any ModelConfiguration, image: ImageShape, normalization: ImageNormalization = .none,
    loss: ReconstructionLoss? = nil
  ) throws {
    let loss = loss ?? configuration.reconstructionLoss
    try loss.check(image)
    try self.init(configuration.makeModel(for: image, loss: loss), image: image, normalization: normalization)
  }

  /// A training step of the first objective of the first stage: `loss`, and the gradient of loss plus penalties.
  public func training(penalties: [ParameterPenalty] = []) throws -> Program {
    try training(stages.first?.objectives.first ?? model.reconstructionObjective, penalties: penalties)
  }

  /// A step of `objective`: `loss`, and the gradient of loss plus penalties in the parameters that it trains.
  ///
  /// `corrupt` makes of the scaled pixels what the network is to see in their place; both are normalized in the same way,
  /// and the target stays clean. Each of `penalties` applies to
  /// those of its parameters that this objective trains and none of the `earlier` ones of the step does.
  public func training(
    _ objective: Objective, penalties: [ParameterPenalty] = [],
    after earlier: some Collection<Objective> = [], corrupt: (Tensor) -> Tensor = { $0 }
  ) throws -> Program {
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
    return try Program(graph, results: [("loss", loss)], differentiating: penalized)
  }

  /// An evaluation: `loss`, and for each image `squaredError`, summed over its elements, in the network's units, and
  /// `pixelError`, the same in scaled pixels.
  ///
  /// Of the whole model, or of one stage of its training.
  public func evaluation(of stage: TrainingStage? = nil) throws -> Program {
    try Self.evaluation(model, normalizer, image, parameters, stage: stage)
  }

  private static func evaluation(
    _ model: any Autoencoder, _ normalizer: ImageNormalizer, _ image: ImageShape, _ parameters: ParameterTable,
    stage: TrainingStage?
  ) throws -> Program {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    let normalized = normalizer(pixels)
    let images = normalized.normalize(pixels)
    let restored = stage?.reconstruct?(images) ?? model.reconstruct(images)
    let loss = stage?.objectives.first?.loss(images, images) ?? model.loss(on: images, against: images)
    let error = restored.squaredError(to: images)
    let pixelError = normalizer.kind == .none ? error : normalized.denormalize(restored).squaredError(to: pixels)
    return try Program(graph, results: [("loss", loss), ("squaredError", error), ("pixelError", pixelError)])
  }

  /// The reconstruction alone: `reconstruction`, `[n, c, h, w]`, in scaled pixels.
  public func reconstruction() throws -> Program {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    let normalized = normalizer(pixels)
    let restored = normalized.denormalize(model.reconstruct(normalized.normalize(pixels)))
    return try Program(graph, results: [("reconstruction", restored)])
  }

  /// The code alone: `code`, `[n, d]`.
  public func encoding() throws -> Program {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    return try Program(graph, results: [("code", model.embedding(of: normalizer(pixels).normalize(pixels)))])
  }

  /// The normalization alone: `images`, `[n, c, h, w]`, as the model sees them.
  package func normalization() throws -> Program {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    return try Program(graph, results: [("images", normalizer(pixels).normalize(pixels))])
  }

  /// The floats of a flat vector that `objective` trains, in order, pieces that meet joined.
  ///
  /// `scope` holds the beginnings of the names of the parameters that may be trained; all may when it is empty.
  public func ranges(trainedBy objective: Objective, within scope: [String] = []) -> [Range<Int>] {
    let chosen = objective.parameters.map { Set($0.map(ObjectIdentifier.init)) }
    var ranges: [Range<Int>] = []
    for entry in parameters where entry.parameter.role.isTrained {
      guard chosen?.contains(ObjectIdentifier(entry.parameter)) ?? true else { continue }
      guard scope.isEmpty || ParameterScope.contains(scope, entry.name) else { continue }
      // The gap for alignment behind a parameter holds zeros, which stay zeros.
      let range = entry.offset..<entry.offset + (entry.parameter.count + 15) / 16 * 16
      if let last = ranges.last, last.upperBound == range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }

  /// Those of `ranges`, each a statistic's, that `objective` renews: one with parameters of its own leaves the statistics
  /// of others as they are.
  ///
  /// `scope` holds the beginnings of the names of the parameters that may change; all may when it is empty.
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
