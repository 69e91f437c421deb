import Diagnostics
public import ImageShapes
public import NeuralNetworks
import Tensors

/// A kind of layer that can be declared, with its fields.
///
/// To add one: a struct in `Layers/`, and a line in ``LayerKinds``.
public protocol LayerKind: Hashable, Sendable {
  /// What model files call it.
  var keyword: String { get }
  /// Its fields as model files have them, without those that have their usual values.
  var fields: [FieldText] { get }
  /// The function that follows it, if any.
  var activation: ActivationName? { get }
  /// Whether it only arranges elements anew.
  var keepsElements: Bool { get }

  /// The layer for the input that `site` tells of, without its activation.
  /// - Throws: ``LayerProblem`` for an input that it cannot have.
  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer
  /// The dimensions that its output is meant to have, for the layers after one that does not fit; nil when unknown.
  func intendedOutput(at site: LayerSite) -> [Int]?
}

extension LayerKind {
  public var fields: [FieldText] { [] }
  public var activation: ActivationName? { nil }
  public var keepsElements: Bool { false }
  public func intendedOutput(at site: LayerSite) -> [Int]? { site.input }
}

/// A field of a layer as text.
public struct FieldText: Hashable, Sendable {
  public let name: String
  public let text: String

  /// `name: value`.
  public init(_ name: String, _ value: some CustomStringConvertible) {
    self.name = name
    text = value.description
  }
}

/// What a layer is built for.
public struct LayerSite {
  /// The images of the network.
  public let image: ImageShape
  /// The dimensions of a sample that comes in.
  public let input: [Int]
  /// The pools before it, by name.
  public let pools: [String: PoolSite]
  /// The modules of the layers before it, by name.
  public let modules: [String: any Module]

  /// Channels, rows and columns of the input.
  /// - Throws: ``LayerProblem`` when it is no image.
  func images() throws(LayerProblem) -> ImageShape {
    guard input.count == 3 else {
      throw LayerProblem(
        Report("images were needed", expected: "[c, h, w]", got: "\(input)", cure: "put a reshape before it"))
    }
    return ImageShape(channels: input[0], height: input[1], width: input[2])
  }

  /// The number of features of the input.
  /// - Throws: ``LayerProblem`` when it is not a vector.
  func features() throws(LayerProblem) -> Int {
    guard input.count == 1 else {
      throw LayerProblem(
        Report("a vector was needed", expected: "[features]", got: "\(input)", cure: "put a flatten before it"))
    }
    return input[0]
  }
}

/// A max-pooling that an unpooling may refer to.
public struct PoolSite {
  let module: MaxPool2d
  /// The dimensions of what was pooled.
  let input: [Int]
  /// The dimensions of the result, and of its switches.
  let output: [Int]
}

/// A layer that does not fit.
public struct LayerProblem: Error {
  let report: Report

  init(_ report: Report) { self.report = report }
}

/// A layer with its parameters.
public struct BuiltLayer {
  /// What holds its parameters; nil for none.
  let module: (any Module)?
  /// Multiplications and additions of its products for one image, each counted.
  let operations: Int
  /// The max-pooling that unpoolings may refer to.
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

  /// A layer that is `module` and nothing else.
  init(_ module: any Module, operations: Int = 0) {
    self.init(module, operations: operations) { x, _ in module(x) }
  }
}

/// What a pass through a declared network has met so far, besides the value.
public struct NetworkFlow {
  /// Poolings by name, for the unpoolings that refer to them.
  var pools: [String: MaxPooling] = [:]
  /// Gaussian codes, for their divergence.
  var gaussians: [(mean: Tensor, logVariance: Tensor, beta: Double)] = []
}
