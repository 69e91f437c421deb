internal import CKernels
import Tensors

/// Where the work of an operation belongs in a plan.
enum Placement {
  /// Sample-local: in a stage, tile by tile.
  case tile
  /// Sums over samples into something small: in a stage, into the group's accumulators.
  case accumulated
  /// Needs the whole batch, or none of it: a phase of its own, cut into blocks.
  case block
}

/// The size of tile that an operation wants; stages do not mix them.
enum TileAffinity {
  /// A few samples whose planes stay in the second-level cache.
  case planes
  /// Tens of samples, so that each weight that is loaded is used often.
  case matrix
}

/// An operation that the CPU executor can run.
///
/// Conforming is all that a new operation needs.
protocol CPUOperation: Operation {
  /// Where the work belongs, given the operand shapes and the result's.
  func placement(inputs: [Shape], result: Shape) -> Placement
  /// Whether, with at most `capacity` samples, threads share out the work on each sample in place of the samples.
  func sharesOutSamples(inputs: [Shape], result: Shape, capacity: Int, threads: Int) -> Bool
  /// The samples that a tile should have, where a batch has as many and they do not take too much memory.
  func samplesTogether(inputs: [Shape], result: Shape) -> Int
  /// The tile size wanted; nil goes along with its neighbours.
  var affinity: TileAffinity? { get }
  /// Whether operands and result that are planes must have the same pitch.
  var sharesPitch: Bool { get }
  /// The planes that a convolution slides over, and how far it reaches beyond them.
  func reach(inputs: [Shape], result: Shape) -> Reach?
  /// Whether a bias, an activation or an activation's gradient may be computed along with this operation.
  var acceptsEpilogue: Bool { get }
  /// Whether the result has its only operand's elements in their order, and may lie in its place.
  var keepsElements: Bool { get }
  /// The floating-point operations of one sample, or of the whole where no operand and no result has a value per sample.
  func arithmetic(inputs: [Shape], result: Shape) -> Int
  /// What a profile calls it, with its sizes where they matter.
  func title(inputs: [Shape], result: Shape) -> String
  /// Adds the steps that compute `unit` to the plan.
  func lower(_ unit: Unit, into plan: PlanBuilder)
}

/// What a convolution asks of the planes that it shares a pitch with.
struct Reach {
  /// The operand whose planes slide; nil for the result's.
  var operand: Int?
  /// The least pitch of its planes.
  var pitch: Int
  /// Rows and columns of zeros that it may read beyond an edge.
  var margin: Int
}

extension CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement { result.isBatched ? .tile : .block }
  func sharesOutSamples(inputs: [Shape], result: Shape, capacity: Int, threads: Int) -> Bool { false }
  func samplesTogether(inputs: [Shape], result: Shape) -> Int { 1 }
  var affinity: TileAffinity? { nil }
  var sharesPitch: Bool { true }
  func reach(inputs: [Shape], result: Shape) -> Reach? { nil }
  var acceptsEpilogue: Bool { false }
  var keepsElements: Bool { false }
}

extension Operation {
  /// Whether the value is there before a run's first phase.
  var isLeaf: Bool { self is ParameterValue || self is Constant || self is StepNumber }
}

/// A node of the graph together with the nodes that are computed along with it.
struct Unit {
  /// The node that does the work.
  let root: Int
  /// `root` and the nodes of its epilogue, in order; the value of the last comes out.
  let nodes: [Int]
  /// The nodes read, those of the epilogue included.
  let inputs: [Int]
  let epilogue: Epilogue

  /// The node whose value comes out.
  var result: Int { nodes.last ?? root }
}

/// What is computed along with a producer, in this order: bias, activation, an activation's gradient.
struct Epilogue {
  /// The node of the bias.
  var bias: Int?
  var activation: ActivationKind?
  /// f and the node of f's value, by whose f' the result is multiplied.
  var derivative: (kind: ActivationKind, value: Int)?

  var isEmpty: Bool { bias == nil && activation == nil && derivative == nil }
}

extension ActivationKind {
  /// The kernels' number for this activation.
  var code: Int32 {
    switch self {
    case .relu: Int32(HG_RELU)
    case .tanh: Int32(HG_TANH)
    case .sigmoid: Int32(HG_SIGMOID)
    case .leakyRelu: Int32(HG_LEAKY_RELU)
    case .elu: Int32(HG_ELU)
    case .selu: Int32(HG_SELU)
    case .softplus: Int32(HG_SOFTPLUS)
    }
  }
}
