import NeuralNetworks

extension Sequential {
  /// Linear layers from each of `sizes` to the next, each batch-normalised and rectified.
  init(normalized sizes: [Int]) {
    self.init(
      zip(sizes, sizes.dropFirst()).flatMap { inputs, outputs -> [any Module] in
        [Linear(inputs, outputs), BatchNorm(outputs), ReLU()]
      })
  }
}
