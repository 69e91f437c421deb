import Autoencoders
public import ImageData
import ImageShapes
public import Tensors
public import Training

extension Run {
  /// The metrics of the mean image and of PCA on one part of the data, which need no training of the run.
  ///
  /// They are saved beside the runs, so that the same images and dimension are measured once.
  /// - Parameters:
  ///   - codeSize: The dimension of the code; PCA has at most as many components as pixels and training images.
  ///   - part: The images to measure.
  ///   - executor: Runs it.
  /// - Returns: the metrics, and a sentence for each yardstick that cannot be computed.
  /// - Throws: `RunError` when the part has no images; why an image cannot be read, or a measurement not be saved.
  public func yardsticks(
    codeSize: Int, on part: DatasetPart, executor: any TensorExecutor
  ) throws -> (metrics: [NamedMetrics], notes: [String]) {
    try yardsticks(codeSize: codeSize, on: part, from: self, executor: executor)
  }

  /// The same, computed from the training images of `source`.
  func yardsticks(
    codeSize: Int, on part: DatasetPart, from source: Run, executor: any TensorExecutor
  ) throws -> (metrics: [NamedMetrics], notes: [String]) {
    let cache = YardstickCache(runs: runs)
    var (all, notes): ([NamedMetrics], [String]) = ([], [])
    for yardstick in Yardstick.all(
      codeSize: codeSize, pixels: model.image.elements, trainingImages: source.dataset.training.count)
    {
      do {
        let metrics = try cache.metrics(of: yardstick, from: source, for: self, part, executor: executor)
        if let metrics { all.append(NamedMetrics(name: yardstick.name, metrics: metrics)) }
      } catch let error as ModelError {
        notes.append("\(yardstick.name) was not computed: \(error)")
      }
    }
    return (all, notes)
  }
}

extension TrainedRun {
  /// The saved metrics of the yardsticks of `Run.yardsticks`, which need no images; nil where one is not saved.
  ///
  /// - Parameters:
  ///   - codeSize: The dimension of the code.
  ///   - part: The part of the run's data that was measured.
  ///   - runs: The folder of all runs.
  /// - Throws: what is wrong with the run file.
  public func savedYardsticks(codeSize: Int, on part: DatasetPart, runs: String) throws -> [NamedMetrics]? {
    guard let images = try MeasuredImages(self) else { return nil }
    let cache = YardstickCache(runs: runs)
    let yardsticks = Yardstick.all(
      codeSize: codeSize, pixels: model.image.elements, trainingImages: images.trainingCount)
    let known = yardsticks.compactMap { yardstick in
      cache.known(yardstick, for: images, part).map { NamedMetrics(name: yardstick.name, metrics: $0) }
    }
    return known.count == yardsticks.count ? known : nil
  }
}
