public import CPUEngine
public import Tensors

/// A rule that changes parameters along their gradients, with the moments that it keeps.
public protocol Optimizer {
  /// The learning rate that it was made with; a schedule may give each update another.
  var learningRate: Double { get }
  /// The updates made so far.
  var step: Int { get set }
  /// The moments by name, each as long as it was told that the parameters are: what a checkpoint must hold beside `step`.
  var moments: [(name: String, values: FlatVector)] { get }
  /// Changes the floats of `parameters` in `ranges` once, with this learning rate.
  ///
  /// `ranges` ascend without overlap and lie within the moments. Parameters that are trained for different objectives want an optimiser for each,
  /// because every update counts as a step.
  mutating func update(
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>], learningRate: Double,
    on executor: CPUExecutor)
}

extension Optimizer {
  /// Changes all of `parameters` once, with the learning rate that the optimiser was made with.
  public mutating func update(_ parameters: FlatVector, along gradients: FlatVector, on executor: CPUExecutor) {
    update(parameters, along: gradients, ranges: parameters.everything, learningRate: learningRate, on: executor)
  }
}
