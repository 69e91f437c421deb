import Diagnostics
import ImageShapes
import NeuralNetworks
import Tensors

/// A convolution: `conv: {filters: 16, kernel: 3, stride: 1, padding: 1, activation: relu}`.
public struct ConvolutionLayer: LayerKind {
  public var filters: Extent
  public var kernel: Int
  public var stride = 1
  public var padding = 0
  public var activation: ActivationName?
  public var start = StartingValues()
  public var keyword: String { "conv" }

  public init(
    filters: Extent, kernel: Int, stride: Int = 1, padding: Int = 0, activation: ActivationName? = nil,
    start: StartingValues = StartingValues()
  ) {
    (self.filters, self.kernel, self.stride, self.padding) = (filters, kernel, stride, padding)
    (self.activation, self.start) = (activation, start)
  }

  init(_ fields: LayerFields) {
    filters = fields.extent("filters")
    kernel = fields.whole("kernel", in: 1...1024)
    stride = fields.whole("stride", 1, in: 1...1024)
    padding = fields.whole("padding", 0, in: 0...1024)
    activation = fields.word("activation", as: ActivationName.self)
    start = StartingValues(fields)
  }

  public var fields: [FieldText] {
    [FieldText("filters", filters), FieldText("kernel", kernel)] + FieldText.unless(1, "stride", stride)
      + FieldText.unless(0, "padding", padding) + FieldText.activation(activation) + start.fields
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let image = try site.images()
    let filters = filters.channels(of: site.image)
    let start = start.initializers(inputs: image.channels, outputs: filters, area: kernel * kernel, rows: filters)
    let layer = Conv2d(
      image.channels, filters, kernel: kernel, stride: stride, padding: padding, weight: start.weight, bias: start.bias)
    let output = intendedOutput(at: site) ?? [0, 0, 0]
    return BuiltLayer(layer, operations: 2 * layer.weight.count * output[1] * output[2])
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    guard site.input.count == 3 else { return nil }
    func size(_ extent: Int) -> Int { max(1, (extent + 2 * padding - kernel) / stride + 1) }
    return [filters.channels(of: site.image), size(site.input[1]), size(site.input[2])]
  }
}

/// A transposed convolution: `transposed-conv: {filters: 8, kernel: 4, stride: 2, padding: 1}`.
public struct TransposedConvolutionLayer: LayerKind {
  public var filters: Extent
  public var kernel: Int
  public var stride = 1
  public var padding = 0
  public var outputPadding = 0
  public var activation: ActivationName?
  public var start = StartingValues()
  public var keyword: String { "transposed-conv" }

  public init(
    filters: Extent, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0,
    activation: ActivationName? = nil, start: StartingValues = StartingValues()
  ) {
    (self.filters, self.kernel, self.stride, self.padding) = (filters, kernel, stride, padding)
    (self.outputPadding, self.activation, self.start) = (outputPadding, activation, start)
  }

  init(_ fields: LayerFields) {
    filters = fields.extent("filters")
    kernel = fields.whole("kernel", in: 1...1024)
    stride = fields.whole("stride", 1, in: 1...1024)
    padding = fields.whole("padding", 0, in: 0...1024)
    outputPadding = fields.whole("output-padding", 0, in: 0...1024)
    activation = fields.word("activation", as: ActivationName.self)
    start = StartingValues(fields)
  }

  public var fields: [FieldText] {
    [FieldText("filters", filters), FieldText("kernel", kernel)] + FieldText.unless(1, "stride", stride)
      + FieldText.unless(0, "padding", padding) + FieldText.unless(0, "output-padding", outputPadding)
      + FieldText.activation(activation) + start.fields
  }

  public func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    let image = try site.images()
    let filters = filters.channels(of: site.image)
    let start = start.initializers(
      inputs: image.channels, outputs: filters, area: kernel * kernel, rows: image.channels)
    let layer = ConvTranspose2d(
      image.channels, filters, kernel: kernel, stride: stride, padding: padding, outputPadding: outputPadding,
      weight: start.weight, bias: start.bias)
    return BuiltLayer(layer, operations: 2 * layer.weight.count * image.height * image.width)
  }

  public func intendedOutput(at site: LayerSite) -> [Int]? {
    guard site.input.count == 3 else { return nil }
    func size(_ extent: Int) -> Int { max(1, (extent - 1) * stride - 2 * padding + kernel + outputPadding) }
    return [filters.channels(of: site.image), size(site.input[1]), size(site.input[2])]
  }
}
