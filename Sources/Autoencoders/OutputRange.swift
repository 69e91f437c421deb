import ImageShapes
import NeuralNetworks
package import Tensors

extension TracedModel {
  /// The range that the last activation of the decoder limits reconstructions to, in units of the network's input;
  /// infinite where nothing does.
  package func outputRange() throws -> ClosedRange<Float> {
    let graph = Graph(parameters: parameters)
    let reconstruction = model.reconstruct(graph.input("images", image.dimensions))
    try graph.check()
    return graph.range(ofNode: reconstruction.id)
  }

  /// The activation that the decoder names as its last; nil for none.
  package func lastActivation() throws -> ActivationKind? {
    func output(_ model: some Autoencoder, _ images: Tensor) -> DecoderOutput { model.decode(model.encode(images)) }
    let graph = Graph(parameters: parameters)
    let activation = output(model, graph.input("images", image.dimensions)).activation
    try graph.check()
    return activation
  }
}

extension ClosedRange<Float> {
  fileprivate static let unlimited = -Float.infinity...Float.infinity

  /// The range of `f` of its bounds, in either order.
  fileprivate func mapped(_ f: (Float) -> Float) -> ClosedRange {
    let (a, b) = (f(lowerBound), f(upperBound))
    return a.isNaN || b.isNaN ? .unlimited : a <= b ? a...b : b...a
  }

  fileprivate func union(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}

extension Graph {
  /// Bounds of the elements of a node, through the operations that only move, scale or clip what an activation gives.
  fileprivate func range(ofNode id: Int) -> ClosedRange<Float> {
    let node = nodes[id]
    func input(_ index: Int = 0) -> ClosedRange<Float> { range(ofNode: node.inputs[index]) }
    switch node.operation {
    case let activation as Activation: return activation.kind.range
    case let function as ElementwiseFunction: return function.kind.range(of: input())
    case is GroupSoftmax, is OneHot: return 0...1
    case is Reshaping, is Transposition, is Slicing, is GradientStop, is BilinearUpsampling: return input()
    case is Padding, is WindowBroadcast: return input().union(0...0)
    case is Concatenation:
      return node.inputs.dropFirst().reduce(input()) { $0.union(range(ofNode: $1)) }
    default: return .unlimited
    }
  }
}

extension ActivationKind {
  /// The range of its values; the lower bounds of ELU and SELU are rounded down.
  fileprivate var range: ClosedRange<Float> {
    switch self {
    case .sigmoid: 0...1
    case .tanh: -1...1
    case .relu, .softplus: 0...Float.infinity
    case .elu: -1...Float.infinity
    case .selu: -1.7581...Float.infinity
    case .leakyRelu: .unlimited
    }
  }
}

extension ElementwiseFunction.Kind {
  /// The range of its values for arguments in `x`.
  fileprivate func range(of x: ClosedRange<Float>) -> ClosedRange<Float> {
    switch self {
    case .scale(let factor): factor == 0 ? 0...0 : x.mapped { factor * $0 }
    case .add(let summand): x.mapped { $0 + summand }
    case .clip(let limits): x.mapped { min(max($0, limits.lowerBound), limits.upperBound) }
    case .exponential, .square, .squareRoot, .absolute: 0...Float.infinity
    case .greater, .within: 0...1
    case .sign: -1...1
    case .gelu: -0.1701...Float.infinity
    case .logarithm, .reciprocal: .unlimited
    }
  }
}
