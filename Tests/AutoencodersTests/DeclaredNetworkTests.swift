import Autoencoders
import CPUEngine
import Diagnostics
import ImageShapes
import NeuralNetworks
import Randomness
import Tensors
import Testing
import Training

@Suite("Networks declared in a file")
struct DeclaredNetworkTests {
  private let digit = ImageShape(channels: 1, height: 28, width: 28)

  private func network(_ yaml: String) throws -> NetworkDescription {
    try NetworkDescription(yaml: yaml, file: "net.yaml")
  }

  /// Every layer that can be declared, with fields that differ from the usual.
  static let everything = """
    name: Everything
    image: [1, 28, 28]
    encoder:
      - pad: {margin: 2}
      - conv: {filters: 6, kernel: 3, padding: 1, initializer: he-normal, bias: 0.0, name: first}
      - batch-norm: {epsilon: 0.001, momentum: 0.2, scale: 1.0, activation: relu}
      - max-pool: {window: 2, name: pool1}
      - spatial-sparsity
      - average-pool: {window: 3, stride: 2, padding: 1}
      - upsample: {factor: 2, interpolation: bilinear}
      - unpool: {pool: pool1}
      - tied: {to: first, activation: leaky-relu}
      - gaussian-noise: {deviation: 0.1}
      - uniform-noise: {from: -0.1, to: 0.2}
      - reshape: {to: [32, 32]}
      - lstm: {units: 7, returns: last}
      - linear: {units: 40, activation: gelu, initializer: {orthogonal: 1.5}, name: dense}
      - tied: {to: dense}
      - linear: {units: 40, initializer: {normal: 0.02}, bias: {uniform: 0.1}}
      - top-k: {k: 30, inference: 35}
      - lifetime-sparsity: {fraction: 0.5}
      - softmax: {groups-of: 10}
      - gumbel-softmax: {groups-of: 4, end-temperature: 0.5, steps: 100}
      - gaussian-code: {units: 12, beta: 0.5}
    decoder:
      - dropout: {probability: 0.25}
      - stop-gradient
      - multiply: {by: 0.5}
      - leaky-relu: {slope: 0.2}
      - elu
      - selu
      - softplus
      - linear: {units: 98, activation: tanh}
      - reshape: {to: [2, 7, 7]}
      - transposed-conv: {filters: 4, kernel: 3, stride: 2, padding: 1, output-padding: 1, activation: relu}
      - transposed-conv: {filters: image, kernel: 4, stride: 2, padding: 1, initializer: glorot-uniform}
      - sigmoid
      - flatten
      - reshape: {to: image}
    loss: {bce: 1.0}
    penalties: {code-l1: 0.001}
    corruption: [{masking: 0.3}]

    """

  @Test
  func `every layer is read, written as it was, and fits`() throws {
    let network = try network(Self.everything)
    #expect(network.yaml == Self.everything)
    let plan = try network.plan(for: digit)
    #expect(plan.code == [12])
    #expect(plan.rows.count == 35)
    #expect(plan.rows.last?.output == [1, 28, 28])
    let model = try TracedModel(DeclaredAutoencoder(network, image: digit), image: digit)
    #expect(model.lossName == "bce + kl + code-l1")
    #expect(model.parameters.parameterCount == plan.rows.reduce(0) { $0 + $1.parameters })
    let names = model.parameters.map(\.name)
    #expect(names.contains("encoder.first.weight") && names.contains("decoder.transposed-conv2.bias"))
    for keyword in LayerKinds.keywords where !["repeat", "relu", "tanh", "gelu"].contains(keyword) {
      #expect(Self.everything.contains(keyword), "\(keyword) is not tried")
    }
  }

  @Test
  func `fields may stand alone, and a repeat is written out`() throws {
    let network = try network(
      """
      name: Short
      encoder:
        - pad: 1
        - repeat: {times: 2, layers: [{conv: {filters: 4, kernel: 3, padding: 1, name: c}}, relu, {max-pool: {window: 2, name: p}}]}
        - flatten
        - dropout: 0.5
        - linear: 10
      decoder:
        - linear: image
        - reshape: image
      """)
    #expect(network.encoder.count == 10)
    #expect(network.encoder.compactMap(\.name) == ["c-1", "p-1", "c-2", "p-2"])
    let plan = try network.plan(for: digit)
    #expect(plan.rows.map(\.output)[6] == [4, 7, 7])
    #expect(plan.code == [10])
    #expect(try network.reconstructionLoss().name == "mse")
  }

  /// The Torch listing of the article as it was printed.
  private let printed = """
    name: Printed
    image: [3, 64, 64]
    encoder:
      - conv: {filters: 12, kernel: 3, activation: relu}
      - conv: {filters: 12, kernel: 3, activation: relu}
      - max-pool: {window: 2, name: pool1}
      - conv: {filters: 24, kernel: 3, activation: relu}
      - max-pool: {window: 2, name: pool2}
      - flatten
      - linear: 1568
    decoder:
      - linear: 4704
      - reshape: [24, 14, 14]
      - conv: {filters: 12, kernel: 3, activation: relu}
      - unpool: pool2
      - conv: {filters: 12, kernel: 3, activation: relu}
      - unpool: pool1
      - conv: {filters: 3, kernel: 3}
    """

  @Test
  func `the printed ImageNet listing is refused with its three mistakes`() throws {
    let network = try network(printed)
    let error = #expect(throws: NetworkError.self) {
      try network.plan(for: ImageShape(channels: 3, height: 64, width: 64))
    }
    let lines = try #require(error).problems.map(\.description)
    try #require(lines.count == 3)
    #expect(
      lines[0].hasPrefix(
        "net.yaml:15, unpool: unpooling by the switches of pool2 needs the shape that pool2 gave "
          + "(expected [24, 14, 14], got [12, 12, 12]); put the unpooling before"), "\(lines[0])")
    #expect(
      lines[1].hasPrefix(
        "net.yaml:17, unpool: unpooling by the switches of pool1 needs the shape that pool1 gave "
          + "(expected [12, 30, 30], got [12, 26, 26])"), "\(lines[1])")
    #expect(
      lines[2].hasPrefix(
        "net.yaml:18, decoder: the decoder's output is not of the images' size "
          + "(expected [3, 64, 64], got [3, 58, 58])"), "\(lines[2])")
  }

  @Test
  func `its two mirrors have the published numbers of parameters`() throws {
    let image = ImageShape(channels: 3, height: 64, width: 64)
    let encoder = """
      name: Mirror
      encoder:
        - conv: {filters: 12, kernel: 3, padding: P, activation: relu}
        - conv: {filters: 12, kernel: 3, padding: P, activation: relu}
        - max-pool: {window: 2, name: pool1}
        - conv: {filters: 24, kernel: 3, padding: P, activation: relu}
        - max-pool: {window: 2, name: pool2}
        - flatten
        - linear: 1568
      decoder:
        - linear: UNITS
        - reshape: [24, SIDE, SIDE]
        - unpool: pool2
        - KIND: {filters: 12, kernel: 3, padding: P, activation: relu}
        - unpool: pool1
        - KIND: {filters: 12, kernel: 3, padding: P, activation: relu}
        - KIND: {filters: 3, kernel: 3, padding: P}

      """
    for (padding, units, side, kind, count) in [
      ("1", "6144", "16", "conv", 19_283_795), ("0", "4704", "14", "transposed-conv", 14_766_515),
    ] {
      let text = encoder.replacing("padding: P", with: "padding: \(padding)").replacing("UNITS", with: units)
        .replacing("SIDE", with: side).replacing("KIND", with: kind)
      let plan = try network(text).plan(for: image)
      #expect(plan.rows.reduce(0) { $0 + $1.parameters } == count)
      #expect(plan.rows.last?.output == [3, 64, 64])
    }
    // 2 · 3² · 1 · 12 · 64² for the first convolution of one channel.
    let row = try network(
      encoder.replacing("padding: P", with: "padding: 1").replacing("UNITS", with: "6144")
        .replacing("SIDE", with: "16").replacing("KIND", with: "conv")
    ).plan(for: image).rows[0]
    #expect(row.operations == 2 * 9 * 3 * 12 * 64 * 64)
    #expect(row.kind == "conv, relu" && row.name == "conv1" && row.parameters == 336)
  }

  /// A file of these encoder and decoder layers.
  private static func file(_ encoder: [String], _ decoder: [String], _ rest: String = "") -> String {
    let layers = { (layers: [String]) in layers.map { "  - \($0)\n" }.joined() }
    return "name: Net\nencoder:\n\(layers(encoder))decoder:\n\(layers(decoder))\(rest)"
  }

  private static let back = ["linear: {units: image, activation: sigmoid}", "reshape: image"]

  static let mistakes: [(yaml: String, words: [String])] = [
    (file(["flatten", "unpool: p"], back), ["net.yaml:4, unpool: unpooling without its pool", "name a pool"]),
    (
      file(["max-pool: {window: 2, name: pool1}", "unpool: pool2"], back),
      ["net.yaml:4, unpool: unpooling without its pool", "did you mean pool1?"]
    ),
    (
      file(["flatten", "linear: {units: 5, name: a}", "linear: {units: 6, name: a}"], back),
      ["net.yaml:5, linear: a layer's name is used twice (got a)", "line 4"]
    ),
    (file(["flaten"], back), ["net.yaml:3: no such layer (got flaten); did you mean flatten?"]),
    (
      file(["flatten", "linear: {unit: 5}"], back),
      ["net.yaml:4, linear: a field is missing", "net.yaml:4, linear: no such field (got unit); did you mean units?"]
    ),
    (
      file(["flatten", "linear: {units: 0}"], back),
      ["net.yaml:4, linear, units: a field has a value", "from 1 to 65536"]
    ),
    (file(["flatten", "linear: [5]"], back), ["net.yaml:4, linear, units"]),
    (file(["flatten", "linear: 5", "relu: 3"], back), ["net.yaml:5, relu: a field has no name"]),
    (
      file(["flatten", "linear: {units: 5, activation: rel}"], back),
      ["no such activation (got rel); did you mean relu?"]
    ),
    (
      file(["flatten", "linear: {units: 5, initializer: he}"], back),
      ["net.yaml:4, linear, initializer: no such initial"]
    ),
    (file(["linear: 5"], back), ["net.yaml:3, linear: a vector was needed", "put a flatten before it"]),
    (file(["flatten", "conv: {filters: 3, kernel: 3}"], back), ["net.yaml:4, conv: images were needed", "reshape"]),
    (
      file(["conv: {filters: 3, kernel: 31}", "flatten"], back),
      ["net.yaml:3, conv: the kernel is larger than the image (expected at most 28x28, got 31x31"]
    ),
    (file(["flatten", "reshape: [3, 3]", "flatten"], back), ["net.yaml:4, reshape: the number of elements differs"]),
    (
      file(["flatten", "linear: 5"], ["linear: 700", "reshape: [1, 25, 28]"]),
      ["net.yaml:7, decoder: the decoder's output is not of the images' size (expected [1, 28, 28], got [1, 25, 28])"]
    ),
    (
      file(["flatten", "linear: 5"], ["linear: image", "reshape: image"], "loss: bce\n"),
      ["net.yaml:8, loss: a cross-entropy needs an output of a sigmoid", "(line 6)"]
    ),
    (
      file(
        ["flatten", "linear: 5"], ["linear: {units: image, activation: tanh}", "reshape: image"], "loss: {bce-sum: 1}\n"
      ),
      ["net.yaml:8, loss: a cross-entropy needs an output of a sigmoid", "got tanh"]
    ),
    (
      file(["flatten", "linear: 5"], back, "loss: {bc: 1}\n"),
      ["net.yaml:8, loss: no such loss (got bc); did you mean bce?"]
    ),
    (
      file(["flatten", "linear: 5"], back, "los: {bce: 1}\n"),
      ["net.yaml:8: no such field (got los); did you mean loss?"]
    ),
    (file(["flatten", "linear: 5"], back, "penalties: {code-l2: 1}\n"), ["no such penalty", "did you mean code-l1?"]),
    (file(["flatten", "linear: 5"], back, "corruption: {maskin: 0.3}\n"), ["net.yaml:8"]),
    (
      file(["batch-norm", "flatten", "linear: 5"], back, "penalties: {contractive: 1}\n"),
      ["net.yaml:3, batch-norm: a contractive penalty needs an encoder without batch normalisation"]
    ),
    (file(["flatten", "tied: code"], back), ["net.yaml:4, tied: no such layer before it (got code)"]),
    (
      file(["flatten", "linear: {units: 5, name: code}", "tied: code", "tied: code"], back),
      ["net.yaml:6, tied: its input must be what code gives (expected [5], got [784])"]
    ),
    (file(["flatten", "softmax: 10"], back), ["net.yaml:4, softmax: the features do not make up whole groups"]),
    (file(["top-k: 1000", "flatten"], back), ["net.yaml:3, top-k: k is out of range"]),
    (file(["repeat: {times: 0, layers: [relu]}", "flatten"], back), ["net.yaml:3, repeat: a repeat cannot be read"]),
    (file(["conv: {filters: 3, kernel: 3}, relu: "], back), ["net.yaml:3"]),
    ("encoder: [flatten]\ndecoder: [{reshape: image}]\n", ["net.yaml: the network has no name"]),
    (
      "name: a/b\nencoder: [flatten]\ndecoder: [{reshape: image}]\n", ["net.yaml:1: the network's name names no folder"]
    ),
    ("name: A\ndecoder: [{reshape: image}]\n", ["net.yaml: the network has no encoder"]),
    (file(["flatten", "linear: 5"], back, "pixels: 0..2\n"), ["net.yaml:8, pixels: no such range", "0..1"]),
    ("name: A\nimage: 28\nencoder: [flatten]\ndecoder: [{reshape: image}]\n", ["net.yaml:2, image"]),
    ("name: A\nimage: [3, 8, 8]\nencoder: [flatten]\ndecoder: [{reshape: image}]\n", ["images of another size"]),
    ("", ["net.yaml: the model file has no fields"]), ("- a\n", ["net.yaml: the model file has no fields"]),
    ("name: A\n encoder: [flatten]\n", ["not YAML"]),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake is told with its line and a cure`(_ index: Int) throws {
    let (yaml, words) = Self.mistakes[index]
    var text = ""
    do {
      _ = try network(yaml).plan(for: digit)
      Issue.record("accepted:\n\(yaml)")
    } catch {
      text = "\(error)"
    }
    for part in words { #expect(text.contains(part), "\(text)") }
    #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("net.yaml") }, "\(text)")
  }

  @Test
  func `mistakes of reading and of fitting are all told at once, in the order of their lines`() throws {
    let problems = try #require(
      throws: NetworkError.self,
      performing: {
        try network(
          """
          name: Many
          sise: 3
          encoder:
            - conv: {filters: 8, kernel: 3, activaton: relu}
            - maxpool: 2
            - flatten
            - linear: {units: many}
          decoder:
            - linear: image
            - reshape: image
          loss: {bcd: 1}
          """)
      }
    ).problems.map(\.description)
    #expect(problems.count == 5)
    for (problem, line) in zip(problems, [2, 4, 5, 7, 11]) {
      #expect(problem.hasPrefix("net.yaml:\(line)"), "\(problem)")
    }
    #expect(problems[2].contains("did you mean max-pool?"))
  }

  @Test
  func `a model whose fields are changed is declared with them`() throws {
    var configuration = ImageNetAE.Configuration()
    configuration.mirror = .valid
    let plan = try #require(configuration.network).plan(for: ImageShape(channels: 3, height: 64, width: 64))
    #expect(plan.rows.reduce(0) { $0 + $1.parameters } == 14_766_515)
    configuration.switches = false
    #expect(configuration.network == nil)
    #expect(AAE.Configuration().network == nil)
    var tutorial = DIGITSAutoencoder.Configuration()
    tutorial.meanSubtraction = true
    #expect(tutorial.network == nil)
  }

  private static func executor() -> CPUExecutor {
    CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1))
  }

  @Test(arguments: ModelCatalogue.kinds.filter { $0.init().network != nil }.map { $0.name })
  func `a published model and its model file are the same network`(_ name: String) throws {
    let configuration = try ModelCatalogue.configuration(name)
    let image = type(of: configuration).defaultImage
    let model = try TracedModel(configuration, image: image)
    let text = try #require(configuration.network).yaml
    let declared = DeclaredAutoencoder.Configuration(definition: text)
    let twin = try TracedModel(declared, image: image)
    #expect(declared.title == name)
    #expect(declared.pixelRange == configuration.pixelRange)
    #expect(declared.corruption == configuration.corruption)
    #expect(declared.reconstructionLoss == configuration.reconstructionLoss)
    #expect(twin.parameters.parameterCount == model.parameters.parameterCount)
    #expect(twin.parameters.map(\.parameter.dimensions) == model.parameters.map(\.parameter.dimensions))
    #expect(twin.parameters.map(\.parameter.initializer) == model.parameters.map(\.parameter.initializer))
    let parameters = model.parameters.initialValues(seed: 3)
    let samples = 3
    let source = Philox(seed: 4, purpose: .benchmarking)
    let images = (0..<samples * image.elements).map { Float(source.bits(element: UInt32($0))[0] >> 8) / 0x1p24 }
    let executor = Self.executor()
    let results = try [model, twin].map { model in
      try images.withUnsafeBufferPointer { buffer in
        let base = try #require(buffer.baseAddress)
        let reconstruction = executor.prepare(try model.reconstruction(), capacity: samples)
        reconstruction.run(count: samples, feeds: ["images": .floats(base)], parameters: parameters, gradients: nil)
        let training = executor.prepare(try model.training(), capacity: samples)
        let gradients = FlatVector(count: model.parameters.vectorCount)
        training.run(count: samples, feeds: ["images": .floats(base)], parameters: parameters, gradients: gradients)
        return (
          reconstruction.values(of: "reconstruction"), training.value(of: "loss"),
          gradients.withUnsafeBuffer { Array($0) }
        )
      }
    }
    #expect(results[0].0 == results[1].0)
    #expect(abs(results[0].1 - results[1].1) <= 1e-6 * abs(results[0].1))
    let scale = results[0].2.reduce(0) { max($0, abs($1)) }
    #expect(zip(results[0].2, results[1].2).allSatisfy { abs($0 - $1) <= 1e-5 * scale })
  }

  @Test
  func `a Gaussian code adds its divergence, shared out over the pixels of a mean loss`() throws {
    func loss(_ beta: String, _ kind: String) throws -> Float {
      let text = Self.file(
        ["flatten", "gaussian-code: {units: 3, beta: \(beta)}"], Self.back, "loss: {\(kind): 1}\n")
      let model = try TracedModel(DeclaredAutoencoder.Configuration(definition: text), image: digit)
      let images = [Float](repeating: 0.5, count: 2 * digit.elements)
      return try images.withUnsafeBufferPointer { buffer in
        let program = Self.executor().prepare(try model.evaluation(), capacity: 2)
        program.run(
          count: 2, feeds: ["images": .floats(try #require(buffer.baseAddress))],
          parameters: model.parameters.initialValues(seed: 1), gradients: nil)
        return program.value(of: "loss")
      }
    }
    let divergence = try loss("1", "bce-sum") - loss("0", "bce-sum")
    #expect(divergence > 0.01)
    #expect(abs((try loss("2", "bce-sum") - loss("0", "bce-sum")) / divergence - 2) < 0.01)
    #expect(abs((try loss("784", "bce") - loss("0", "bce")) / divergence - 1) < 0.01)
  }

  @Test
  func `penalties add to the loss`() throws {
    func loss(_ penalties: String) throws -> Float {
      let text = Self.file(["flatten", "linear: {units: 6, activation: sigmoid}"], Self.back, penalties)
      let model = try TracedModel(DeclaredAutoencoder.Configuration(definition: text), image: digit)
      let images = [Float](repeating: 0.5, count: 2 * digit.elements)
      return try images.withUnsafeBufferPointer { buffer in
        let program = Self.executor().prepare(try model.training(), capacity: 2)
        program.run(
          count: 2, feeds: ["images": .floats(try #require(buffer.baseAddress))],
          parameters: model.parameters.initialValues(seed: 1),
          gradients: FlatVector(count: model.parameters.vectorCount))
        return program.value(of: "loss")
      }
    }
    let bare = try loss("")
    // Six units near one half.
    #expect(abs(try loss("penalties: {code-l1: 1}\n") - bare - 3) < 1)
    #expect(try loss("penalties: {sparsity: 1}\n") - bare > 1)
    #expect(try loss("penalties: {sparsity: 1, sparsity-target: 0.5}\n") - bare < 0.3)
    #expect(try loss("penalties: {contractive: 1}\n") > bare)
  }
}
