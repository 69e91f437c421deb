import NeuralNetworks

extension Optimizer {
  /// The work of one update of `count` parameters: each moment is read and written beside the parameters, which are changed
  /// along the gradient that is read; five operations for each moment, two more for the change.
  func work(parameters count: Int) -> Work {
    let moments = Double(stateVectors.count)
    return Double(count) * Work(operations: 2 + 5 * moments, bytes: 4 * (3 + 2 * moments))
  }
}
