import Tensors
import Testing

@Suite("Optimisers step as their formulas say")
struct OptimizerTests {
  @Test("five steps of each are the reference's")
  func goldens() throws {
    for golden in Goldens.operations.optimizers {
      for set in InstructionSet.available {
        let team = ThreadPool(count: 2)
        defer { team.close() }
        let executor = CPUExecutor(set, threads: team)
        let count = golden.initialWeights.count
        let vector = { FlatVector(count: count) }
        let (weights, gradient, first, second) = (vector(), vector(), vector(), vector())
        for i in 0..<count {
          weights[i] = Float(golden.initialWeights[i])
          first[i] = Float(golden.kind == "adagrad" ? golden.initialAccumulator ?? 0 : 0)
        }
        for (t, (numbers, wanted)) in zip(golden.gradients, golden.weights).enumerated() {
          for i in 0..<count { gradient[i] = Float(numbers[i]) }
          let rate = Float(golden.learningRate)
          switch golden.kind {
          case "adam":
            let (beta1, beta2) = (golden.beta1 ?? .nan, golden.beta2 ?? .nan)
            let step = golden.learningRate * (1 - power(beta2, t + 1)).squareRoot() / (1 - power(beta1, t + 1))
            executor.adam(
              weights, along: gradient, first: first, second: second, step: Float(step), beta1: beta1,
              beta2: beta2, epsilon: Float(golden.epsilon ?? .nan))
          case "sgd":
            executor.gradientDescent(weights, along: gradient, rate: rate)
          case "momentum":
            // A dampened buffer begins with the whole first gradient.
            let momentum = golden.momentum ?? .nan
            let scale = golden.dampened == true && t > 0 ? 1 - momentum : 1
            executor.momentum(
              weights, along: gradient, buffer: first, rate: rate, momentum: Float(momentum), scale: Float(scale))
          case "adagrad":
            executor.adagrad(
              weights, along: gradient, accumulator: first, rate: rate, epsilon: Float(golden.epsilon ?? .nan))
          default:
            Issue.record("unknown optimiser \(golden.kind)")
          }
          expectClose(
            (0..<count).map { weights[$0] }, wanted, within: Tolerance.optimizer,
            "\(golden.kind), step \(t + 1), on \(set.name)")
        }
      }
    }
  }

  @Test("long vectors are updated to their last number by any team, with the same bytes")
  func longVectors() {
    let count = 3 * 16384 + 5
    let values = Numbers.drawn(count, seed: 3)
    for set in InstructionSet.available {
      var outcomes: [[UInt32]] = []
      for threads in [1, 2, 7] {
        let team = ThreadPool(count: threads)
        defer { team.close() }
        let (weights, gradient) = (FlatVector(count: count), FlatVector(count: count))
        let (first, second) = (FlatVector(count: count), FlatVector(count: count))
        for (i, value) in values.enumerated() { gradient[i] = value }
        CPUExecutor(set, threads: team).adam(
          weights, along: gradient, first: first, second: second, step: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
        outcomes.append((0..<count).map { weights[$0].bitPattern })
        let untouched = (0..<count).filter { weights[$0] == 0 && gradient[$0] != 0 }
        #expect(untouched.isEmpty, "\(set.name), \(threads) threads: \(untouched.prefix(3))")
      }
      #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2], "\(set.name)")
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { x, _ in x * base } }
}
