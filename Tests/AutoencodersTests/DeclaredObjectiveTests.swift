import Autoencoders
import CPUEngine
import ImageShapes
import Tensors
import Testing
import Training

/// The objectives of declared networks.
@Suite struct DeclaredObjectiveTests {
  private let digit = ImageShape(channels: 1, height: 28, width: 28)

  @Test
  func `a Gaussian code adds its divergence, shared out over the pixels of a mean loss`() throws {
    func loss(_ beta: String, _ kind: String) throws -> Float {
      let text = ModelFile.text(
        ["flatten", "gaussian-code: {units: 3, beta: \(beta)}"], ModelFile.back, "loss: {\(kind): 1}\n")
      let model = try TracedModel(DeclaredModel(definition: text), image: digit)
      let images = [Float](repeating: 0.5, count: 2 * digit.elements)
      return try images.withUnsafeBufferPointer { buffer in
        let evaluation = try model.evaluation()
        let program = ModelFile.executor().prepare(evaluation.program, capacity: 2)
        program.run(
          count: 2, feeds: ["images": .floats(try #require(buffer.baseAddress))],
          parameters: model.parameters.initialValues(seed: 1), gradients: nil)
        return program.value(of: evaluation.loss)
      }
    }
    let divergence = try loss("1", "bce-sum") - loss("0", "bce-sum")
    #expect(divergence > 0.01)
    #expect(abs((try loss("2", "bce-sum") - loss("0", "bce-sum")) / divergence - 2) < 0.01)
    #expect(abs((try loss("784", "bce") - loss("0", "bce")) / divergence - 1) < 0.01)
  }

  @Test
  func `penalties add to the loss`() throws {
    func loss(_ penalties: String) throws -> Float {
      let text = ModelFile.text(["flatten", "linear: {units: 6, activation: sigmoid}"], ModelFile.back, penalties)
      let model = try TracedModel(DeclaredModel(definition: text), image: digit)
      let images = [Float](repeating: 0.5, count: 2 * digit.elements)
      return try images.withUnsafeBufferPointer { buffer in
        let (training, loss) = try model.training()
        let program = ModelFile.executor().prepare(training, capacity: 2)
        program.run(
          count: 2, feeds: ["images": .floats(try #require(buffer.baseAddress))],
          parameters: model.parameters.initialValues(seed: 1),
          gradients: FlatVector(count: model.parameters.vectorCount))
        return program.value(of: loss)
      }
    }
    let bare = try loss("")
    // Six units near one half.
    #expect(abs(try loss("penalties: {code-l1: 1}\n") - bare - 3) < 1)
    #expect(try loss("penalties: {sparsity: 1}\n") - bare > 1)
    #expect(try loss("penalties: {sparsity: 1, sparsity-target: 0.5}\n") - bare < 0.3)
    #expect(try loss("penalties: {contractive: 1}\n") > bare)
  }
}
