import Tensors

/// A training step compiled for one form of batch: loss, gradient and update are one executable.
///
/// Its results have the memory of the arguments that they replace: parameters, state of the rule, average. Where the loss
/// is not finite they have the same bits, too.
struct WholeStep {
  /// What an executable is made for.
  struct Variant: Hashable {
    let program: CompiledProgram.Variant
    /// What the update depends on.
    let update: String
    /// The lengths of the vectors that change.
    let counts: [Int]
  }

  let executable: Executable
  private let numbers: StepNumbers

  /// Compiles a step.
  ///
  /// - Parameters:
  ///   - step: Program, loss, trained parameters and statistics.
  ///   - live: The nodes of the program.
  ///   - variant: The form of the batch.
  ///   - update: The update.
  ///   - counts: The lengths of the vectors that change: parameters, state, average.
  ///   - hasMask: Whether the last argument says which parameters are trained.
  ///   - executor: Compiles it.
  init(
    _ step: TrainingStep, _ live: LiveNodes, _ variant: CompiledProgram.Variant, _ update: UpdateLowering,
    counts: [Int], hasMask: Bool, _ executor: XLAExecutor
  ) {
    let (program, writer) = (step.program, executor.writer())
    let lowering = GraphLowering(
      program.graph, live: live, form: variant.form, byteInputs: variant.byteInputs, writer: writer,
      changesParameters: true, additionalWords: update.numbers.count)
    numbers = lowering.numbers
    let others = counts.indices.dropFirst().map {
      writer.argument(TensorType(.f32, [counts[$0]]), donatedTo: $0)
    }
    let table = program.graph.parameters
    let isTrained = hasMask ? writer.maskArgument(table.trainedCount) : nil
    let loss = lowering.value(step.loss.node.id)
    var statistics: [(start: Int, values: Value)] = []
    if !step.statistics.isEmpty {
      let next = lowering.flat(program.statistics, table.trainedCount..<table.vectorCount)
      statistics = step.statistics.map { range in
        let start = range.lowerBound - table.trainedCount
        return (range.lowerBound, next.sliced(start..<start + range.count))
      }
    }
    let updated = update.lower(
      [lowering.parameters] + others, along: lowering.flat(program.gradients, 0..<table.trainedCount),
      isTrained: isTrained, lowering.additionalWords.bits(as: .f32), where: loss.isFinite,
      statistics: statistics)
    executable = executor.compile(
      writer.module(returning: updated.values + [loss.reshaped(to: [1]), updated.norm.reshaped(to: [1])]),
      name: "a step of \(variant.form.title)")
    executable.sampleCount = variant.form.samples
  }

  /// The words of a step: what the program reads, and the numbers of the update.
  func words(_ batch: FedBatch, at position: RunPosition, _ update: UpdateLowering) -> [UInt32] {
    numbers.words(samples: batch.count, feeds: batch.feeds, at: position) + update.numbers.map(\.bitPattern)
  }
}
