/// Torch listings for tests, in the forms that their authors gave them.
enum TorchListing {
  /// The DIGITS tutorial's: dense 784-300-50-300-784 in units of bytes, in the table that DIGITS takes.
  static let digits = """
    local net = nn.Sequential()
    net:add(nn.MulConstant(1 / 256))
    net:add(nn.View(-1):setNumInputDims(3))
    net:add(nn.Linear(784, 300)):add(nn.ReLU())
    net:add(nn.Linear(300, 50))
    net:add(nn.ReLU())
    net:add(nn.Linear(50, 300))
    net:add(nn.ReLU())
    net:add(nn.Linear(300, 784))
    net:add(nn.View(1, 28, 28):setNumInputDims(1))

    function target(input, label)
      return input
    end

    return function(params)
      return {model = net, loss = nn.MSECriterion(), trainBatchSize = 64, validationBatchSize = 100, labelHook = target}
    end
    """

  /// The ImageNet article's class: `before` gives whether an unpooling comes before its convolution, as in its figures.
  static func imageNet(padding: Int, side: Int, before: Bool) -> String {
    let pad = "\(padding), \(padding)"
    let conv = { (inputs: Int, outputs: Int) in
      "  self.net:add(nn.SpatialConvolution(\(inputs), \(outputs), 3, 3, 1, 1, \(pad)))"
    }
    let relu = "  self.net:add(nn.ReLU())"
    let unpool = { (pool: Int) in "  self.net:add(nn.SpatialMaxUnpooling(pool\(pool)))" }
    let decoder =
      before
      ? [unpool(2), conv(24, 12), relu, unpool(1), conv(12, 12), relu, conv(12, 3)]
      : [conv(24, 12), relu, unpool(2), conv(12, 12), relu, unpool(1), conv(12, 3)]
    let lines =
      [
        "require 'torch'", "require 'cutorch'", "require 'cudnn'", "require 'nn'", "require 'cunn'", "",
        "autoencoder = {}", "autoencoder.__index = autoencoder",
        "setmetatable(autoencoder, {__call = function(class, ...) return class.new(...) end})", "",
        "function autoencoder.new() return setmetatable({}, autoencoder) end", "",
        "function autoencoder:initialize()", "  local pool1 = nn.SpatialMaxPooling(2, 2, 2, 2)",
        "  local pool2 = nn.SpatialMaxPooling(2, 2, 2, 2)", "  self.net = nn.Sequential()", conv(3, 12), relu,
        conv(12, 12), relu, "  self.net:add(pool1)", conv(12, 24), relu, "  self.net:add(pool2)",
        "  self.net:add(nn.Reshape(24 * \(side) * \(side)))", "  self.net:add(nn.Linear(24 * \(side) * \(side), 1568))",
        "  self.net:add(nn.Linear(1568, 24 * \(side) * \(side)))", "  self.net:add(nn.Reshape(24, \(side), \(side)))",
      ] + decoder + [
        "  self.net = self.net:cuda()", "end", "", "function autoencoder:print_self() print(self.net) end",
      ]
    return lines.joined(separator: "\n")
  }

  /// A class of the Torch collection with these lines as its encoder and decoder, and what stands between them.
  static func collection(_ encoder: [String], _ decoder: [String], between: [String] = [], first: [String] = [])
    -> String
  {
    let lines =
      ["local nn = require 'nn'", "local Model = {features = 128}", "", "function Model:createAutoencoder(X)"]
      + ["  local featureSize = X:size(2) * X:size(3)", "  self.encoder = nn.Sequential()"]
      + encoder.map { "  self.encoder:add(nn.\($0))" } + ["  self.decoder = nn.Sequential()"]
      + decoder.map { "  self.decoder:add(nn.\($0))" } + ["  self.autoencoder = nn.Sequential()"]
      + first.map { "  self.autoencoder:add(nn.\($0))" } + ["  self.autoencoder:add(self.encoder)"]
      + between.map { "  self.autoencoder:add(nn.\($0))" } + ["  self.autoencoder:add(self.decoder)", "end", ""]
      + ["return Model"]
    return lines.joined(separator: "\n")
  }

  static let dense = collection(
    ["View(-1, featureSize)", "Linear(featureSize, self.features)", "ReLU(true)"],
    ["Linear(self.features, featureSize)", "Sigmoid(true)", "View(X:size(2), X:size(3))"])

  static let sparse = collection(
    ["View(-1, featureSize)", "Linear(featureSize, self.features)", "ReLU(true)"],
    ["Linear(self.features, featureSize)", "Sigmoid(true)", "View(X:size(2), X:size(3))"], between: ["L1Penalty(1e-5)"])

  static let convolutional = collection(
    [
      "View(-1, 1, X:size(2), X:size(3))", "SpatialConvolution(1, 16, 3, 3, 1, 1, 1, 1)", "ReLU(true)",
      "SpatialMaxPooling(2, 2, 2, 2, 1, 1)", "SpatialConvolution(16, 8, 3, 3, 1, 1, 1, 1)", "ReLU(true)",
      "SpatialMaxPooling(2, 2, 2, 2, 1, 1)", "SpatialConvolution(8, 8, 3, 3, 1, 1, 1, 1)", "ReLU(true)",
      "SpatialMaxPooling(2, 2, 2, 2)",
    ],
    [
      "SpatialConvolution(8, 8, 3, 3, 1, 1, 1, 1)", "ReLU(true)", "SpatialUpSamplingNearest(2)",
      "SpatialConvolution(8, 8, 3, 3, 1, 1, 1, 1)", "ReLU(true)", "SpatialUpSamplingNearest(2)",
      "SpatialConvolution(8, 16, 3, 3, 1, 1, 0, 0)", "ReLU(true)", "SpatialUpSamplingNearest(2)",
      "SpatialConvolution(16, 1, 3, 3, 1, 1, 1, 1)", "Sigmoid(true)", "View(X:size(2), X:size(3))",
    ])

  /// The slides' function, whose first algorithm never adds the decoder.
  static func slides(addsDecoder: Bool) -> String {
    """
    function createAutoencoder(X)
      local featureSize = X:size(2) * X:size(3)
      encoder = nn.Sequential()
      encoder:add(nn.View(-1, featureSize))
      encoder:add(nn.Linear(featureSize, 128))
      encoder:add(nn.ReLU(true))
      decoder = nn.Sequential()
      decoder:add(nn.Linear(128, featureSize))
      decoder:add(nn.Sigmoid(true))
      decoder:add(nn.View(X:size(2), X:size(3)))
      autoencoder = nn.Sequential()
      autoencoder:add(encoder)
      \(addsDecoder ? "autoencoder:add(decoder)" : "")
      return autoencoder
    end
    """
  }
}
