import NeuralNetworks
import Tensors

/// The weights of the layers of `modules`: filters, matrices, no biases.
func weights(of modules: any Module...) -> [Parameter] {
  modules.flatMap { module in
    ParameterTable(of: module).filter { $0.name.lowercased().hasSuffix("weight") }.map(\.parameter)
  }
}
