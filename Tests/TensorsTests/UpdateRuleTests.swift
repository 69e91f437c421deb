import CPUEngine
import Foundation
import ReferenceEngine
import Tensors
import TestSupport
import Testing

/// Updates of every rule are the reference's.
@Suite struct UpdateRuleTests {
  /// Parameters and state after `steps` updates of two ranges out of 70 floats.
  private func updated(
    by rule: UpdateRule, stateCount: Int, steps: Int, on executor: some VectorArithmetic
  ) -> [FlatVector] {
    func host(_ seed: UInt64) -> FlatVector { FlatVector(Numbers.drawn(70, seed: seed)) }
    let parameters = executor.makeVector(host(1))
    let state = (0..<stateCount).map { _ in executor.makeVector(count: 70) }
    for step in 0..<steps {
      executor.apply(
        rule, to: parameters, along: executor.makeVector(host(10 + UInt64(step))), state: state,
        ranges: [3..<20, 33..<70])
    }
    return ([parameters] + state).map { $0.hostCopy() }
  }

  @Test(arguments: UpdateRule.cases.indices)
  func `several steps of a rule, parameters and state`(_ index: Int) {
    let (rule, stateCount) = UpdateRule.cases[index]
    let wanted = updated(by: rule, stateCount: stateCount, steps: 8, on: ReferenceExecutor())
    for set in InstructionSet.available {
      let team = ThreadPool(count: 2)
      defer { team.close() }
      let found = updated(by: rule, stateCount: stateCount, steps: 8, on: CPUExecutor(set, threads: team))
      for (vector, (got, wanted)) in zip(found, wanted).enumerated() {
        // Eight steps of a handful of roundings of numbers below 3.
        expectClose(
          got.numbers, wanted.numbers.map(Double.init), within: 2e-6, "vector \(vector) of \(rule) on \(set.name)")
      }
    }
  }

  @Test func `every rule is tried`() throws {
    let file = SourceTree.root.appendingPathComponent("Sources/Tensors/Executors/UpdateRule.swift")
    let declared = try String(contentsOf: file, encoding: .utf8).matches(of: /case (\w+)\(/).map {
      String($0.output.1)
    }
    #expect(declared.count >= 8)
    #expect(Set(UpdateRule.cases.compactMap { Mirror(reflecting: $0.rule).children.first?.label }) == Set(declared))
  }
}

extension FlatVector {
  fileprivate convenience init(_ numbers: [Float]) {
    self.init(count: numbers.count)
    withUnsafeMutableBuffer { _ = $0.update(fromContentsOf: numbers) }
  }

  fileprivate var numbers: [Float] { withUnsafeBuffer { Array($0) } }
}
