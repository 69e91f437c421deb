import CPUEngine
import Randomness
import Tensors

extension FlatVector {
  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    for (i, value) in values.enumerated() { self[i] = value }
  }

  var values: [Float] { withUnsafeBuffer { Array($0) } }
  var bits: [UInt32] { values.map(\.bitPattern) }
}

/// `count` numbers in -1 to 1 that depend on `seed` alone.
func drawn(_ count: Int, seed: UInt64) -> [Float] {
  var generator = PhiloxSequence(Philox(seed: seed, purpose: .benchmarking))
  return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
}

/// Calls `body` with an executor for every instruction set, and for every one of these numbers of threads.
func onEverySet(threads: [Int] = [2], _ body: (CPUExecutor) throws -> Void) rethrows {
  for set in InstructionSet.available {
    for count in threads {
      let team = ThreadPool(count: count)
      defer { team.close() }
      try body(CPUExecutor(set, threads: team))
    }
  }
}
