import CPUEngine
import Foundation
import NeuralNetworks
import Settings
import Tensors
import Testing

/// Optimisers step as their formulas say.
@Suite struct OptimizerTests {
  static let batchKinds = OptimizerConfiguration.kinds.all.filter { $0 is any Optimizer.Type }.map { $0.name }

  @Test func `five steps of each, with a learning rate that changes, are the reference's`() throws {
    let goldens = Goldens.optimizers
    #expect(Set(goldens.cases.map(\.name)) == Set(Self.batchKinds))
    for golden in goldens.cases {
      let configuration = try OptimizerConfiguration(golden.name, golden.arguments)
      onEverySet { executor in
        let weights = FlatVector(goldens.initialWeights.map { Float($0) })
        var optimizer = configuration.make(parameterCount: weights.count, on: executor)
        for (t, rate) in goldens.rates.enumerated() {
          let gradients = FlatVector(goldens.gradients[t].map { Float($0) })
          optimizer.update(
            weights, along: gradients, ranges: weights.everything, learningRate: rate, on: executor)
          #expect(optimizer.step == t + 1)
          // A handful of roundings of numbers near 1 a step.
          let worst = zip(weights.values, golden.weights[t]).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? 0
          #expect(
            worst <= 1e-6,
            "\(golden.name) \(golden.arguments), step \(t + 1), \(executor.instructionSet.name): off by \(worst)")
        }
      }
    }
  }

  @Test(arguments: batchKinds)
  func `each moment counts: one that is lost changes the next step`(_ name: String) throws {
    let arguments: [String: SettingValue] = name == "RMSprop" ? ["momentum": 0.5] : [:]
    let configuration = try OptimizerConfiguration(name, arguments)
    let team = ThreadPool(count: 1)
    defer { team.close() }
    let executor = CPUExecutor(InstructionSet.available[0], threads: team)
    let count = 50
    func weights(losing lost: Int?, restored: Bool) -> [UInt32] {
      let weights = FlatVector(drawn(count, seed: 1))
      var optimizer = configuration.make(parameterCount: count, on: executor)
      for t in 0..<6 {
        if t == 3, restored {
          var other = configuration.make(parameterCount: count, on: executor)
          other.step = optimizer.step
          for (n, (from, to)) in zip(optimizer.moments, other.moments).enumerated() {
            #expect(from.name == to.name && to.values.count == count)
            to.values.write(n == lost ? FlatVector(count: count) : from.values.hostCopy())
          }
          optimizer = other
        }
        optimizer.update(weights, along: FlatVector(drawn(count, seed: 10 + UInt64(t))), on: executor)
      }
      return weights.bits
    }
    let whole = weights(losing: nil, restored: false)
    #expect(whole == weights(losing: nil, restored: true))
    let moments = configuration.make(parameterCount: 1, on: executor).moments
    #expect(Set(moments.map(\.name)).count == moments.count)
    for n in moments.indices { #expect(whole != weights(losing: n, restored: true), "\(moments[n].name)") }
  }

  @Test(arguments: batchKinds)
  func `parts of the vector change as if they were alone, the rest stays`(_ name: String) throws {
    let configuration = try OptimizerConfiguration(name)
    let count = 40_000
    let ranges = [7..<30, 16_384..<33_000, 39_999..<40_000]
    onEverySet { executor in
      let (all, some) = (FlatVector(drawn(count, seed: 2)), FlatVector(drawn(count, seed: 2)))
      let before = all.bits
      var whole = configuration.make(parameterCount: count, on: executor)
      var part = configuration.make(parameterCount: count, on: executor)
      for t in 0..<3 {
        let gradients = FlatVector(drawn(count, seed: 20 + UInt64(t)))
        whole.update(all, along: gradients, on: executor)
        part.update(some, along: gradients, ranges: ranges, learningRate: part.learningRate, on: executor)
      }
      let inside = Set(ranges.joined())
      let wrong = (0..<count).filter { some[$0].bitPattern != (inside.contains($0) ? all.bits[$0] : before[$0]) }
      #expect(wrong.isEmpty, "\(executor.instructionSet.name): \(wrong.prefix(3))")
    }
  }

  @Test(arguments: batchKinds)
  func `moments may be as long as what is trained, with statistics behind it`(_ name: String) throws {
    let configuration = try OptimizerConfiguration(name)
    onEverySet { executor in
      let (weights, alone) = (FlatVector(drawn(48, seed: 5)), FlatVector(Array(drawn(48, seed: 5)[..<32])))
      let gradients = drawn(48, seed: 6)
      var (long, short) = (
        configuration.make(parameterCount: 32, on: executor), configuration.make(parameterCount: 32, on: executor)
      )
      long.update(
        weights, along: FlatVector(gradients), ranges: [0..<32], learningRate: long.learningRate, on: executor)
      short.update(alone, along: FlatVector(Array(gradients[..<32])), on: executor)
      #expect(weights.bits == alone.bits + FlatVector(Array(drawn(48, seed: 5)[32...])).bits)
    }
  }

  @Test(arguments: batchKinds)
  func `any team of threads gives the same bits`(_ name: String) throws {
    let configuration = try OptimizerConfiguration(name)
    let count = 3 * 16384 + 5
    for set in InstructionSet.available {
      let outcomes = [1, 2, 7].map { threads in
        let team = ThreadPool(count: threads)
        defer { team.close() }
        let executor = CPUExecutor(set, threads: team)
        let weights = FlatVector(drawn(count, seed: 3))
        var optimizer = configuration.make(parameterCount: count, on: executor)
        for t in 0..<3 {  // An odd number, because Lion goes back and forth by the same step.
          optimizer.update(weights, along: FlatVector(drawn(count, seed: 30 + UInt64(t))), on: executor)
        }
        return weights.bits
      }
      #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2], "\(set.name)")
      let untouched = zip(outcomes[0], FlatVector(drawn(count, seed: 3)).bits).filter { $0 == $1 }.count
      #expect(untouched < count / 100, "\(set.name): \(untouched) of \(count) did not change")
    }
  }

  @Test(arguments: batchKinds)
  func `a gradient that is not a number is not hidden`(_ name: String) throws {
    let configuration = try OptimizerConfiguration(name)
    onEverySet { executor in
      let weights = FlatVector([1, 1, 1])
      var optimizer = configuration.make(parameterCount: 3, on: executor)
      optimizer.update(weights, along: FlatVector([0.5, .nan, 0.5]), on: executor)
      #expect(weights[1].isNaN && weights[0].isFinite && weights[2].isFinite)
    }
  }
}
