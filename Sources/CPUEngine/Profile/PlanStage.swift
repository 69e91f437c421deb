import Tensors

/// A stage of a planned program: its operations, their amount, and its partition into tasks.
///
/// The threads synchronise at the end of each stage.
public struct PlanStage: Hashable, Sendable {
  /// The operations in order: `convolution 3x3 1→32 + bias + tanh`.
  public var operations: [String]
  /// The operation with the most arithmetic, and the number of others.
  public var title: String
  /// The floating-point operations of the network, independent of the kernels.
  ///
  /// 2 per product added to a sum, 16 per function such as exp or tanh, 1 per other result, 0 for moved values. Padding
  /// counts as in every framework; margins and the ends of vectors do not.
  public var arithmetic: BatchCount
  /// The bytes read from or written to memory, each value once.
  ///
  /// These are values that cross stages, images, weights, gradients and sums of groups. Values used only within the
  /// stage stay in the cache and are not counted.
  public var bytes: BatchCount
  /// The partition of the work.
  var tasks: Tasks

  enum Tasks: Hashable {
    /// Groups of samples; group g of `count` starts at sample `capacity * g / count`.
    case groups(count: Int, capacity: Int)
    /// Blocks, by their share of the arithmetic, or of the bytes without arithmetic.
    case blocks([Double])
  }

  /// The floating-point operations of each task for a batch of `images`, in task order; bytes for a stage without
  /// arithmetic.
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
