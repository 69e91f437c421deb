import CPUEngine
import ReferenceEngine
import Tensors
import Testing

/// A training step made by one call.
@Suite struct WholeStepTests {
  private func onEverySet(_ body: (CPUExecutor) throws -> Void) rethrows {
    for set in InstructionSet.available {
      let team = ThreadPool(count: 2)
      defer { team.close() }
      try body(CPUExecutor(set, threads: team))
    }
  }

  @Test(arguments: [GradientBounds(), GradientBounds(value: 0.5, norm: 0.4)])
  func `a whole step has the bits of its parts`(_ bounds: GradientBounds) throws {
    let steps = try StepCase(bounds)
    onEverySet { executor in
      let (whole, parts) = (steps.run(on: executor), steps.run(on: executor, inParts: true))
      #expect(whole.losses == parts.losses && whole.norms == parts.norms)
      #expect(whole.vectors == parts.vectors)
      // Parameters, statistic, moments and average all move.
      for (first, last) in zip(whole.vectors[0], whole.vectors[3]) { #expect(first != last) }
    }
  }

  @Test func `a loss that is not finite leaves everything as it was`() throws {
    var steps = try StepCase()
    steps.spoilt = [2]
    onEverySet { executor in
      let outcome = steps.run(on: executor)
      #expect(!outcome.losses[2].isFinite)
      #expect(outcome.vectors[2] == outcome.vectors[1])
      #expect(outcome.losses[3].isFinite && outcome.vectors[3] != outcome.vectors[2])
    }
  }
}
