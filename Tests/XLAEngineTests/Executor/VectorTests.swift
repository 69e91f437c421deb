import CPUEngine
import ReferenceEngine
import Tensors
import Testing
import XLAEngine

/// Arithmetic on vectors, and the update rules, have the processor's numbers.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct VectorTests {
  private static let count = 70

  private func host(_ seed: UInt64, count: Int = count) -> FlatVector {
    let vector = FlatVector(count: count)
    for (i, number) in Numbers.drawn(count, seed: seed).enumerated() { vector[i] = number }
    return vector
  }

  private func numbers(_ vector: any DeviceVector) -> [Float] { vector.hostCopy().withUnsafeBuffer { Array($0) } }

  @Test(arguments: [[0..<70], [3..<20, 20..<20, 33..<70], []])
  func `parts of vectors are changed, and nothing beside them`(_ ranges: [Range<Int>]) throws {
    typealias Change = (_ on: any VectorArithmetic, _ x: any DeviceVector, _ y: any DeviceVector) -> Void
    let changes: [(String, Change)] = [
      ("add", { $0.add($1, $2, times: -3, into: $1, ranges: ranges) }),
      ("add to the second", { $0.add($2, $1, times: 0.5, into: $1, ranges: ranges) }),
      ("add itself", { executor, x, _ in executor.add(x, x, times: 0.5, into: x, ranges: ranges) }),
      ("interpolate", { $0.interpolate($1, towards: $2, by: 0.1, ranges: ranges) }),
      ("scale", { executor, x, _ in executor.scale(x, by: -2, ranges: ranges) }),
      ("clamp", { executor, x, _ in executor.clamp(x, to: 0.5, ranges: ranges) }),
      ("fill", { executor, x, _ in executor.fill(x, with: 0.25, ranges: ranges) }),
      ("copy", { $0.copy($2, to: $1, ranges: ranges) }),
    ]
    func changed(_ change: Change, on executor: some VectorArithmetic) -> [Float] {
      let (x, y) = (executor.makeVector(host(1)), executor.makeVector(host(2)))
      change(executor, x, y)
      #expect(numbers(y) == host(2).withUnsafeBuffer { Array($0) })
      return numbers(x)
    }
    for (name, change) in changes {
      let wanted = Executors.onProcessor { changed(change, on: $0) }
      try Executors.eachPlugin { executor, plugin in
        #expect(difference(changed(change, on: executor), wanted) <= 2e-7, "\(name) on \(plugin)")
      }
    }
  }

  @Test func `sums are in double precision`() throws {
    let ranges = [3..<20, 33..<70]
    let wanted = Executors.onProcessor { $0.dot(host(1), host(2), ranges: ranges) }
    try Executors.eachPlugin { executor, _ in
      let (x, y) = (executor.makeVector(host(1)), executor.makeVector(host(2)))
      #expect(abs(executor.dot(x, y, ranges: ranges) - wanted) < 1e-14)
      let huge = executor.makeVector(count: 2)
      executor.fill(huge, with: 3e30, ranges: [0..<1])
      executor.fill(huge, with: 4e30, ranges: [1..<2])
      #expect(abs(executor.norm(huge, ranges: huge.everything) / 5e30 - 1) < 1e-6)
      #expect(executor.isFinite(huge))
      executor.fill(huge, with: .nan, ranges: [1..<2])
      #expect(!executor.isFinite(huge))
    }
  }

  @Test func `equal bits are told from equal numbers`() throws {
    try Executors.eachPlugin { executor, _ in
      let (x, y) = (executor.makeVector(host(1)), executor.makeVector(host(1)))
      #expect(executor.haveSameBits(x, y, ranges: x.everything))
      executor.fill(x, with: 0, ranges: [5..<6])
      executor.fill(y, with: -0.0, ranges: [5..<6])
      #expect(!executor.haveSameBits(x, y, ranges: x.everything))
      #expect(executor.haveSameBits(x, y, ranges: [0..<5, 6..<70]))
      executor.fill(x, with: .nan, ranges: [5..<6])
      executor.copy(x, to: y, ranges: [5..<6])
      #expect(executor.haveSameBits(x, y, ranges: x.everything))
    }
  }

  @Test(arguments: UpdateRule.cases.indices)
  func `several steps of a rule, parameters and state`(_ index: Int) throws {
    let (rule, stateCount) = UpdateRule.cases[index]
    // The gradient of trained parameters is shorter than the vector of all.
    let gradientCount = Self.count - 5
    func updated(on executor: some VectorArithmetic) -> [[Float]] {
      let parameters = executor.makeVector(host(1))
      let state = (0..<stateCount).map { _ in executor.makeVector(count: Self.count) }
      for step in 0..<8 {
        executor.apply(
          rule, to: parameters, along: executor.makeVector(host(10 + UInt64(step), count: gradientCount)),
          state: state, ranges: [3..<20, 33..<gradientCount])
      }
      return ([parameters] + state).map(numbers)
    }
    let wanted = Executors.onProcessor { updated(on: $0) }
    try Executors.eachPlugin { executor, plugin in
      for (vector, (got, wanted)) in zip(updated(on: executor), wanted).enumerated() {
        #expect(difference(got, wanted) <= 2e-6, "vector \(vector) of \(rule) on \(plugin)")
      }
    }
  }
}
