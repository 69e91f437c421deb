import NeuralNetworks

extension Optimizer {
  /// The work of one update of `count` parameters.
  ///
  /// Parameters and moments are read and written, the gradient is read; a moment takes five operations, the parameter two.
  func work(parameters count: Int) -> Work {
    let moments = Double(stateVectors.count)
    return Double(count) * Work(operations: 2 + 5 * moments, bytes: 4 * (3 + 2 * moments))
  }
}
