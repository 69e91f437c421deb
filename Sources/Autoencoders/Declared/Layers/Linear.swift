import Diagnostics
import ImageShapes
import NeuralNetworks
import Settings
import Tensors

/// A linear layer: `linear: {units: 50, activation: relu}`.
struct LinearLayer: WeightedLayer {
  var units: Extent = 1
  var activation: ActivationName?
  var options = WeightOptions()
  var keyword: String { "linear" }

  static var settings: [Setting<Self>] {
    [
      .extent("units", \.units, help: "Features of the output; image for the elements of the images.").required,
      .activation(\.activation),
    ] + weightSettings
  }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let inputs = try site.features()
    let units = units.elements(of: site.image)
    let start = options.initializers(inputs: inputs, outputs: units, rows: units)
    let layer = Linear(inputs, units, weight: start.weight, bias: start.bias, role: options.role)
    return BuiltLayer(layer, operations: 2 * layer.weight.count)
  }

  func intendedOutput(at site: LayerSite) -> [Int]? { [units.elements(of: site.image)] }
}

/// The transposed weights of an earlier layer: `tied: {to: code, activation: sigmoid}`.
struct TiedLayer: LayerKind {
  var layer = ""
  var outputPadding = 0
  var activation: ActivationName?
  var bias: InitializerName?
  var keyword: String { "tied" }

  static var settings: [Setting<Self>] {
    [
      .name("to", \.layer, help: "The name of a linear or conv layer before.").required,
      .integer("output-padding", \.outputPadding, in: 0...1024, help: "Rows and columns added to the output."),
      .activation(\.activation), .initializer("bias", \.bias, help: "The initial biases."),
    ]
  }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
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
          "the layer cannot be tied", expected: "a linear or conv layer", got: layer,
          cure: knownNames(tiable(site), insteadOf: layer)))
    }
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    (site.modules[layer] as? Linear).map { [$0.weight.dimensions[1]] }
  }

  private func tiable(_ site: LayerSite) -> [String] {
    site.modules.filter { $0.value is Linear || $0.value is Conv2d }.keys.sorted()
  }

  private func mismatch(_ expected: String, _ site: LayerSite) -> LayerProblem {
    LayerProblem(
      Report(
        "the input is not the output of \(layer)", expected: expected, got: "\(site.input)",
        cure: "make the layers between keep the shape"))
  }
}
