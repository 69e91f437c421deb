import Diagnostics
import NeuralNetworks
import Tensors

/// An activation by itself: `relu`, `leaky-relu: {slope: 0.2}`.
public struct ActivationLayer: LayerKind {
  public var function: ActivationName
  /// Of `leaky-relu`, below 0.
  public var slope = 0.01
  public var keyword: String { function.rawValue }
  /// A slope of its own is no activation that others know.
  public var activation: ActivationName? { slope == 0.01 ? function : nil }

  public init(_ function: ActivationName, slope: Double = 0.01) { (self.function, self.slope) = (function, slope) }

  init(_ function: ActivationName, _ fields: LayerFields) {
    self.function = function
    if function == .leakyRelu { slope = fields.number(fields.alone("slope"), 0.01, in: 0...1) }
  }

  public var fields: [FieldText] { FieldText.unless(0.01, "slope", slope) }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    slope == 0.01 ? BuiltLayer(nil) { x, _ in x } : BuiltLayer(LeakyReLU(slope: Float(slope)))
  }
}

/// Softmax within groups of features: `softmax: {groups-of: 10}`.
public struct SoftmaxLayer: LayerKind {
  public var groupSize: Int
  public var keyword: String { "softmax" }

  public init(groupsOf groupSize: Int) { self.groupSize = groupSize }
  init(_ fields: LayerFields) { groupSize = fields.whole(fields.alone("groups-of")) }

  public var fields: [FieldText] { [FieldText("groups-of", groupSize)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    try checkGroups(of: groupSize, at: site)
    return BuiltLayer(Softmax(groupsOf: groupSize))
  }
}

extension LayerKind {
  /// Refuses features that do not make up whole groups.
  func checkGroups(of size: Int, at site: LayerSite) throws(LayerProblem) {
    let features = try site.features()
    guard features % size == 0 else {
      throw LayerProblem(
        Report("the features do not make up whole groups", expected: "a multiple of \(size)", got: "\(features)"))
    }
  }
}

/// Every element times a number: `multiply: 0.00390625`.
public struct MultiplyLayer: LayerKind {
  public var factor: Double
  public var keyword: String { "multiply" }

  public init(by factor: Double) { self.factor = factor }
  init(_ fields: LayerFields) { factor = fields.number(fields.alone("by"), in: -1e6...1e6) }

  public var fields: [FieldText] { [FieldText("by", factor)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(MultiplyByConstant(Float(factor)))
  }
}

/// No gradient passes: `stop-gradient`.
public struct StopGradientLayer: LayerKind {
  public var keyword: String { "stop-gradient" }

  public init() {}
  init(_ fields: LayerFields) {}

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer { BuiltLayer(StopGradient()) }
}
