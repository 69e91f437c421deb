package import Tensors

/// The executor that all others are tested against.
///
/// It evaluates the operations one after the other, each by its formula, in Double. There is no plan and no layout but
/// rows, and no operation is fused with another.
package final class ReferenceExecutor: TensorExecutor {
  package var threadCount: Int? { 1 }
  package let name = "reference"

  package init() {}

  package func prepare(_ program: Program, capacity: Int) -> any PreparedProgram {
    ReferenceProgram(program, capacity: capacity)
  }

  package func prepare(_ step: TrainingStep, batchSize: Int) -> any PreparedTrainingStep {
    ReferenceTrainingStep(step, capacity: batchSize, executor: self)
  }
}

@available(*, unavailable)
extension ReferenceExecutor: Sendable {}
