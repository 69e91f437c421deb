import Diagnostics
import ImageShapes
import NeuralNetworks
import Settings
import Tensors

/// A convolution: `conv: {filters: 16, kernel: 3, stride: 1, padding: 1, activation: relu}`.
struct ConvolutionLayer: WeightedLayer {
  var filters: Extent = 1
  var kernel = 1
  var stride = 1
  var padding = 0
  var activation: ActivationName?
  var options = WeightOptions()
  var keyword: String { "conv" }

  static var settings: [Setting<Self>] {
    [
      .extent("filters", \.filters, help: "Filters; image for the channels of the images.").required,
      .integer("kernel", \.kernel, in: 1...1024, help: "Rows and columns of a filter.").required,
      .integer("stride", \.stride, in: 1...1024, help: "Rows and columns from one position of the filter to the next."),
      .integer("padding", \.padding, in: 0...1024, help: "Rows and columns of zeros on each side."),
      .activation(\.activation),
    ] + weightSettings
  }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let image = try site.images()
    let filters = filters.channels(of: site.image)
    let start = options.initializers(inputs: image.channels, outputs: filters, area: kernel * kernel, rows: filters)
    let layer = Conv2d(
      image.channels, filters, kernel: kernel, stride: stride, padding: padding, weight: start.weight,
      bias: start.bias, role: options.role)
    let output = intendedOutput(at: site) ?? [0, 0, 0]
    return BuiltLayer(layer, operations: 2 * layer.weight.count * output[1] * output[2])
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    guard site.input.count == 3 else { return nil }
    func size(_ extent: Int) -> Int { max(1, (extent + 2 * padding - kernel) / stride + 1) }
    return [filters.channels(of: site.image), size(site.input[1]), size(site.input[2])]
  }
}

/// A transposed convolution: `transposed-conv: {filters: 8, kernel: 4, stride: 2, padding: 1}`.
struct TransposedConvolutionLayer: WeightedLayer {
  var filters: Extent = 1
  var kernel = 1
  var stride = 1
  var padding = 0
  var outputPadding = 0
  var activation: ActivationName?
  var options = WeightOptions()
  var keyword: String { "transposed-conv" }

  static var settings: [Setting<Self>] {
    [
      .extent("filters", \.filters, help: "Filters; image for the channels of the images.").required,
      .integer("kernel", \.kernel, in: 1...1024, help: "Rows and columns of a filter.").required,
      .integer("stride", \.stride, in: 1...1024, help: "Rows and columns of the output for each of the input."),
      .integer("padding", \.padding, in: 0...1024, help: "Rows and columns removed from each side of the output."),
      .integer("output-padding", \.outputPadding, in: 0...1024, help: "Rows and columns added to the output."),
      .activation(\.activation),
    ] + weightSettings
  }

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let image = try site.images()
    let filters = filters.channels(of: site.image)
    let start = options.initializers(
      inputs: image.channels, outputs: filters, area: kernel * kernel, rows: image.channels)
    let layer = ConvTranspose2d(
      image.channels, filters, kernel: kernel, stride: stride, padding: padding, outputPadding: outputPadding,
      weight: start.weight, bias: start.bias, role: options.role)
    return BuiltLayer(layer, operations: 2 * layer.weight.count * image.height * image.width)
  }

  func intendedOutput(at site: LayerSite) -> [Int]? {
    guard site.input.count == 3 else { return nil }
    func size(_ extent: Int) -> Int { max(1, (extent - 1) * stride - 2 * padding + kernel + outputPadding) }
    return [filters.channels(of: site.image), size(site.input[1]), size(site.input[2])]
  }
}
