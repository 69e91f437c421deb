import Autoencoders
import CPUEngine
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Tensors
import Testing
import Training

/// The README's model of one's own.
private struct TinyAutoencoder: Autoencoder {
  let encoder = Linear(784, 64)
  let decoder = Linear(64, 784)

  func encode(_ images: Tensor) -> Tensor { relu(encoder(images.flattened())) }  // [n, 64]
  func decode(_ code: Tensor) -> DecoderOutput {  // [n, 1, 28, 28]
    DecoderOutput(decoder(code).reshaped(to: [1, 28, 28]))
  }
}

/// One whose kernel is larger than its images.
private struct WideAutoencoder: Autoencoder {
  let encoder = Conv2d(1, 4, kernel: 7)
  let decoder = Conv2d(4, 1, kernel: 7, padding: 6)

  func encode(_ images: Tensor) -> Tensor { relu(encoder(images)) }
  func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code)) }
}

@Suite struct OwnModelTests {
  @Test func `a model of one's own learns what it is shown`() throws {
    let shape = ImageShape(channels: 1, height: 28, width: 28)
    let model = try TracedModel(TinyAutoencoder(), image: shape)
    #expect(model.parameters.parameterCount == 2 * 784 * 64 + 784 + 64)
    let pixels = (0..<8 * shape.elements).map { UInt8(truncatingIfNeeded: $0 * $0 / 97) }
    let dataset = try Dataset(
      name: "stripes", images: ImageSet(pixels: pixels, shape: shape, name: "stripes"), split: .none, seed: 0)
    let pool = ThreadPool(count: 1)
    defer { pool.close() }
    let executor = CPUExecutor(InstructionSet.available[0], threads: pool)
    let trainer = try Trainer(
      model, dataset, TrainingSettings(batchSize: 8, epochs: 300, scaling: .unit), executor: executor)
    var state = TrainingState(model, optimizer: try OptimizerConfiguration("adam"), seed: 0, executor: executor)
    var losses: [Double] = []
    let outcome = try trainer.train(&state) { event, _ in
      if case .epoch(let report) = event { losses.append(report.trainingLoss) }
    }
    #expect(outcome == .completed)
    #expect(losses.count == 300)
    #expect(try #require(losses.last) < 0.05 * losses[0])
  }

  @Test func `a kernel larger than the image is refused before training, naming the layer`() throws {
    let error = #expect(throws: ShapeError.self) {
      try TracedModel(WideAutoencoder(), image: ImageShape(channels: 1, height: 5, width: 28))
    }
    #expect(error?.code == .kernel)
    let words = "\(try #require(error))"
    #expect(words.hasPrefix("encoder, convolution: the kernel is larger than the image"))
    #expect(words.contains("7x7") && words.contains("5x28") && words.contains("smaller kernel"))
  }
}
