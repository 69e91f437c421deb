import Autoencoders
import Files
import Foundation
import ImageData
import ImageShapes
import Tensors
import Training

/// Measured yardsticks, saved beside the runs: they depend on the images and the dimension of the code alone.
struct YardstickCache {
  private let folder: String

  /// The measurements beside the runs in `runs`.
  init(runs: String) { folder = "\(runs)/.yardsticks" }

  /// The metrics of `yardstick`, computed from the training images of `source`, on one part of `run`'s data; measured if
  /// they are not known.
  ///
  /// - Throws: why an image cannot be read; `FolderError`, `AtomicFileError`.
  func metrics(
    of yardstick: Yardstick, from source: Run, for run: Run, _ part: DatasetPart, executor: any TensorExecutor
  ) throws -> ReconstructionMetrics? {
    let images = MeasuredImages(run)
    let path = path(of: yardstick, from: MeasuredImages(source), for: images, part)
    if let known = metrics(at: path) { return known }
    let metrics = try yardstick.measure(run.images(of: part), training: source.dataset.training, executor: executor)
    if let metrics {
      try Folder.make(folder)
      try AtomicFile.write(text: metrics.jsonLine() + "\n", to: path)
    }
    return metrics
  }

  /// The metrics of `yardstick`, computed from the training images among `images`, on one part of them; nil where they are
  /// not known.
  func known(_ yardstick: Yardstick, for images: MeasuredImages, _ part: DatasetPart) -> ReconstructionMetrics? {
    metrics(at: path(of: yardstick, from: images, for: images, part))
  }

  private func metrics(at path: String) -> ReconstructionMetrics? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? ReconstructionMetrics(jsonLine: String(decoding: data, as: UTF8.self))
  }

  /// The file of what the numbers depend on: the images, the part and the yardstick.
  private func path(
    of yardstick: Yardstick, from source: MeasuredImages, for images: MeasuredImages, _ part: DatasetPart
  ) -> String {
    let others = source.fields == images.fields ? [] : ["from"] + source.fields
    let key = (images.fields + [part.rawValue, yardstick.name] + others).joined(separator: "-")
    return "\(folder)/\(key.map { $0.isLetter || $0.isNumber || $0 == "-" ? String($0) : "_" }.joined()).json"
  }
}

/// What identifies the images of a run, and how they are divided and cropped.
struct MeasuredImages {
  /// The number of training images.
  let trainingCount: Int
  fileprivate let fields: [String]

  /// Describes the images of an open run.
  init(_ run: Run) {
    let data = run.dataset
    self.init(
      data.fingerprint, data.shape, (data.training.count, data.validation.count), data.split, run.configuration)
  }

  /// Describes the images of a run by what its file records; nil where the file of an earlier version does not.
  ///
  /// - Throws: what is wrong with the run file.
  init?(_ run: TrainedRun) throws {
    let file = try RunFile(path: run.directory.runFile)
    guard let fingerprint = file.record["fingerprint"], let counts = file.imageCounts,
      let split = run.configuration.data.validation
    else { return nil }
    self.init(fingerprint, run.model.image, counts, split, run.configuration)
  }

  private init(
    _ fingerprint: String, _ shape: ImageShape, _ counts: (training: Int, validation: Int), _ split: ValidationSplit,
    _ configuration: RunConfiguration
  ) {
    trainingCount = counts.training
    fields = [
      fingerprint, "\(shape)", "\(counts.training)", "\(counts.validation)", "\(split)",
      "\(configuration.data.isInverted)", configuration.data.classes?.description ?? "",
      "\(configuration.training.seed)",
    ]
  }
}
