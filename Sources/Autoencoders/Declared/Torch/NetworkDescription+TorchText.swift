import Diagnostics
public import ImageShapes
import NeuralNetworks

extension NetworkDescription {
  /// The network as a Torch listing for images of one shape: `nn` modules, and the table that DIGITS takes.
  ///
  /// - Throws: ``NetworkError`` naming every layer that Torch's `nn` does not have, or that does not fit.
  public func torch(for image: ImageShape) throws(NetworkError) -> String {
    let plan = try plan(for: image)
    let problems = Problems(file: name)
    var writer = TorchWriter(image: image, problems: problems)
    for (part, layers) in [("encoder", plan.encoder), ("decoder", plan.decoder)] {
      writer.begin(part)
      for layer in layers {
        writer.write(layer, output: plan.rows.first { $0.name == layer.name }?.output ?? [])
      }
    }
    if corruption != .none { problems.add(Report("a listing has no corruption", got: "\(corruption)"), line: nil) }
    var others = penalties
    if others.l1Reduction == .sum { (others.l1, others.l1Reduction) = (0, .mean) }
    if others != CodePenalties() {
      problems.add(
        Report("a listing has no penalty on the code but code-l1 with code-l1-reduction: sum"), line: nil)
    }
    let criteria = ["mse": "MSECriterion", "bce": "BCECriterion", "l1": "AbsCriterion", "huber": "SmoothL1Criterion"]
    let terms = loss.isEmpty ? ["mse": 1] : loss
    let criterion = terms.count == 1 && terms.first?.value == 1 ? criteria[terms.first?.key ?? ""] : nil
    if criterion == nil {
      let words = terms.sorted { $0.key < $1.key }.map { "\($0.value)*\($0.key)" }.joined(separator: " + ")
      problems.add(Report("no criterion of Torch's nn is this loss", got: words), line: nil)
    }
    guard problems.isEmpty else { throw problems.error(.unreadable) }
    let lines =
      ["-- \(name) for images \(image)", "local nn = require 'nn'", ""] + writer.lines
      + ["", "local autoencoder = nn.Sequential()", "autoencoder:add(encoder)"]
      + (penalties.l1 == 0 ? [] : ["autoencoder:add(nn.L1Penalty(\(penalties.l1)))"])
      + ["autoencoder:add(decoder)", "", "return function(params)", "  return {", "    model = autoencoder,"]
      + ["    loss = nn.\(criterion ?? "MSECriterion")(),", "    labelHook = function(input, label) return input end,"]
      // Torch and DIGITS pass over this field.
      + ["    pixels = '\(pixelRange)',", "  }", "end"]
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Writes layers as modules of Torch's `nn`.
private struct TorchWriter {
  let problems: Problems
  private(set) var lines: [String] = []
  private var part = ""
  /// The dimensions of the next layer's input.
  private var shape: [Int]
  /// The variables of pools, by the names of their layers.
  private var pools: [String: String] = [:]

  init(image: ImageShape, problems: Problems) {
    (shape, self.problems) = (image.dimensions, problems)
  }

  /// Starts the encoder or the decoder.
  mutating func begin(_ part: String) {
    if !self.part.isEmpty { lines.append("") }
    self.part = part
    lines.append("local \(part) = nn.Sequential()")
  }

  mutating func write(_ layer: PlannedLayer, output: [Int]) {
    let kind = layer.description.kind
    do throws(LayerProblem) {
      if let module = try module(kind, output) {
        if kind is MaxPoolLayer {
          let variable = "pool\(pools.count + 1)"
          pools[layer.name] = variable
          lines.append("local \(variable) = nn.\(module)")
          lines.append("\(part):add(\(variable))")
        } else {
          lines.append("\(part):add(nn.\(module))")
        }
      }
      if let activation = kind.activation { lines.append("\(part):add(nn.\(try Self.module(activation)))") }
    } catch {
      var report = error.report
      report.place = [layer.name, report.place].compactMap(\.self).joined(separator: ", ")
      problems.add(report, line: nil)
    }
    shape = output
  }

  /// The module of a layer without its activation; nil for an activation alone.
  private func module(_ kind: any LayerKind, _ output: [Int]) throws(LayerProblem) -> String? {
    if let weighted = kind as? any WeightedLayer { try Self.check(weighted.options) }
    switch kind {
    case is ActivationLayer: return nil
    case let layer as LeakyReluLayer: return layer.activation == nil ? "LeakyReLU(\(layer.slope))" : nil
    case is LinearLayer: return "Linear(\(shape[0]), \(output[0]))"
    case let layer as ConvolutionLayer:
      return "SpatialConvolution(\(shape[0]), \(output[0]), \(Self.twice(layer.kernel, layer.stride, layer.padding)))"
    case let layer as TransposedConvolutionLayer:
      let sizes = Self.twice(layer.kernel, layer.stride, layer.padding, layer.outputPadding)
      return "SpatialFullConvolution(\(shape[0]), \(output[0]), \(sizes))"
    case let layer as MaxPoolLayer:
      let sizes = Self.twice(layer.window, layer.stride ?? layer.window, layer.padding)
      return "SpatialMaxPooling(\(sizes))\(layer.roundsUp ? ":ceil()" : "")"
    case let layer as AveragePoolLayer:
      return "SpatialAveragePooling(\(Self.twice(layer.window, layer.stride ?? layer.window, layer.padding)))"
    case let layer as UnpoolLayer where layer.switches: return "SpatialMaxUnpooling(\(pools[layer.pool] ?? "nil"))"
    case let layer as UpsampleLayer where layer.interpolation == .nearest:
      return "SpatialUpSamplingNearest(\(layer.factor))"
    case let layer as PadLayer:
      return "SpatialZeroPadding(\(layer.margin), \(layer.margin), \(layer.margin), \(layer.margin))"
    case let layer as BatchNormLayer where layer.scale == nil:
      let name = shape.count == 3 ? "SpatialBatchNormalization" : "BatchNormalization"
      return "\(name)(\(shape[0]), \(layer.epsilon), \(layer.momentum))"
    case is FlattenLayer: return "View(-1):setNumInputDims(\(shape.count))"
    case is ReshapeLayer:
      let sizes = output.map { "\($0)" }.joined(separator: ", ")
      return "View(\(sizes)):setNumInputDims(\(shape.count))"
    case let layer as MultiplyLayer: return "MulConstant(\(layer.factor))"
    case let layer as DropoutLayer: return "Dropout(\(layer.probability))"
    case let layer as GaussianNoiseLayer: return "WhiteNoise(0, \(layer.deviation))"
    case let layer as LifetimeSparsityLayer: return "BatchTopK(\(layer.fraction))"
    default:
      throw LayerProblem(Report("Torch's nn has no such layer with these settings", got: kind.keyword))
    }
  }

  private static func module(_ activation: ActivationName) throws(LayerProblem) -> String {
    switch activation {
    case .relu: "ReLU()"
    case .leakyRelu: "LeakyReLU(0.01)"
    case .elu: "ELU()"
    case .softplus: "SoftPlus()"
    case .tanh: "Tanh()"
    case .sigmoid: "Sigmoid()"
    case .selu, .gelu:
      throw LayerProblem(Report("Torch's nn has no such activation", got: activation.rawValue))
    }
  }

  /// Rejects initial values other than Torch's, and weights without penalties.
  private static func check(_ options: WeightOptions) throws(LayerProblem) {
    guard options != WeightOptions() else { return }
    throw LayerProblem(
      Report(
        "a listing states no initial weights and no exceptions from penalties",
        expected: "the layer's settings initializer, bias and penalized at their defaults"))
  }

  /// `kW, kH, dW, dH, …` for equal widths and heights.
  private static func twice(_ sizes: Int...) -> String { sizes.map { "\($0), \($0)" }.joined(separator: ", ") }
}
