import CPUEngine
import ReferenceEngine
import Tensors
import Testing

extension Experiment {
  /// Each result under its name, and the loss's gradient for each input and parameter x under `dx`.
  func run(on set: InstructionSet, threads: Int) throws -> [String: [Float]] {
    let team = ThreadPool(count: threads)
    defer { team.close() }
    return try run(on: CPUExecutor(set, threads: team))
  }

  /// The outcome on every instruction set, after a check that these numbers of threads give the same bytes.
  func runEverywhere(
    threads: [Int] = [1, 2, 7], _ place: SourceLocation = #_sourceLocation
  ) throws -> [(set: String, outcome: [String: [Float]])] {
    try InstructionSet.available.map { set in
      let alone = try run(on: set, threads: threads[0])
      for threads in threads.dropFirst() {
        let together = try run(on: set, threads: threads)
        for (name, values) in alone {
          #expect(
            values.map(\.bitPattern) == together[name]?.map(\.bitPattern),
            "\(name) differs with \(threads) threads on \(set.name)", sourceLocation: place)
        }
      }
      return (set.name, alone)
    }
  }
}
