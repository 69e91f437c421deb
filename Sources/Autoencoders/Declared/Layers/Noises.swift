import Diagnostics
import NeuralNetworks
public import Tensors

/// Dropout in training: `dropout: 0.5`.
public struct DropoutLayer: LayerKind {
  public var probability: Double
  public var keyword: String { "dropout" }

  public init(_ probability: Double) { self.probability = probability }
  init(_ fields: LayerFields) { probability = fields.number(fields.alone("probability"), in: 0...0.999) }

  public var fields: [FieldText] { [FieldText("probability", probability)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer { BuiltLayer(Dropout(probability)) }
}

/// Normal noise in training: `gaussian-noise: 0.5`.
public struct GaussianNoiseLayer: LayerKind {
  public var deviation: Double
  public var keyword: String { "gaussian-noise" }

  public init(_ deviation: Double) { self.deviation = deviation }
  init(_ fields: LayerFields) { deviation = fields.number(fields.alone("deviation"), in: 0...1000) }

  public var fields: [FieldText] { [FieldText("deviation", deviation)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    BuiltLayer(GaussianNoise(Float(deviation)))
  }
}

/// Uniform noise in training: `uniform-noise: {from: -0.5, to: 0.5}`.
public struct UniformNoiseLayer: LayerKind {
  public var from: Double
  public var to: Double
  public var keyword: String { "uniform-noise" }

  public init(from: Double, to: Double) { (self.from, self.to) = (from, to) }

  init(_ fields: LayerFields) {
    from = fields.number("from", in: -1000...1000)
    to = fields.number("to", in: -1000...1000)
  }

  public var fields: [FieldText] { [FieldText("from", from), FieldText("to", to)] }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    guard from <= to else {
      throw LayerProblem(Report("the range is empty", expected: "from at most to", got: "\(from) to \(to)"))
    }
    return BuiltLayer(UniformNoise(Float(from)...Float(to)))
  }
}

/// Soft samples of categories: `gumbel-softmax: {groups-of: 10, temperature: 1, end-temperature: 0.5, steps: 2500}`.
public struct GumbelSoftmaxLayer: LayerKind {
  public var groupSize: Int
  public var temperature: Ramp
  public var keyword: String { "gumbel-softmax" }

  public init(groupsOf groupSize: Int, temperature: Ramp) {
    (self.groupSize, self.temperature) = (groupSize, temperature)
  }

  init(_ fields: LayerFields) {
    groupSize = fields.whole(fields.alone("groups-of"))
    let first = fields.number("temperature", 1, in: 1e-3...1000)
    let last = fields.number("end-temperature", first, in: 1e-3...1000)
    temperature = Ramp(from: first, to: last, steps: fields.whole("steps", 0, in: 0...Int(Int32.max)))
  }

  public var fields: [FieldText] {
    [FieldText("groups-of", groupSize)] + FieldText.unless(1, "temperature", temperature.from)
      + FieldText.unless(temperature.from, "end-temperature", temperature.to)
      + FieldText.unless(0, "steps", temperature.steps)
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    try checkGroups(of: groupSize, at: site)
    return BuiltLayer(GumbelSoftmax(groupsOf: groupSize, temperature: temperature))
  }
}
