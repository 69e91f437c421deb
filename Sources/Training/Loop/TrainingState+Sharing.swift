import Autoencoders
import Clusters
import NeuralNetworks
import Tensors

extension TrainingState {
  /// Takes over the state of rank 0, which has initialized or resumed it.
  mutating func takeOver(of model: TracedModel, on executor: any TensorExecutor) {
    let communicator = executor.communicator
    guard communicator.size > 1 else { return }
    let position = communicator.broadcast(Position(self))
    if position.stage != stage { begin(position.stage, of: model, on: executor) }
    position.apply(to: &self)
    for vector in vectors {
      let host = vector.hostCopy()
      host.withUnsafeMutableBuffer { communicator.broadcast(UnsafeMutableRawBufferPointer($0), from: 0) }
      if !communicator.isFirst { vector.write(host) }
    }
  }

  /// The vectors of the state, in the same order on all processes.
  private var vectors: [any DeviceVector] {
    [parameters] + [average?.values].compactMap(\.self) + rules.flatMap { $0.moments.map(\.values) }
  }
}

/// What a state holds beside its vectors.
private struct Position: Codable {
  let step: Int
  let stage: Int
  let epochOfStage: Int
  let epoch: Int
  let batch: Int
  let lossSum: Double
  let lossCount: Int
  let recentLossSum: Double
  let recentLossCount: Int
  let bestLoss: Double?
  let bestEpoch: Int
  let validationsWithoutImprovement: Int
  let plateau: PlateauState
  let updatesOfAverage: Int
  let updatesOfRules: [Int]

  init(_ state: TrainingState) {
    (step, stage, epochOfStage) = (state.step, state.stage, state.epochOfStage)
    (epoch, batch) = (state.epoch, state.batch)
    (lossSum, lossCount) = (state.lossSum, state.lossCount)
    (recentLossSum, recentLossCount) = (state.recentLossSum, state.recentLossCount)
    (bestLoss, bestEpoch) = (state.bestLoss, state.bestEpoch)
    (validationsWithoutImprovement, plateau) = (state.validationsWithoutImprovement, state.plateau)
    (updatesOfAverage, updatesOfRules) = (state.average?.updates ?? 0, state.rules.map(\.step))
  }

  func apply(to state: inout TrainingState) {
    (state.step, state.stage, state.epochOfStage) = (step, stage, epochOfStage)
    (state.epoch, state.batch) = (epoch, batch)
    (state.lossSum, state.lossCount) = (lossSum, lossCount)
    (state.recentLossSum, state.recentLossCount) = (recentLossSum, recentLossCount)
    (state.bestLoss, state.bestEpoch) = (bestLoss, bestEpoch)
    (state.validationsWithoutImprovement, state.plateau) = (validationsWithoutImprovement, plateau)
    state.average?.updates = updatesOfAverage
    for (index, updates) in updatesOfRules.enumerated() { state.rules[index].step = updates }
  }
}
