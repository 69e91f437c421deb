import Autoencoders
import ImageData
import Training

/// Reconstructs the same few images while a run trains, by the stage under way.
final class StageReconstructor {
  private let run: Run
  private let batchSize: Int
  /// The reconstructor of the stage that was under way the last time.
  private var last: (stage: String?, reconstructor: Reconstructor)?

  init(_ run: Run, batchSize: Int) { (self.run, self.batchSize) = (run, batchSize) }

  /// The reconstructions of `images`, `[n, c, h, w]`, from 0 for black to 1 for white.
  func reconstruct(_ images: ImageSubset, _ state: ObservedState) throws -> [Float] {
    let reconstructor: Reconstructor
    if let last, last.stage == state.stage?.name {
      reconstructor = last.reconstructor
    } else {
      reconstructor = try Reconstructor(
        run.model, stage: state.stage, scaling: run.configuration.training.scaling, batchSize: batchSize,
        executor: state.executor)
      last = (state.stage?.name, reconstructor)
    }
    return try reconstructor.reconstruct(images, parameters: state.parameters)
  }
}
