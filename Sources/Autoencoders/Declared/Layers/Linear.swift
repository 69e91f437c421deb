import Diagnostics
import ImageShapes
import NeuralNetworks
import Tensors

/// A linear layer: `linear: {units: 50, activation: relu}`.
public struct LinearLayer: LayerKind {
  public var units: Extent
  public var activation: ActivationName?
  public var start = StartingValues()
  public var keyword: String { "linear" }

  public init(units: Extent, activation: ActivationName? = nil, start: StartingValues = StartingValues()) {
    (self.units, self.activation, self.start) = (units, activation, start)
  }

  init(_ fields: LayerFields) {
    units = fields.extent(fields.alone("units"))
    activation = fields.word("activation", as: ActivationName.self)
    start = StartingValues(fields)
  }

  public var fields: [FieldText] { [FieldText("units", units)] + FieldText.activation(activation) + start.fields }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let inputs = try site.features()
    let units = units.elements(of: site.image)
    let start = start.initializers(inputs: inputs, outputs: units, rows: units)
    let layer = Linear(inputs, units, weight: start.weight, bias: start.bias)
    return BuiltLayer(layer, operations: 2 * layer.weight.count)
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? { [units.elements(of: site.image)] }
}

/// The weights of a layer named before, the other way: `tied: {to: code, activation: sigmoid}`.
public struct TiedLayer: LayerKind {
  public var layer: String
  public var outputPadding = 0
  public var activation: ActivationName?
  public var bias: InitializerName?
  public var keyword: String { "tied" }

  public init(to layer: String, outputPadding: Int = 0, activation: ActivationName? = nil, bias: InitializerName? = nil)
  {
    (self.layer, self.outputPadding, self.activation, self.bias) = (layer, outputPadding, activation, bias)
  }

  init(_ fields: LayerFields) {
    let name = fields.text(fields.alone("to"))
    fields.require(name != nil || fields.hasFailed, "to, the name of a layer before")
    layer = name ?? ""
    outputPadding = fields.whole("output-padding", 0, in: 0...1024)
    activation = fields.word("activation", as: ActivationName.self)
    bias = fields.initializer("bias")
  }

  public var fields: [FieldText] {
    [FieldText("to", layer)] + FieldText.unless(0, "output-padding", outputPadding) + FieldText.activation(activation)
      + (bias.map { [FieldText("bias", $0)] } ?? [])
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    func initializer(outputs: Int, inputs: Int) -> Initializer? {
      bias?.initializer(fanIn: inputs, fanOut: outputs, rows: 1, columns: outputs)
    }
    switch site.modules[layer] {
    case let linear as Linear:
      let (units, inputs) = (linear.weight.dimensions[0], linear.weight.dimensions[1])
      let layer = TiedLinear(to: linear, bias: initializer(outputs: inputs, inputs: units))
      guard try site.features() == units else { throw mismatch("[\(units)]", site) }
      return BuiltLayer(layer, operations: 2 * layer.weight.count)
    case let conv as Conv2d:
      let size = conv.weight.dimensions
      let image = try site.images()
      guard image.channels == size[0] else { throw mismatch("\(size[0]) channels", site) }
      let layer = TiedConvTranspose2d(
        to: conv, outputPadding: outputPadding, bias: initializer(outputs: size[1], inputs: size[0]))
      return BuiltLayer(layer, operations: 2 * layer.weight.count * image.height * image.width)
    case nil:
      throw LayerProblem(
        Report("no such layer before it", got: layer, cure: knownNames(tiable(site), insteadOf: layer)))
    default:
      throw LayerProblem(
        Report(
          "it cannot be tied to this layer", expected: "a linear or conv layer", got: layer,
          cure: knownNames(tiable(site), insteadOf: layer)))
    }
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    (site.modules[layer] as? Linear).map { [$0.weight.dimensions[1]] }
  }

  private func tiable(_ site: LayerSite) -> [String] {
    site.modules.filter { $0.value is Linear || $0.value is Conv2d }.keys.sorted()
  }

  private func mismatch(_ expected: String, _ site: LayerSite) -> LayerProblem {
    LayerProblem(
      Report(
        "its input must be what \(layer) gives", expected: expected, got: "\(site.input)",
        cure: "let the layers between undo each other"))
  }
}
