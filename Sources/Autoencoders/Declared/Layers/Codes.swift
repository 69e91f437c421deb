import Diagnostics
import NeuralNetworks
import Settings
import Tensors

/// A Gaussian code: mean and log-variance, each by a linear layer; the objective uses a sample, everything else the
/// mean.
///
/// `gaussian-code: {units: 20, beta: 1, divergence: sum}`. The loss includes `beta` times its divergence from the
/// standard normal. Kingma and Welling 2014; Higgins et al. 2017 for `beta`.
struct GaussianCodeLayer: WeightedLayer {
  /// The scale of the divergence in the loss.
  enum Divergence: String, Hashable, Sendable, CaseIterable {
    /// The sum over the dimensions of the code.
    case sum
    /// Divided by the number of an image's elements.
    case mean
    /// As `mean` if the reconstruction loss is a mean over elements, as `sum` if it is a sum.
    case loss
  }

  /// The dimension of the code.
  var units = 1
  /// The factor of the divergence.
  var beta = 1.0
  /// The scale of the divergence; nil means `loss`.
  ///
  /// With nil the divergence is computed after the sample, as before this field existed: the same number with different
  /// rounding in the gradient.
  var divergence: Divergence?
  /// Initial values; for those of weights, mean and log-variance count as one layer of twice the units.
  var options = WeightOptions()
  var keyword: String { "gaussian-code" }

  static var settings: [Setting<Self>] {
    [
      .size("units", \.units, help: "The dimension of the code.").required,
      .number("beta", \.beta, in: .within(0...1e6), help: "The factor of the divergence."),
      .choice("divergence", \.divergence, help: "The scale of the divergence in the loss."),
    ] + weightSettings
  }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let inputs = try site.features()
    let start = options.initializers(inputs: inputs, outputs: 2 * units, rows: units, layers: 2)
    func linear() -> Linear { Linear(inputs, units, weight: start.weight, bias: start.bias, role: options.role) }
    let layer = GaussianLayer(mean: linear(), logVariance: linear())
    return BuiltLayer(layer, operations: 4 * units * inputs) { x, flow in
      let code = GaussianCode(mean: layer.mean(x), logVariance: layer.logVariance(x))
      flow.gaussians.append(code)
      guard let drawing = flow.drawing else { return code.mean }
      guard divergence == nil else {
        flow.divergences += weighted(code, drawing)
        return code.sample()
      }
      let sample = code.sample()
      flow.divergences += weighted(code, drawing)
      return sample
    }
  }

  /// The weighted divergence of `code`, mean over images; none for a weight of zero.
  private func weighted(_ code: GaussianCode, _ drawing: NetworkFlow.Drawing) -> [Tensor] {
    guard beta != 0 else { return [] }
    let share =
      switch divergence {
      case .sum: 1.0
      case .mean: drawing.meanShare
      case .loss, nil: drawing.lossShare
      }
    let weight = Float(beta * share)
    let divergence = code.divergence.batchMean()
    return [weight == 1 ? divergence : weight * divergence]
  }

  func intendedOutput(at site: LayerSite) -> [Int]? { [units] }
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
struct LSTMLayer: LayerKind {
  /// The output of an LSTM.
  enum Output: String, Hashable, Sendable, CaseIterable { case sequence, last }
  var units = 1
  var output = Output.sequence
  var keyword: String { "lstm" }

  static let settings: [Setting<Self>] = [
    .size("units", \.units, help: "Units of the state.").required,
    .choice("returns", \.output, help: "The output of every row, or that of the last."),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    guard site.input.count >= 2, let inputs = site.input.last else {
      throw LayerProblem(
        Report(
          "the input has no rows", expected: "[rows, features]", got: "\(site.input)", cure: "put a reshape before it"))
    }
    let layer = LSTM(inputs, units)
    let rows = site.input.dropLast().reduce(1, *)
    let operations = 2 * rows * (layer.inputWeight.count + layer.hiddenWeight.count)
    guard output == .last else { return BuiltLayer(layer, operations: operations) }
    return BuiltLayer(layer, operations: operations) { x, _ in layer(x.rows(of: inputs)).outputs.last ?? x }
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    output == .last ? [units] : [site.input.dropLast().reduce(1, *), units]
  }
}
