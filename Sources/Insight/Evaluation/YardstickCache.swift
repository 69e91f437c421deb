import Files
import Foundation
import ImageData
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
    let path = "\(folder)/\(key(yardstick, source, run, part)).json"
    if let data = FileManager.default.contents(atPath: path),
      let known = try? ReconstructionMetrics(jsonLine: String(decoding: data, as: UTF8.self))
    {
      return known
    }
    let metrics = try yardstick.measure(run.images(of: part), training: source.dataset.training, executor: executor)
    if let metrics {
      try Folder.make(folder)
      try AtomicFile.write(text: metrics.jsonLine() + "\n", to: path)
    }
    return metrics
  }

  /// What the numbers depend on: the images, how they are divided and cropped, the part and the yardstick.
  private func key(_ yardstick: Yardstick, _ source: Run, _ run: Run, _ part: DatasetPart) -> String {
    let images = fields(of: run)
    let others = fields(of: source)
    let all = images + [part.rawValue, yardstick.name] + (others == images ? [] : ["from"] + others)
    return all.joined(separator: "-").map { $0.isLetter || $0.isNumber || $0 == "-" ? String($0) : "_" }.joined()
  }

  private func fields(of run: Run) -> [String] {
    let data = run.dataset
    return [
      data.fingerprint, "\(data.shape)", "\(data.training.count)", "\(data.validation.count)", "\(data.split)",
      "\(run.configuration.data.isInverted)", run.configuration.data.classes?.description ?? "",
      "\(run.configuration.training.seed)",
    ]
  }
}
