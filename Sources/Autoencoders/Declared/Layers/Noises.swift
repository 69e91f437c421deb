import Diagnostics
import NeuralNetworks
import Settings
import Tensors

/// Dropout in training: `dropout: 0.5`.
struct DropoutLayer: LayerKind {
  var probability = 0.0
  var keyword: String { "dropout" }

  static let settings: [Setting<Self>] = [
    .number("probability", \.probability, in: .within(0...0.999), help: "The probability that an element is dropped.")
      .required
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer { BuiltLayer(Dropout(probability)) }
}

/// Normal noise in training: `gaussian-noise: 0.5`.
struct GaussianNoiseLayer: LayerKind {
  var deviation = 0.0
  var keyword: String { "gaussian-noise" }

  static let settings: [Setting<Self>] = [
    .number("deviation", \.deviation, in: .within(0...1000), help: "The standard deviation.").required
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(GaussianNoise(Float(deviation)))
  }
}

/// Uniform noise in training: `uniform-noise: {from: -0.5, to: 0.5}`.
struct UniformNoiseLayer: LayerKind {
  var from = 0.0
  var to = 0.0
  var keyword: String { "uniform-noise" }

  static let settings: [Setting<Self>] = [
    .number("from", \.from, in: .within(-1000...1000), help: "The minimum.").required,
    .number("to", \.to, in: .within(-1000...1000), help: "The maximum.").required,
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    guard from <= to else {
      throw LayerProblem(Report("the range is empty", expected: "from at most to", got: "\(from) to \(to)"))
    }
    return BuiltLayer(UniformNoise(Float(from)...Float(to)))
  }
}

/// Relaxed samples of categories: `gumbel-softmax: {groups-of: 10, temperature: 1, end-temperature: 0.5, steps: 2500}`.
struct GumbelSoftmaxLayer: LayerKind {
  var groupSize = 1
  var temperature = 1.0
  /// The last temperature; nil for the first.
  var endTemperature: Double?
  var steps = 0
  var keyword: String { "gumbel-softmax" }

  static let settings: [Setting<Self>] = [
    .size("groups-of", \.groupSize, help: "Categories of a choice.").required,
    .number("temperature", \.temperature, in: .within(1e-3...1000), help: "The temperature at the first step."),
    .number(
      "end-temperature", \.endTemperature, in: .within(1e-3...1000),
      help: "The temperature after the last step of its fall; the first one by default."),
    .integer("steps", \.steps, in: 0...Int(Int32.max), help: "Steps over which the temperature falls."),
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    try checkGroups(of: groupSize, at: site)
    let ramp = Ramp(from: temperature, to: endTemperature ?? temperature, steps: steps)
    return BuiltLayer(GumbelSoftmax(groupsOf: groupSize, temperature: ramp))
  }
}
