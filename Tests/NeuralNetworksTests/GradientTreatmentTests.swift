import CPUEngine
import NeuralNetworks
import Settings
import Tensors
import Testing

/// Gradients before an update.
@Suite struct GradientTreatmentTests {
  @Test func `a norm above the bound is scaled down to it, one below stays`() {
    let clipping = GradientBounds(norm: 2)
    onEverySet { executor in
      let long = FlatVector([3, 0, -4])
      #expect(clipping.apply(to: long, ranges: long.everything, with: executor) == 5)
      for (got, wanted) in zip(long.values, [1.2, 0, -1.6] as [Float]) { #expect(abs(got - wanted) < 1e-6) }
      let short = FlatVector([0.3, 0, -0.4])
      _ = clipping.apply(to: short, ranges: short.everything, with: executor)
      #expect(short.values == [0.3, 0, -0.4])
    }
  }

  @Test func `the norm is that of the parts, and only they are scaled`() {
    let clipping = GradientBounds(norm: 1)
    onEverySet { executor in
      let gradients = FlatVector([3, 100, 4, 100])
      #expect(clipping.apply(to: gradients, ranges: [0..<1, 2..<3], with: executor) == 5)
      #expect(gradients[1] == 100 && gradients[3] == 100)
      #expect(abs(gradients[0] - 0.6) < 1e-6 && abs(gradients[2] - 0.8) < 1e-6)
    }
  }

  @Test func `numbers are clamped first, then the norm`() {
    let clipping = GradientBounds(value: 4, norm: 2.5)
    onEverySet { executor in
      let gradients = FlatVector([30, -3])
      #expect(clipping.apply(to: gradients, ranges: gradients.everything, with: executor) == 5)
      #expect(abs(gradients[0] - 2) < 1e-6 && abs(gradients[1] + 1.5) < 1e-6)
    }
  }

  @Test func `a norm that is not finite is returned and scales nothing`() {
    let clipping = GradientBounds(norm: 1)
    onEverySet { executor in
      let (broken, infinite) = (FlatVector([.nan, 2]), FlatVector([.infinity, 2]))
      #expect(clipping.apply(to: broken, ranges: broken.everything, with: executor)?.isNaN == true)
      #expect(clipping.apply(to: infinite, ranges: infinite.everything, with: executor) == .infinity)
      #expect(broken[1] == 2 && infinite[1] == 2)
    }
  }

  @Test func `the bits do not depend on the threads`() {
    let clipping = GradientBounds(value: 0.9, norm: 0.5)
    let count = 5 * 16384 + 3
    for set in InstructionSet.available {
      let outcomes = [1, 2, 7].map { threads in
        let team = ThreadPool(count: threads)
        defer { team.close() }
        let gradients = FlatVector(drawn(count, seed: 40))
        clipping.apply(to: gradients, ranges: [1..<20_000, 20_000..<count], with: CPUExecutor(set, threads: team))
        return gradients.bits
      }
      #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2], "\(set.name)")
    }
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Double])
  func `a bound that is none is refused`(_ bound: Double) throws {
    #expect(throws: SettingError.self) { try GradientBounds(checkedValue: bound, norm: nil) }
    #expect(throws: SettingError.self) { try GradientBounds(checkedValue: nil, norm: bound) }
  }

  @Test func `gradients of batches of unlike size add up to that of all their samples`() throws {
    // The gradient of the mean of w · x in w is the mean of x.
    let count = 1000
    let sizes = [3, 1, 5, 2]
    let weights = Parameter([count], .constant(0))
    let table = ParameterTable([("weights", weights)])
    let graph = Graph(parameters: table, purpose: .training)
    let loss = graph.input("x", [count]).multiplied(byShared: graph.value(of: weights)).summedPerSample().batchMean()
    let result = ScalarResult(loss)
    let step = TrainingStep(
      try Program(graph, scalars: [result], differentiating: loss), loss: result, trained: [0..<count])
    func samples(_ range: Range<Int>) -> [Float] { range.flatMap { drawn(count, seed: UInt64($0)) } }
    func mean(_ range: Range<Int>) -> [Float] {
      let all = range.map { drawn(count, seed: UInt64($0)) }
      return (0..<count).map { i in all.reduce(0) { $0 + $1[i] } / Float(range.count) }
    }
    onEverySet { executor in
      let prepared = executor.prepare(step, batchSize: 5)
      let (parameters, gradients) = (FlatVector(count: table.vectorCount), FlatVector(count: table.vectorCount))
      let average = FlatVector([Float](repeating: 1, count: table.vectorCount))
      func accumulate(_ range: Range<Int>) {
        samples(range).withUnsafeBufferPointer { samples in
          guard let base = samples.baseAddress else { return }
          _ = prepared.accumulate(
            count: range.count, feeds: ["x": .floats(base)], parameters: parameters, renewsStatistics: false,
            at: RunPosition())
        }
      }
      for _ in 0..<2 {  // The second time nothing of the first may be left.
        var first = 0
        for size in sizes {
          accumulate(first..<first + size)
          first += size
        }
        prepared.takeGradient(into: gradients)
        for (got, wanted) in zip(gradients.values, mean(0..<11)) { #expect(abs(got - wanted) < 1e-6) }
      }
      accumulate(7..<9)
      prepared.reset()
      accumulate(4..<6)
      prepared.update(
        parameters, by: .gradientDescent(rate: 1, decay: 0), state: [], average: AverageUpdate(average, share: 0.25))
      for (got, wanted) in zip(parameters.values, mean(4..<6)) { #expect(abs(got + wanted) < 1e-6) }
      // The average follows the parameters after the update.
      for (got, now) in zip(average.values, parameters.values) { #expect(abs(got - (0.75 + 0.25 * now)) < 1e-6) }
    }
  }

  @Test(arguments: [false, true])
  func `the average of the parameters follows its recursion`(_ warmUp: Bool) {
    onEverySet { executor in
      var average = ParameterAverage(of: FlatVector([1, -2]), decay: 0.8, warmUp: warmUp, on: executor)
      var wanted = [1.0, -2.0]
      for t in 0..<60 {
        let now = [Float(t), Float(-t * t) / 100]
        average.nextUpdate().move(towards: FlatVector(now), with: executor)
        let decay = warmUp ? min(0.8, Double(1 + t) / Double(10 + t)) : 0.8
        for i in 0..<2 { wanted[i] = decay * wanted[i] + (1 - decay) * Double(now[i]) }
        let got = average.values.hostCopy()
        for i in 0..<2 { #expect(abs(Double(got[i]) - wanted[i]) < 1e-5 * max(1, abs(wanted[i]))) }
      }
      #expect(average.updates == 60)
    }
  }
}
