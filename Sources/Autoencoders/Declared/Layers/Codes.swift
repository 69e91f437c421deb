import Diagnostics
import NeuralNetworks
import Tensors

/// A Gaussian code: mean and log-variance by a linear layer each, a sample in training, the mean otherwise.
///
/// `gaussian-code: {units: 20, beta: 1}`; its divergence from the standard normal is added to the loss, `beta` times.
/// Kingma and Welling 2014; Higgins et al. 2017 for `beta`.
public struct GaussianCodeLayer: LayerKind {
  public var units: Int
  public var beta = 1.0
  public var keyword: String { "gaussian-code" }

  public init(units: Int, beta: Double = 1) { (self.units, self.beta) = (units, beta) }

  init(_ fields: LayerFields) {
    units = fields.whole(fields.alone("units"))
    beta = fields.number("beta", 1, in: 0...1e6)
  }

  public var fields: [FieldText] { [FieldText("units", units)] + FieldText.unless(1, "beta", beta) }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let inputs = try site.features()
    let layer = GaussianLayer(mean: Linear(inputs, units), logVariance: Linear(inputs, units))
    let beta = beta
    return BuiltLayer(layer, operations: 4 * units * inputs) { x, flow in
      let (mean, logVariance) = (layer.mean(x), layer.logVariance(x))
      flow.gaussians.append((mean, logVariance, beta))
      guard x.graph.purpose == .training else { return mean }
      return mean + exp(0.5 * logVariance) * x.graph.draw(.normal, mean.shape.dimensions)
    }
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? { [units] }
}

/// The two linear layers of a Gaussian code.
struct GaussianLayer: Module {
  let mean: Linear
  let logVariance: Linear

  func callAsFunction(_ x: Tensor) -> Tensor { mean(x) }
}

/// An LSTM over the rows of its input: `lstm: {units: 256, returns: sequence}`.
///
/// The last dimension is a row. `sequence` gives the output of every row, `[rows, units]`, `last` that of the last.
public struct LSTMLayer: LayerKind {
  /// What is passed on.
  public enum Output: String, Hashable, Sendable, CaseIterable { case sequence, last }
  public var units: Int
  public var output = Output.sequence
  public var keyword: String { "lstm" }

  public init(units: Int, returning output: Output = .sequence) { (self.units, self.output) = (units, output) }

  init(_ fields: LayerFields) {
    units = fields.whole(fields.alone("units"))
    output = fields.word("returns", as: Output.self) ?? .sequence
  }

  public var fields: [FieldText] {
    [FieldText("units", units)] + FieldText.unless("sequence", "returns", output.rawValue)
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    guard site.input.count >= 2, let inputs = site.input.last else {
      throw LayerProblem(
        Report("rows were needed", expected: "[rows, features]", got: "\(site.input)", cure: "put a reshape before it"))
    }
    let layer = LSTM(inputs, units)
    let rows = site.input.dropLast().reduce(1, *)
    let operations = 2 * rows * (layer.inputWeight.count + layer.hiddenWeight.count)
    guard output == .last else { return BuiltLayer(layer, operations: operations) }
    return BuiltLayer(layer, operations: operations) { x, _ in layer(x.rows(of: inputs)).outputs.last ?? x }
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    output == .last ? [units] : [site.input.dropLast().reduce(1, *), units]
  }
}
