package import Autoencoders
import ImageShapes
import ReferenceEngine
package import Tensors

/// The evaluation of a model on batches of several sizes.
package struct EvaluationCase {
  /// The samples of each batch.
  package var sizes: [Int]
  private let model: TracedModel
  private let evaluation: EvaluationProgram
  private let parameters: FlatVector

  /// Prepares everything that can be measured of `model`, by default on the last batches of several parts, one of which
  /// has one image more than full batches.
  package init(_ model: TracedModel, sizes: [Int] = [9, 5, 9, 1, 3, 2, 7]) throws {
    (self.model, self.sizes) = (model, sizes)
    evaluation = try model.measurement(in: 0...1)
    parameters = model.parameters.initialValues(seed: 3)
  }

  /// The number of programs that an evaluation runs.
  package var programCount: Int { evaluation.meansProgram == nil ? 1 : 2 }

  /// The values of each batch: the loss, then what is measured of each image.
  package func run(on executor: some TensorExecutor) -> [[Float]] {
    let capacity = sizes.max() ?? 1
    let parameters = executor.makeVector(parameters)
    let program = executor.prepare(evaluation.program, capacity: capacity)
    let meansProgram = evaluation.meansProgram.map { executor.prepare($0, capacity: capacity) }
    let results = [evaluation.squaredErrors, evaluation.pixelErrors] + (evaluation.measured?.results ?? [])
    return sizes.enumerated().flatMap { number, samples in
      withFeeds(of: samples, batch: number) { feeds, images in
        let position = RunPosition.evaluation(seed: 7, of: images)
        meansProgram?.run(count: samples, feeds: feeds, parameters: parameters, gradients: nil, at: position)
        let means = evaluation.means.map { meansProgram?.values(of: $0.mean) ?? [] }
        // A loss reads the mean of a repeated value.
        var fed = feeds
        let repeated = means.map { mean in
          let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: mean.count * samples)
          _ = memory.initialize(from: (0..<samples).flatMap { _ in mean })
          return memory
        }
        defer { for memory in repeated { memory.deallocate() } }
        for (mean, memory) in zip(evaluation.means, repeated) {
          fed[mean.inputName] = memory.baseAddress.map { .floats($0) }
        }
        program.run(count: samples, feeds: fed, parameters: parameters, gradients: nil, at: position)
        return means + [[program.value(of: evaluation.loss)]] + results.map { program.values(of: $0) }
      }
    }
  }

  /// Calls `body` with the bytes and classes of a batch, and the indices of its images.
  private func withFeeds<Result>(
    of samples: Int, batch: Int, _ body: (_ feeds: [String: Feed], _ images: ArraySlice<Int32>) -> Result
  ) -> Result {
    let elements = model.image.elements
    let bytes = Numbers.drawn(samples * elements, seed: UInt64(batch)).map { UInt8(127 * ($0 + 1)) }
    let indices = (0..<samples).map { Int32(samples - 1 - $0) }
    let labels = (0..<samples).map { Float($0 % 3) }
    return bytes.withUnsafeBufferPointer { bytes in
      indices.withUnsafeBufferPointer { places in
        labels.withUnsafeBufferPointer { labels in
          guard let base = bytes.baseAddress, let label = labels.baseAddress else {
            fatalError("a batch without images")
          }
          let feeds: [String: Feed] = [
            "images": .bytes(base: base, bytesPerSample: elements, indices: places, scale: 1 / 255, offset: 0),
            ImageLabels.inputName: .floats(label),
          ]
          return body(feeds, indices.map { $0 + 100 * Int32(batch) }[...])
        }
      }
    }
  }
}
