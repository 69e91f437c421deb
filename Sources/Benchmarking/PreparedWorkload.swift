import Autoencoders
import CPUEngine
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Randomness
import Tensors
import Training

/// A step of a workload, with its random images in memory.
struct PreparedWorkload {
  /// Images of the step.
  let batch: Int
  /// Floats of the parameter vector.
  let parameterCount: Int
  /// Computes the loss and its gradient, or the reconstruction.
  let program: any PreparedProgram
  /// Runs the program; inference also writes the pixels.
  let run: () -> Void
  /// Updates the parameters; nil for inference, and where ``run`` does it.
  private(set) var update: (() -> Void)?
  /// The work of an update.
  private(set) var updateWork: Work?

  /// Prepares `task` on `batch` images.
  /// - Throws: `ShapeError` when the model does not fit its images.
  init(_ workload: Workload, task: BenchmarkTask, batch: Int, executor: any TensorExecutor) throws {
    self.batch = batch
    let model = try TracedModel(workload.configuration, image: workload.image)
    let scaling = workload.configuration.pixelRange
    let images = Self.images(workload, count: batch)
    let parameters = executor.makeVector(model.parameters.initialValues(seed: 0))
    let count = model.parameters.vectorCount
    parameterCount = count
    switch task {
    case .training:
      let training = try model.training()
      guard executor is CPUExecutor else {
        // As a training does it: the whole step is one call, and the next batch is sent meanwhile.
        let step = executor.prepare(
          TrainingStep(training.program, loss: training.loss, trained: [0..<model.parameters.trainedCount]),
          batchSize: batch)
        var optimizer = OptimizerState(Adam(learningRate: 1e-4), parameterCount: count, on: executor)
        program = step.program
        run = {
          images.fed(scaling: scaling) { batch in
            _ = step.step(
              batch, parameters: parameters, rule: optimizer.nextRule(learningRate: 1e-4),
              state: optimizer.moments.map(\.values), average: nil, at: RunPosition(), next: batch)
          }
        }
        return
      }
      let program = executor.prepare(training.program, capacity: batch)
      let gradients = executor.makeVector(count: count)
      var optimizer = OptimizerState(Adam(learningRate: 1e-4), parameterCount: count, on: executor)
      self.program = program
      run = { program.run(images, scaling: scaling, parameters: parameters, gradients: gradients, at: RunPosition()) }
      updateWork = optimizer.optimizer.work(parameters: count)
      update = { optimizer.update(parameters, along: gradients, on: executor) }
    case .inference, .latency:
      let (described, reconstruction) = try model.reconstruction()
      let program = executor.prepare(described, capacity: batch)
      let pixels = FlatVector(count: batch * workload.image.elements)
      let (factor, summand) = scaling.toPixel
      self.program = program
      run = {
        program.run(
          images, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: images.images))
        pixels.withUnsafeMutableBuffer {
          program.read(reconstruction, factor: factor, summand: summand, into: $0)
        }
      }
    }
  }

  /// Runs the step once.
  func step() {
    run()
    update?()
  }

  /// Random images.
  static func images(_ workload: Workload, count: Int) -> ImageBatch {
    var generator = PhiloxSequence(Philox(seed: 0, purpose: .benchmarking))
    let pixels = (0..<count * workload.image.elements).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let images = ImageSet(pixels: pixels, shape: workload.image, name: workload.name)
    return ImageBatch(images, ImageSubset(images).indices[...])
  }
}
