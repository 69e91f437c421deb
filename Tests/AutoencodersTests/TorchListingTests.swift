import Autoencoders
import Diagnostics
import Foundation
import ImageShapes
import NeuralNetworks
import Randomness
import Settings
import Tensors
import TestSupport
import Testing

/// Torch listings are networks.
@Suite struct TorchListingTests {
  private let digit = ImageShape(channels: 1, height: 28, width: 28)
  private let picture = ImageShape(channels: 3, height: 64, width: 64)

  private func network(_ listing: String, _ image: ImageShape) throws -> NetworkDescription {
    try #require(try DeclaredModel(definition: listing, file: "net.lua").network(for: image))
  }

  /// The layers of the network's model file.
  private func layers(_ listing: String, _ image: ImageShape) throws -> [String] {
    try network(listing, image).yaml.split(separator: "\n").map(String.init)
  }

  private func error(_ listing: String, _ image: ImageShape) throws -> [String] {
    let error = #expect(throws: NetworkError.self) { try network(listing, image).plan(for: image) }
    return try #require(error).problems.map(\.description)
  }

  @Test
  func `the DIGITS tutorial's listing is the tutorial's network, in units of bytes`() throws {
    #expect(
      try layers(TorchListing.digits, digit) == [
        "name: net", "pixels: 0..255", "encoder:", "  - multiply: {by: 0.00390625}", "  - flatten",
        "  - linear: {units: 300, activation: relu}", "  - linear: {units: 50, activation: relu}", "decoder:",
        "  - linear: {units: 300, activation: relu}", "  - linear: {units: 784}", "  - reshape: {to: [1, 28, 28]}",
        "loss: {mse: 1.0}",
      ])
    let model = DeclaredModel(definition: TorchListing.digits, file: "net.lua")
    #expect(model.batchSize == 64)
    #expect(model.pixelRange == .bytes)
    #expect(try TracedModel(model, image: digit).parameterCount == 501_834)
  }

  @Test
  func `the ImageNet article's class is refused as it was printed, with the pool that does not fit`() throws {
    let lines = try error(TorchListing.imageNet(padding: 0, side: 14, before: false), picture)
    try #require(lines.count == 3)
    #expect(lines[0].hasPrefix("definition:31, unpool: unpooling by the switches of pool2"), "\(lines[0])")
    #expect(lines[0].contains("(expected [24, 14, 14], got [12, 12, 12]); put the unpooling before"), "\(lines[0])")
    #expect(lines[1].contains("pool1 (expected [12, 30, 30], got [12, 26, 26])"), "\(lines[1])")
    #expect(lines[2].contains("the decoder's output does not have the image shape"), "\(lines[2])")
  }

  @Test
  func `in the order of its figures the ImageNet article's class is ImageNetAE`() throws {
    let listing = DeclaredModel(
      definition: TorchListing.imageNet(padding: 1, side: 16, before: true), file: "imagenet.lua")
    let (own, published) = try (TracedModel(listing, image: picture), TracedModel(ImageNetAE(), image: picture))
    #expect(own.parameterCount == 19_283_795)
    #expect(own.parameters.map(\.parameter.dimensions) == published.parameters.map(\.parameter.dimensions))
    #expect(own.parameters.map(\.parameter.initializer) == published.parameters.map(\.parameter.initializer))
    #expect(listing.title == "imagenet")
  }

  @Test
  func `the classes of the Torch collection are its models`() throws {
    for (listing, name) in [(TorchListing.dense, "AE"), (TorchListing.convolutional, "ConvAE")] {
      let model = try ModelCatalogue.configuration(name)
      let declared = DeclaredModel(definition: listing, file: "net.lua")
      let (own, published) = try (TracedModel(declared, image: digit), TracedModel(model, image: digit))
      #expect(own.parameters.map(\.parameter.dimensions) == published.parameters.map(\.parameter.dimensions))
      #expect(own.parameters.map(\.parameter.initializer) == published.parameters.map(\.parameter.initializer))
      #expect(declared.reconstructionLoss == model.reconstructionLoss)
    }
    let sparse = try layers(TorchListing.sparse, digit)
    #expect(sparse.contains("penalties: {code-l1: 1e-05, code-l1-reduction: sum}"), "\(sparse)")
    let noisy = TorchListing.collection(
      ["View(-1, featureSize)", "Linear(featureSize, 9)"], ["Linear(9, featureSize)", "View(X:size(2), X:size(3))"],
      first: ["WhiteNoise(0, 0.5)"])
    #expect(try layers(noisy, digit)[2] == "  - gaussian-noise: {deviation: 0.5}")
  }

  @Test(arguments: [true, false])
  func `the slides' function is a network, with the decoder that it forgets`(_ addsDecoder: Bool) throws {
    let listing = TorchListing.slides(addsDecoder: addsDecoder)
    #expect(try network(listing, digit).encoder.count == 2)
    #expect(try TracedModel(DeclaredModel(definition: listing, file: "a.lua"), image: digit).parameterCount == 201_616)
  }

  @Test
  func `a network is found as a result, a local, a global or a field`() throws {
    let layers = ":add(nn.View(-1)):add(nn.Linear(784, 9)):add(nn.Linear(9, 784)):add(nn.View(1, 28, 28))"
    for listing in [
      "return nn.Sequential()\(layers)", "local anything = nn.Sequential()\(layers)",
      "model = nn.Sequential()\(layers)",
      "return {net = nn.Sequential()\(layers)}", "return function() return nn.Sequential()\(layers) end",
      "local e = nn.Sequential():add(nn.View(-1)):add(nn.Linear(784, 9))\n"
        + "local d = nn.Sequential():add(nn.Linear(9, 784)):add(nn.View(1, 28, 28))",
      "local inner = nn.Sequential()\(layers)\nreturn nn.Sequential():add(inner)",
    ] {
      let network = try network(listing, digit)
      #expect((network.encoder.count, network.decoder.count) == (2, 2), "\(listing)")
      _ = try network.plan(for: digit)
    }
  }

  @Test(arguments: ModelCatalogue.kinds.filter { $0 is any LayeredModel.Type }.map { $0.name })
  func `a published model is printed as a listing of the same layers, or the layer that forbids it is named`(
    _ name: String
  ) throws {
    let model = try ModelCatalogue.configuration(name)
    let image = type(of: model).defaultImage
    let network = try #require(try model.network(for: image))
    let listing: String
    do {
      listing = try network.torch(for: image)
    } catch {
      #expect(error.problems.allSatisfy { $0.description.hasPrefix(name) && ($0.got ?? $0.expected) != nil })
      #expect(!["AE", "DeepAE", "ConvAE", "UpconvAE", "ImageNetAE", "DIGITS"].contains(name), "\(error)")
      return
    }
    let read = try self.network(listing, image)
    let (own, published) = try (read.plan(for: image), network.plan(for: image))
    #expect(own.rows.map(\.output) == published.rows.map(\.output))
    #expect(own.rows.map(\.parameters) == published.rows.map(\.parameters))
    #expect(own.rows.map(\.kind) == published.rows.map(\.kind))
    #expect(read.encoder.count == network.encoder.count)
    #expect(try read.reconstructionLoss() == network.reconstructionLoss())
    #expect(read.pixelRange == network.pixelRange)
  }

  @Test
  func `a pool whose last windows reach beyond the image is read and printed`() throws {
    let text = """
      return nn.Sequential():add(nn.SpatialConvolution(1, 2, 3, 3, 1, 1, 1, 1))
        :add(nn.SpatialMaxPooling(3, 3, 3, 3):ceil()):add(nn.View(-1)):add(nn.Linear(200, 784)):add(nn.View(1, 28, 28))
      """
    let pooled = try network(text, digit)
    #expect(try pooled.plan(for: digit).rows.contains { $0.output == [2, 10, 10] })
    let printed = try pooled.torch(for: digit)
    #expect(printed.contains("):ceil()"), "\(printed)")
    let again = try network(printed, digit)
    #expect(try again.plan(for: digit).rows.map(\.output) == pooled.plan(for: digit).rows.map(\.output))
  }

  @Test
  func `a penalty on the code and a pixel range are printed and read again`() throws {
    var sparse = try network(TorchListing.sparse, digit)
    sparse.pixels = .per256
    let listing = try sparse.torch(for: digit)
    #expect(listing.contains("autoencoder:add(nn.L1Penalty(1e-05))"), "\(listing)")
    let read = try network(listing, digit)
    #expect((read.penalties, read.pixels) == (sparse.penalties, .per256))
    let wrong = try error(listing.replacing("'/256'", with: "'0..2'"), digit)
    #expect(
      wrong == [
        "definition, pixels: a field does not fit (expected 0..1, -1..1, -0.5..0.5, /256, 0..255, got \"0..2\")"
      ])
  }

  @Test
  func `what surrounds the Lua of a file is passed over`() throws {
    let folder = try TemporaryFolder()
    let lines = ["local n = nn.Sequential()", "n:add(nn.View(-1)):add(nn.Linear(784, 9))", "n:add(nn.Linear(9, 784))"]
    let body = (lines + ["n:add(nn.View(1, 28, 28))", "return n"]).joined(separator: "\r\n")
    for (start, name) in [("#!/usr/bin/env th\n", "a"), ("\u{FEFF}", "b"), ("-- caf\u{E9}\n", "c"), ("", "D")] {
      let path = folder("\(name).LUA")
      try #require((start + body).data(using: name == "c" ? .isoLatin1 : .utf8)).write(to: URL(fileURLWithPath: path))
      let model = try DeclaredModel(path: path)
      #expect(try model.network(for: digit)?.encoder.count == 2, "\(name)")
      #expect(model.title == name)
    }
    for path in [folder(""), "/dev/zero", folder("none.lua")] {
      #expect(throws: NetworkError.self) { try NetworkDescription.text(ofFile: path) }
    }
  }

  @Test
  func `a listing for one image shape is read for that shape`() throws {
    let listing = TorchListing.digits.replacing("28", with: "64").replacing("784", with: "4096").replacing(
      "return {", with: "assert(params.inputShape[2] == 64, 'expected 64x64')\n  return {")
    let model = DeclaredModel(definition: listing, file: "net.lua")
    #expect((model.batchSize, model.pixelRange) == (64, .bytes))
    #expect(try error(listing, digit) == ["definition:17: expected 64x64"])
  }

  @Test
  func `every mistake of a listing has its line`() throws {
    func lines(_ body: String) throws -> [String] {
      try error("local net = nn.Sequential()\n\(body)\nreturn net", digit)
    }
    let wrong = try lines("net:add(nn.Flaten())\nnet:add(nn.Lineer(3, 4))\nnet:add(nn.Linear(3))\nnet:add(nn.Concat())")
    try #require(wrong.count == 4)
    #expect(wrong[0].hasPrefix("definition:2, nn.Flaten: no layer here for this module; known: "), "\(wrong[0])")
    #expect(wrong[1] == "definition:3, nn.Lineer: no layer here for this module; did you mean nn.Linear?")
    #expect(
      wrong[2] == "definition:4, nn.Linear, outputSize: an argument does not fit "
        + "(expected an integer from 1 to 65536, got nothing)")
    #expect(wrong[3].contains("a network of branches is no list of layers"), "\(wrong[3])")
    let stated = try lines(
      "net:add(nn.View(-1))\nnet:add(nn.Linear(700, 9))\nnet:add(nn.Linear(9, 784))\nnet:add(nn.View(1, 28, 28))")
    #expect(stated.count == 1)
    #expect(
      stated[0].hasPrefix("definition:3, linear: the input is not the stated one (expected 700 features, got [784])"))
    for (body, part) in [
      ("net:add(nn.SpatialConvolution(1, 4, 3, 5))", "the layer is not square (expected equal kW and kH, got 3 and 5)"),
      ("net:add(nn.SpatialAveragePooling(2, 2, 2, 2):ceil())", "nn.SpatialAveragePooling with ceil"),
      ("net:add(nn.Linear(784, 9, false))", "a layer without biases has no counterpart here"),
      ("local l = nn.Linear(9, 9)\nnet:add(l):add(l)", "a module is used twice, with the same weights"),
      ("net:ad(nn.ReLU())", "definition:2: attempt to call a nil value (method 'ad')"),
      ("net:add(nn.View(24, -1))", "integers from 1 to 65536, after a -1 for the batch"),
      ("net:forward(3)", "nn.Sequential:forward is not available"),
      ("x = = 2", "definition:2: unexpected symbol near '='"),
    ] {
      let found = try lines(body)
      #expect(found.contains { $0.contains(part) }, "\(body): \(found)")
    }
    let fields = try error(
      TorchListing.digits.replacing("trainBatchSize", with: "croplen = 20, trainBatchSiz"), digit)
    #expect(fields.count == 2)
    #expect(fields.contains { $0.contains("croplen") && $0.contains("--augment crop") }, "\(fields)")
    #expect(fields.contains { $0.contains("did you mean trainBatchSize?") }, "\(fields)")
    let target = try error(TorchListing.digits.replacing("return input\n", with: "return label\n"), digit)
    #expect(target[0].contains("labelHook does not return its input"), "\(target)")
  }
}
