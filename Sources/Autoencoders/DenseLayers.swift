import NeuralNetworks
import Tensors

extension Sequential {
  /// Linear layers from each of `sizes` to the next, with `activation` after each.
  ///
  /// Without one after the last where `endsLinear`.
  init(dense sizes: [Int], _ activation: any Module, endsLinear: Bool = false) {
    var layers: [any Module] = []
    for (place, (inputs, outputs)) in zip(sizes, sizes.dropFirst()).enumerated() {
      layers.append(Linear(inputs, outputs))
      if !endsLinear || place + 2 < sizes.count { layers.append(activation) }
    }
    self.init(layers)
  }

  /// The weights of its linear layers.
  var weights: [Parameter] { layers.compactMap { ($0 as? Linear)?.weight } }
}
