package import Tensors

/// The executor that all others are tested against: each operation by its formula, one after the other, in Double.
///
/// It plans nothing, fuses nothing, and knows no layout but rows. What it computes is a function of the graph alone.
package final class ReferenceExecutor: Executor {
  package let name = "reference"

  package init() {}

  package func prepare(_ program: Program, capacity: Int) -> any PreparedProgram {
    ReferenceProgram(program, capacity: capacity)
  }

  package func prepare(_ step: TrainingStep, capacity: Int) -> any PreparedTrainingStep {
    ReferenceTrainingStep(step, capacity: capacity, executor: self)
  }
}

@available(*, unavailable)
extension ReferenceExecutor: Sendable {}
