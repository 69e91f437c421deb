import Autoencoders
import ImageShapes
import NeuralNetworks
import Tensors
import Testing
import Training

/// Networks declared in a file: reading, writing, shapes and counts.
@Suite struct DeclaredNetworkTests {
  private let digit = ImageShape(channels: 1, height: 28, width: 28)

  /// Every layer that can be declared, with values that differ from the defaults.
  static let everything = """
    name: Everything
    image: [1, 28, 28]
    encoder:
      - pad: {margin: 2}
      - conv: {filters: 6, kernel: 3, padding: 1, initializer: he-normal, bias: 0.0, name: first}
      - batch-norm: {epsilon: 0.001, momentum: 0.2, scale: 1.0, activation: relu}
      - max-pool: {window: 2, ceil-mode: true, name: pool1}
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
    let network = try ModelFile.network(Self.everything)
    #expect(network.yaml == Self.everything)
    let plan = try network.plan(for: digit)
    #expect(plan.code == [12])
    #expect(plan.rows.count == 35)
    #expect(plan.rows.last?.output == [1, 28, 28])
    let model = try TracedModel(LayeredAutoencoder(network, image: digit), image: digit)
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
    let network = try ModelFile.network(
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
      let plan = try ModelFile.network(text).plan(for: image)
      #expect(plan.rows.reduce(0) { $0 + $1.parameters } == count)
      #expect(plan.rows.last?.output == [3, 64, 64])
    }
    // 2 · 3² · 1 · 12 · 64² for the first convolution of one channel.
    let row = try ModelFile.network(
      encoder.replacing("padding: P", with: "padding: 1").replacing("UNITS", with: "6144")
        .replacing("SIDE", with: "16").replacing("KIND", with: "conv")
    ).plan(for: image).rows[0]
    #expect(row.operations == 2 * 9 * 3 * 12 * 64 * 64)
    #expect(row.kind == "conv, relu" && row.name == "conv1" && row.parameters == 336)
  }
}
