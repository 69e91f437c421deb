import Tensors

/// A stage of a planned program: what it computes, how much, and how that is cut into tasks for threads.
///
/// The threads meet at the end of each stage.
public struct PlanStage: Hashable, Sendable {
  /// The operations in their order: `convolution 3x3 1→32 + bias + tanh`.
  public var operations: [String]
  /// The operation with the most arithmetic, and how many others there are.
  public var title: String
  /// Floating-point operations of the network, whatever the kernels do.
  ///
  /// 2 for each product that is added up, 16 for each function such as exp or tanh, 1 for each other result, none for what
  /// is moved. Padding counts as in every framework, margins and vectors' ends do not.
  public var arithmetic: BatchCount
  /// Bytes that come from or go to memory.
  ///
  /// Values that cross stages, images, weights, gradients, sums of groups; each once. What lives and dies within the stage
  /// stays in the cache and is not counted.
  public var bytes: BatchCount
  /// How the work is cut.
  var tasks: Tasks

  enum Tasks: Hashable {
    /// Groups of samples: group g of `count` holds those from `capacity * g / count` on.
    case groups(count: Int, capacity: Int)
    /// Blocks with their shares of the arithmetic, or of the bytes where there is no arithmetic.
    case blocks([Double])
  }

  /// The floating-point operations of each task for a batch of `images`, in the order in which threads take them; bytes
  /// for a stage without arithmetic.
  public func loads(images: Int) -> [Double] {
    let arithmetic = arithmetic.total(images: images)
    let work = Double(arithmetic > 0 ? arithmetic : bytes.total(images: images))
    switch tasks {
    case .blocks(let shares): return shares.map { $0 * work }
    case .groups(let count, let capacity):
      return (0..<count).map { max(0, min(images, capacity * ($0 + 1) / count) - capacity * $0 / count) }
        .filter { $0 > 0 }.map { work * Double($0) / Double(images) }
    }
  }
}
