import Autoencoders
import ImageShapes
import NeuralNetworks
import Settings
import Tensors
import Testing
import Training

/// What the convolutional and sequence models are, pinned.
@Suite struct ConvolutionalModelTests {
  private static let digit = ImageShape(channels: 1, height: 28, width: 28)
  private static let photograph = ImageShape(channels: 3, height: 32, width: 32)
  private static let picture = ImageShape(channels: 3, height: 64, width: 64)

  @Test(
    arguments: [
      ("ImageNetAE", [:], Self.picture, 19_283_795),
      ("ImageNetAE", ["mirror": .text("valid")], Self.picture, 14_766_515),
      ("StackedCAE", [:], Self.digit, 1548), ("StackedCAE", [:], Self.photograph, 4482),
      ("StackedDenoisingCAE", [:], Self.digit, 1548), ("StackedDenoisingCAE", [:], Self.photograph, 4482),
      ("ConvAE", [:], Self.digit, 4385), ("UpconvAE", [:], Self.digit, 5257), ("DenoisingAE", [:], Self.digit, 28_353),
      ("Seq2SeqAE", [:], Self.digit, 1_641_500), ("StridedConvAE", [:], Self.photograph, 857_539),
      ("ConvVAE", [:], Self.digit, 69_989), ("VQ-VAE", [:], Self.photograph, 662_723),
      ("MaskedAE", [:], Self.digit, 1_675_713),
    ] as [(String, [String: SettingValue], ImageShape, Int)])
  func `a model has the published number of parameters`(
    _ name: String, _ fields: [String: SettingValue], _ image: ImageShape, _ count: Int
  ) throws {
    let model = try ModelCatalogue.configuration(name, fields).makeModel(for: image)
    #expect(ParameterTable(of: model).parameterCount == count)
  }

  @Test(arguments: [
    (Self.digit, ["ConvAE", "UpconvAE", "DenoisingAE", "ConvVAE", "VQ-VAE", "MaskedAE", "Seq2SeqAE", "StackedCAE"]),
    (Self.photograph, ["ConvAE", "UpconvAE", "DenoisingAE", "ConvVAE", "VQ-VAE", "MaskedAE", "StridedConvAE"]),
    (ImageShape(channels: 2, height: 20, width: 12), ["ConvAE", "UpconvAE", "DenoisingAE", "ConvVAE", "MaskedAE"]),
    (ImageShape(channels: 2, height: 8, width: 24), ["ConvAE", "UpconvAE", "StridedConvAE", "VQ-VAE", "MaskedAE"]),
    (ImageShape(channels: 2, height: 5, width: 7), ["ImageNetAE", "StackedDenoisingCAE", "Seq2SeqAE"]),
  ])
  func `a reconstruction has the shape of its image`(_ image: ImageShape, _ names: [String]) throws {
    for name in names {
      for purpose in [TracePurpose.training, .inference] {
        let model = try ModelCatalogue.configuration(name).makeModel(for: image)
        let graph = Graph(parameters: ParameterTable(of: model), purpose: purpose)
        let result = model.reconstruct(graph.input("images", image.dimensions))
        try graph.check()
        #expect(result.shape == .batched(image.dimensions), "\(name)")
      }
    }
  }

  @Test(arguments: [
    ("ConvAE", 30, 28), ("ConvAE", 28, 32), ("UpconvAE", 14, 14), ("DenoisingAE", 28, 30), ("StridedConvAE", 28, 28),
    ("ConvVAE", 4, 28), ("VQ-VAE", 27, 28), ("MaskedAE", 28, 26), ("ImageNetAE", 3, 64),
  ])
  func `images of a size that does not fit are refused`(_ name: String, _ height: Int, _ width: Int) throws {
    let image = ImageShape(channels: 1, height: height, width: width)
    let error = #expect(throws: ModelError.self) { try ModelCatalogue.configuration(name).makeModel(for: image) }
    #expect(error?.code == .image)
    let words = "\(try #require(error))"
    #expect(words.contains("\(height)x\(width)") && words.contains("resize"))
  }

  @Test func `the codes have the published shapes`() throws {
    func shape(_ name: String, _ image: ImageShape) throws -> Shape {
      func code<Model: Autoencoder>(_ model: Model) throws -> Shape {
        let graph = Graph(parameters: ParameterTable(of: model))
        let code = model.encode(graph.input("images", image.dimensions))
        try graph.check()
        switch code {
        case let tensor as Tensor: return tensor.shape
        case let code as LayeredAutoencoder.Code: return code.values.shape
        case let quantized as QuantizedCode: return quantized.indices.shape
        case let states as [LSTM.State]: return states[states.count - 1].cell.shape
        default: fatalError("a code of another kind")
        }
      }
      return try code(ModelCatalogue.configuration(name).makeModel(for: image))
    }
    #expect(try shape("ImageNetAE", Self.picture) == .batched([1568]))
    #expect(try shape("StackedCAE", Self.digit) == .batched([9, 30, 30]))
    #expect(try shape("ConvAE", Self.digit) == .batched([8, 4, 4]))
    #expect(try shape("UpconvAE", Self.digit) == .batched([8, 4, 4]))
    #expect(try shape("DenoisingAE", Self.digit) == .batched([32, 7, 7]))
    #expect(try shape("StridedConvAE", Self.photograph) == .batched([128]))
    #expect(try shape("Seq2SeqAE", Self.digit) == .batched([256]))
    #expect(try shape("ConvVAE", Self.digit) == .batched([2]))
    #expect(try shape("VQ-VAE", Self.photograph) == .batched([1, 8, 8]))
    #expect(try shape("MaskedAE", Self.digit) == .batched([256]))
  }

  private func network(_ model: ImageNetAE) throws -> LayeredAutoencoder {
    try LayeredAutoencoder(#require(try model.network(for: Self.picture)), image: Self.picture)
  }

  @Test func `a code without switches is decoded by itself`() throws {
    let model = try network(with(ImageNetAE()) { $0.switches = false })
    let graph = Graph(parameters: ParameterTable(of: model))
    let images = model.decode(LayeredAutoencoder.Code(graph.input("code", [1568]))).images
    try graph.check()
    #expect(images.shape == .batched([3, 64, 64]))
  }

  @Test func `the decoder of the ImageNet model needs its encoder's switches`() throws {
    let model = try network(ImageNetAE())
    let graph = Graph(parameters: ParameterTable(of: model))
    let code = model.encode(graph.input("images", Self.picture.dimensions))
    #expect(code.pools["pool1"]?.switches.shape == .batched([12, 32, 32]))
    #expect(code.pools["pool2"]?.switches.shape == .batched([24, 16, 16]))
  }

  @Test func `the encoders' filters of the stacked models are penalised`() throws {
    let model = try StackedCAE().makeModel(for: Self.photograph)
    let penalty = try ParameterPenalty(.l2, factor: 1)
    let penalized = ParameterTable(of: model).filter { penalty.applies(to: $0.parameter, named: $0.name) }
    #expect(penalized.map(\.name) == (0..<9).map { "layers.\($0).encoder.weight" })
    #expect(model.lossName == "sum of 9 half-mse")
  }

  @Test(arguments: [
    ("StackedCAE", "dropout", SettingValue.number(1)), ("StackedDenoisingCAE", "noise", .number(-1)),
    ("MaskedAE", "hidden_share", .number(0)), ("VQ-VAE", "decay", .number(1)), ("ImageNetAE", "mirror", .text("both")),
    ("Seq2SeqAE", "layers", .integer(0)),
  ])
  func `a field out of range is refused`(_ name: String, _ field: String, _ value: SettingValue) throws {
    let error = #expect(throws: SettingError.self) {
      try ModelCatalogue.configuration(name, [field: value]).makeModel(for: Self.picture)
    }
    #expect(error?.code == .badValue)
  }
}

/// The decoder as the article's listing prints it: each unpooling after the convolution that it should come before.
private struct PrintedListing: Module {
  let conv1 = Conv2d(3, 12, kernel: 3)
  let conv2 = Conv2d(12, 12, kernel: 3)
  let pool1 = MaxPool2d(2, name: "pool1")
  let conv3 = Conv2d(12, 24, kernel: 3)
  let pool2 = MaxPool2d(2, name: "pool2")
  let toCode = Linear(4704, 1568)
  let fromCode = Linear(1568, 4704)
  let conv4 = Conv2d(24, 12, kernel: 3)
  let conv5 = Conv2d(12, 12, kernel: 3)
  let conv6 = Conv2d(12, 3, kernel: 3)

  func callAsFunction(_ images: Tensor) -> Tensor {
    let fine = pool1.pool(relu(conv2(relu(conv1(images)))))
    let coarse = pool2.pool(relu(conv3(fine.values)))
    let values = fromCode(toCode(coarse.values.flattened())).reshaped(to: [24, 14, 14])
    let half = relu(conv4(values)).maxUnpooled(by: coarse)
    return conv6(relu(conv5(half)).maxUnpooled(by: fine))
  }
}

@Suite struct PrintedListingTests {
  @Test func `the article's printed listing is refused, naming the unpooling and its pool`() throws {
    let model = PrintedListing()
    let graph = Graph(parameters: ParameterTable(of: model))
    _ = model(graph.input("images", [3, 64, 64]))
    let error = #expect(throws: ShapeError.self) { try graph.check() }
    #expect(error?.code == .channels)
    let words = "\(try #require(error))"
    #expect(words.contains("max unpooling") && words.contains("the switches of the pool pool2"))
    #expect(words.contains("[n, 24, 14, 14]") && words.contains("[n, 12, 12, 12]"))
    #expect(words.contains("unpool before the convolution"))
  }

  @Test func `an LSTM of the Torch collection starts by the inputs of each of its two linear layers`() throws {
    let model = try ModelCatalogue.configuration("Seq2SeqAE", ["units": 64])
    let digit = ImageShape(channels: 1, height: 28, width: 28)
    let table = ParameterTable(of: try model.makeModel(for: digit))
    for (name, inputs) in [
      ("encoder.0.inputWeight", 28), ("encoder.0.bias", 28), ("encoder.0.hiddenWeight", 64),
      ("encoder.1.inputWeight", 64), ("decoder.0.inputWeight", 28), ("decoder.1.bias", 64),
    ] {
      let parameter = try #require(table.first { $0.name == name }).parameter
      #expect(parameter.initializer == Initializer.torchUniform(fanIn: inputs), "\(name)")
    }
  }
}
