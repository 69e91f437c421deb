internal import CKernels
import Tensors

/// The kind of phase in which an operation runs.
enum Placement {
  /// Sample-local: in a stage, tile by tile.
  case tile
  /// Sums over samples into a small result: in a stage, into the accumulators of a group.
  case accumulated
  /// Needs the whole batch, or no samples: in its own phase, as blocks.
  case block
}

/// The tile size that suits an operation; a stage has one.
enum TileAffinity {
  /// A few samples, with planes that stay in the second-level cache.
  case planes
  /// Tens of samples, so that each loaded weight is used often.
  case matrix
}

/// An operation that the CPU executor can run: conform to it to add one.
protocol CPUOperation: Operation {
  /// The kind of phase, from the shapes of operands and result.
  func placement(inputs: [Shape], result: Shape) -> Placement
  /// Whether, with at most `capacity` samples, threads share the work within each sample instead of the samples.
  func sharesOutSamples(inputs: [Shape], result: Shape, capacity: Int, threads: Int) -> Bool
  /// The samples of a vector, where the operation can compute vectors of samples, else 1; see `SampleVectors`.
  func samplesTogether(inputs: [Shape], result: Shape) -> Int
  /// The preferred tile size; nil for any.
  var affinity: TileAffinity? { get }
  /// Whether planes among operands and result must have the same pitch.
  var sharesPitch: Bool { get }
  /// The planes that a convolution slides over, and its reach beyond their edges.
  func reach(inputs: [Shape], result: Shape) -> Reach?
  /// Whether a bias, an activation or an activation's gradient can be fused with this operation.
  var acceptsEpilogue: Bool { get }
  /// Whether the result has the elements of the only operand in the same order, so that both can share memory.
  var keepsElements: Bool { get }
  /// The floating-point operations of one sample, or of the whole operation without a value per sample.
  func arithmetic(inputs: [Shape], result: Shape) -> Int
  /// The title in a profile, with sizes where they matter.
  func title(inputs: [Shape], result: Shape) -> String
  /// Adds the steps that compute `unit` to the plan.
  func lower(_ unit: Unit, into plan: PlanBuilder)
}

/// The layout that a convolution requires of the planes with its pitch.
struct Reach {
  /// The operand with the sliding planes; nil for the result.
  var operand: Int?
  /// The minimum pitch.
  var pitch: Int
  /// Rows and columns of zeros that may be read beyond an edge.
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
  /// Whether the value is ready before the first phase of a run.
  var isLeaf: Bool { self is ParameterValue || self is Constant || self is StepNumber }
}

/// A node of the graph with the nodes fused with it.
struct Unit {
  /// The main node.
  let root: Int
  /// `root` and the nodes of its epilogue, in order; the last gives the unit's value.
  let nodes: [Int]
  /// The nodes read, including those of the epilogue.
  let inputs: [Int]
  let epilogue: Epilogue

  /// The node of the unit's value.
  var result: Int { nodes.last ?? root }
}

/// The operations fused with a producer, in this order: bias, activation, an activation's gradient.
struct Epilogue {
  /// The node of the bias.
  var bias: Int?
  var activation: ActivationKind?
  /// f and the node of its value; the result is multiplied by f'.
  var derivative: (kind: ActivationKind, value: Int)?

  var isEmpty: Bool { bias == nil && activation == nil && derivative == nil }
}

extension ActivationKind {
  /// The code of this activation in the kernels.
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
