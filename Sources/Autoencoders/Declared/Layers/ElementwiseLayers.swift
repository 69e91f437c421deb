import Diagnostics
import NeuralNetworks
import Settings
import Tensors

/// An activation as a layer: `relu`.
struct ActivationLayer: LayerKind {
  var function = ActivationName.relu
  var keyword: String { function.rawValue }
  var activation: ActivationName? { function }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer { BuiltLayer(nil) { x, _ in x } }
}

/// A rectified linear unit with a slope below 0: `leaky-relu: {slope: 0.2}`.
struct LeakyReluLayer: LayerKind {
  private static let defaultSlope = 0.01

  var slope = defaultSlope
  var keyword: String { ActivationName.leakyRelu.rawValue }
  /// nil for a slope other than the engine's default.
  var activation: ActivationName? { slope == Self.defaultSlope ? .leakyRelu : nil }

  static let settings: [Setting<Self>] = [
    .number("slope", \.slope, in: .probability, help: "The slope below 0.")
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    activation == nil ? BuiltLayer(LeakyReLU(slope: Float(slope))) : BuiltLayer(nil) { x, _ in x }
  }
}

/// Softmax within groups of features: `softmax: {groups-of: 10}`.
struct SoftmaxLayer: LayerKind {
  var groupSize = 1
  var keyword: String { "softmax" }

  static let settings: [Setting<Self>] = [
    .size("groups-of", \.groupSize, help: "Features of a group.").required
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    try checkGroups(of: groupSize, at: site)
    return BuiltLayer(Softmax(groupsOf: groupSize))
  }
}

extension LayerKind {
  /// Rejects features that are not a multiple of the group size.
  func checkGroups(of size: Int, at site: LayerSite) throws(LayerProblem) {
    let features = try site.features()
    guard features % size == 0 else {
      throw LayerProblem(
        Report(
          "the features are not a multiple of the group size", expected: "a multiple of \(size)", got: "\(features)"))
    }
  }
}

/// Multiplies every element by a factor: `multiply: 0.00390625`.
struct MultiplyLayer: LayerKind {
  var factor = 1.0
  var keyword: String { "multiply" }

  static let settings: [Setting<Self>] = [
    .number("by", \.factor, in: .within(-1e6...1e6), help: "The factor.").required
  ]

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(MultiplyByConstant(Float(factor)))
  }
}

/// The identity, without a gradient: `stop-gradient`.
struct StopGradientLayer: LayerKind {
  var keyword: String { "stop-gradient" }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer { BuiltLayer(StopGradient()) }
}
