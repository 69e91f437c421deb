public import Diagnostics
import ImageShapes
public import Tensors

/// The output of a layer, or of a function after it, of a traced model.
public struct LayerOutput: Sendable {
  /// The path of the layer, such as `encoder.0`; of a function without parameters the path of the layer before it and
  /// the function, such as `encoder.0 tanh`.
  public let name: String
  /// What computes it, such as `convolution` or `tanh`.
  public let operation: String
  /// The values for a batch, `[n, …]`.
  public let values: TensorResult
  /// Whether the reconstruction depends on it; false for what the objective alone computes, such as the log-variance of
  /// a Gaussian code or a discriminator.
  public let isInReconstruction: Bool

  /// The dimensions of the output for one image.
  public var dimensions: [Int] { values.shape.dimensions }
}

extension TracedModel {
  /// The outputs of all layers with a program that computes them: those of the reconstruction in order, then those that
  /// the objective alone computes.
  ///
  /// A layer ends with its bias; its activation is an output of its own. A layer that is used repeatedly, such as an
  /// LSTM over rows, has the output of its last use. Every parameter belongs to one layer, except those of the
  /// normalization.
  ///
  /// - Parameter names: The names of the outputs that the program computes; nil for all.
  /// - Throws: ``LayerError`` for an unknown name.
  public func layerOutputs(
    named names: [String]? = nil
  ) throws -> (program: Program, outputs: [LayerOutput]) {
    let graph = Graph(parameters: parameters)
    let pixels = graph.input("images", image.dimensions)
    let images = normalizer(pixels).normalize(pixels)
    let reconstruction = model.reconstruct(images)
    try graph.check()
    var outputs = graph.layerOutputs(leadingTo: [reconstruction])
    func missing() -> Set<String> {
      Set(parameters.compactMap(\.layer)).subtracting(outputs.map(\.name))
    }
    if !missing().isEmpty {
      outputs = graph.layerOutputs(leadingTo: [reconstruction], also: missing())
    }
    if !missing().isEmpty {
      let losses = stages.flatMap(\.objectives).map { $0.loss(images, images) }
      try graph.check()
      let extra = missing()
      outputs += graph.layerOutputs(leadingTo: losses, also: extra, isInReconstruction: false) { extra.contains($0) }
    }
    if let names {
      outputs = try names.map { name in
        guard let output = outputs.first(where: { $0.name == name }) else {
          throw LayerError(name, among: outputs.map(\.name))
        }
        return output
      }
    }
    return (try Program(graph, tensors: outputs.map(\.values)), outputs)
  }
}

/// A layer that a model does not have.
public struct LayerError: ReportedError {
  /// The kind of problem.
  public enum Code: Hashable, Sendable {
    /// No layer has this name.
    case unknown
  }
  public let code = Code.unknown
  public let report: Report

  init(_ name: String, among names: [String]) {
    report = Report("the model has no such layer", got: name, cure: knownNames(names, insteadOf: name))
  }
}

extension ParameterTable.Entry {
  /// The path of the layer that has the parameter; nil for a parameter of the normalization.
  ///
  /// A parameter of the model itself is a layer of its own.
  package var layer: String? {
    let path = name.split(separator: ".")
    return path.first == "normalization" ? nil : path.dropLast(path.count > 1 ? 1 : 0).joined(separator: ".")
  }
}

extension Graph {
  /// The outputs of layers among the operations that lead to `results`.
  ///
  /// - Parameters:
  ///   - results: The tensors that are computed.
  ///   - derived: The layers to find also where an operand is computed from their parameters, such as a codebook from its
  ///     moving averages; for the others the operand is a parameter itself.
  ///   - isInReconstruction: Whether `results` is the reconstruction.
  ///   - isWanted: Whether a layer is among the results.
  fileprivate func layerOutputs(
    leadingTo results: [Tensor], also derived: Set<String> = [], isInReconstruction: Bool = true,
    where isWanted: (String) -> Bool = { _ in true }
  ) -> [LayerOutput] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for result in results { isNeeded[result.id] = true }
    for id in nodes.indices.reversed() where isNeeded[id] {
      for input in nodes[id].inputs { isNeeded[input] = true }
    }
    // The path of the last layer before each node; for a node without samples that of its parameters.
    var layers = [String](repeating: "", count: nodes.count)
    var names: [String] = []
    var found: [String: (operation: String, id: Int)] = [:]
    for (id, node) in nodes.enumerated() where isNeeded[id] {
      guard node.shape.isBatched else {
        if let path = layerPath(of: node, layers), derived.contains(path) { layers[id] = path }
        continue
      }
      layers[id] = node.inputs.lazy.map { layers[$0] }.first { !$0.isEmpty } ?? ""
      let name: String
      var operation = node.operation.name
      if let path = layerPath(of: node, layers) {
        layers[id] = path
        name = path
        operation = found[path]?.operation ?? operation
      } else if let function = node.layerFunction, !layers[id].isEmpty {
        name = "\(layers[id]) \(function)"
        operation = function
      } else {
        continue
      }
      guard isWanted(layers[id]) else { continue }
      if found[name] == nil { names.append(name) }
      found[name] = (operation, id)
    }
    return names.compactMap { name in
      found[name].map { output in
        LayerOutput(
          name: name, operation: output.operation, values: TensorResult(Tensor(graph: self, id: output.id)),
          isInReconstruction: isInReconstruction)
      }
    }
  }

  /// The path of the layer whose parameter is an operand of `node`, or that `layers` has for an operand without samples.
  private func layerPath(of node: Node, _ layers: [String]) -> String? {
    node.inputs.lazy.compactMap { input -> String? in
      let operand = self.nodes[input]
      if let parameter = operand.operation as? ParameterValue { return self.parameters[parameter.index].layer }
      return operand.shape.isBatched || layers[input].isEmpty ? nil : layers[input]
    }.first
  }
}

extension Graph.Node {
  /// The name of a function that counts as a layer's; nil for arithmetic and for moves of elements.
  fileprivate var layerFunction: String? {
    switch operation {
    case let activation as Activation: activation.kind.rawValue
    case let function as ElementwiseFunction where function.kind == .gelu: "gelu"
    case is Gathering: "max pooling"
    case is Scattering, is BilinearUpsampling, is SumPooling, is WindowBroadcast, is GroupSoftmax: operation.name
    default: nil
    }
  }
}
