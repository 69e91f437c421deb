import ImageShapes
import NeuralNetworks
package import Tensors

extension TracedModel {
  /// Logarithms of the importance weights of drawn codes, `[n, draws]`, in nats; nil for a model without a normal code
  /// or without a sigmoid at the end of its decoder, and for normalised images.
  ///
  /// log p(x | z) + log p(z) - log q(z | x), with pixels of 0...1 as the probabilities that x is 1. The logarithm of
  /// their mean is a bound of log p(x) that rises with the number of draws (Burda, Grosse and Salakhutdinov, 2016).
  package func logWeights(draws: Int) throws -> (program: Program, logWeights: TensorResult)? {
    guard let encoding = model as? any GaussianEncoding, normalizer.kind == .none else { return nil }
    let graph = Graph(parameters: parameters, purpose: .evaluation)
    let images = graph.input("images", image.dimensions)
    guard let code = encoding.gaussianCode(of: images) else { return nil }
    var isBernoulli = true
    func logWeight() -> Tensor {
      let noise = code.noise()
      let sample = code.sample(noise)
      let output = encoding.decode(sample: sample)
      isBernoulli = output.activation == .sigmoid
      let logRatio = 0.5 * (noise.squared() + code.logVariance - sample.squared())
      return logRatio.summedPerSample() - output.logits.binaryCrossEntropy(to: images)
    }
    let logWeights = concatenated((0..<draws).map { _ in logWeight().broadcast(to: [1]) })
    guard isBernoulli else { return nil }
    let result = TensorResult(logWeights)
    return (try Program(graph, tensors: [result]), result)
  }
}
