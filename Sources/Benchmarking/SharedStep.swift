import Autoencoders
import CPUEngine
import Clusters
import ImageData
import NeuralNetworks
import Tensors
import Training

/// A training step in several processes; this one computes its share of each batch.
struct SharedStep {
  let gradientBytes: Int
  /// Makes a step.
  let step: () -> Void
  /// Whether the last step updated parameters that the processes share, each a slice of them.
  let sharesMemory: () -> Bool

  /// Prepares steps of `batch` images of all processes.
  init(_ workload: Workload, batch: Int, executor: CPUExecutor) throws {
    let communicator = executor.communicator
    let model = try TracedModel(workload.configuration, image: workload.image)
    let scaling = workload.configuration.pixelRange
    let counts = (0..<communicator.size).map { share(of: batch, rank: $0, size: communicator.size).count }
    let images = PreparedWorkload.images(workload, count: counts[communicator.rank])
    let parameters = executor.makeVector(model.parameters.initialValues(seed: 0))
    let count = model.parameters.vectorCount
    let training = try model.training()
    let step = executor.prepare(
      TrainingStep(training.program, loss: training.loss, trained: [0..<model.parameters.trainedCount]),
      batchSize: batch)
    let position = RunPosition(
      share: communicator.size > 1 ? BatchShare(counts: counts, rank: communicator.rank) : nil)
    var optimizer = OptimizerState(Adam(learningRate: 1e-4), parameterCount: count, on: executor)
    sharesMemory = { (parameters as? FlatVector)?.isShared ?? false }
    gradientBytes = model.parameters.trainedCount * MemoryLayout<Float>.size
    self.step = {
      images.fed(scaling: scaling) { batch in
        _ = step.step(
          batch, parameters: parameters, rule: optimizer.nextRule(learningRate: 1e-4),
          state: optimizer.moments.map(\.values), average: nil, at: position, next: nil)
      }
    }
  }
}

extension CPUExecutor {
  /// The seconds in which Adam updates `count` parameters: the fastest of a few times.
  func secondsOfUpdate(count: Int) -> Double {
    let vectors = (0..<4).map { _ in makeVector(count: count) }
    let rule = Adam(learningRate: 1e-4).rule(step: 1, learningRate: 1e-4)
    let times = (0..<4).map { _ in
      secondsTaken {
        apply(rule, to: vectors[0], along: vectors[1], state: Array(vectors[2...]), ranges: vectors[0].everything)
      }
    }
    // The first makes the memory.
    return times.dropFirst().min() ?? 0
  }
}

/// The seconds that `work` takes.
func secondsTaken(_ work: () -> Void) -> Double {
  let start = ContinuousClock.now
  work()
  return (ContinuousClock.now - start).seconds
}
