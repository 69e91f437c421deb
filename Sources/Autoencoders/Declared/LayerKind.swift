import Diagnostics
import ImageShapes
import NeuralNetworks
import Settings
import Tensors

/// A kind of layer that can be declared, with its settings.
///
/// To add one: a struct in `Layers/`, and a line in ``LayerKinds``.
protocol LayerKind: Configurable, Hashable, Sendable {
  /// The name in model files.
  var keyword: String { get }
  /// The activation that follows the layer, if any.
  var activation: ActivationName? { get }
  /// Whether it only rearranges elements.
  var keepsElements: Bool { get }

  /// The layer for the input at `site`, without its activation.
  /// - Throws: ``LayerProblem`` for an input that does not fit.
  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer
  /// The intended dimensions of the output, used after a layer that does not fit; nil if unknown.
  func intendedOutput(at site: LayerSite) -> [Int]?
}

extension LayerKind {
  static var settings: [Setting<Self>] { [] }
  static var settingsOwner: String { "the layer" }
  var activation: ActivationName? { nil }
  var keepsElements: Bool { false }
  func intendedOutput(at site: LayerSite) -> [Int]? { site.input }
}

extension LayerKind {
  /// The setting that needs no name: `dropout: 0.5` means `dropout: {probability: 0.5}`.
  static var soleSetting: String? {
    let settings = settingDescriptions
    return settings.count == 1 || settings.first?.defaultValue == nil ? settings.first?.name : nil
  }
}

/// The position of a layer in a network.
struct LayerSite {
  /// The images of the network.
  let image: ImageShape
  /// The dimensions of one sample of the input.
  let input: [Int]
  /// The pools before it, by name.
  let pools: [String: PoolSite]
  /// The modules of the layers before it, by name.
  let modules: [String: any Module]

  /// Channels, rows and columns of the input.
  /// - Throws: ``LayerProblem`` when the input is not an image.
  func images() throws(LayerProblem) -> ImageShape {
    guard input.count == 3 else {
      throw LayerProblem(
        Report("the input is not an image", expected: "[c, h, w]", got: "\(input)", cure: "put a reshape before it"))
    }
    return ImageShape(channels: input[0], height: input[1], width: input[2])
  }

  /// The number of features of the input.
  /// - Throws: ``LayerProblem`` when the input is not a vector.
  func features() throws(LayerProblem) -> Int {
    guard input.count == 1 else {
      throw LayerProblem(
        Report("the input is not a vector", expected: "[features]", got: "\(input)", cure: "put a flatten before it"))
    }
    return input[0]
  }
}

/// A max-pooling available to unpoolings.
struct PoolSite {
  let module: MaxPool2d
  /// The dimensions of the pool's input.
  let input: [Int]
  /// The dimensions of the pool's output and its switches.
  let output: [Int]
}

/// A layer that does not fit.
struct LayerProblem: Error {
  let report: Report

  init(_ report: Report) { self.report = report }
}

/// A layer with its parameters.
struct BuiltLayer {
  /// The module with its parameters; nil for none.
  let module: (any Module)?
  /// Multiplications and additions of convolutions and matrix products for one image.
  let operations: Int
  /// The max-pooling available to unpoolings.
  let pool: MaxPool2d?
  /// Its function, without the activation.
  let body: (_ x: Tensor, _ flow: inout NetworkFlow) -> Tensor

  init(
    _ module: (any Module)?, operations: Int = 0, pool: MaxPool2d? = nil,
    body: @escaping (_ x: Tensor, _ flow: inout NetworkFlow) -> Tensor
  ) {
    self.module = module
    self.operations = operations
    self.pool = pool
    self.body = body
  }

  /// Creates a layer that is `module` alone.
  init(_ module: any Module, operations: Int = 0) {
    self.init(module, operations: operations) { x, _ in module(x) }
  }
}

/// The state of a pass through a network besides the value.
struct NetworkFlow {
  /// Poolings by name, for unpoolings.
  var pools: [String: MaxPooling] = [:]
  /// The distributions of Gaussian codes.
  var gaussians: [GaussianCode] = []
  /// The weighted divergences of Gaussian codes, scalars.
  var divergences: [Tensor] = []
  /// The sampling of codes; nil for the means of their distributions.
  var drawing: Drawing?

  /// The sampling of codes and the weights of their divergences.
  struct Drawing {
    /// The weight of a divergence per pixel.
    let meanShare: Double
    /// The weight of a divergence that follows the reconstruction loss.
    let lossShare: Double
  }
}
