import Autoencoders
import Files
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import Safetensors
import Tensors
import Training

/// A saved feature network beside the runs, whose name depends on what the network depends on.
struct FeatureNetworkFile {
  /// The file.
  let path: String

  private static let descriptionKey = "description"

  /// The file for networks of `images` below the folder of all runs, whether it exists or not.
  init(runs: String, _ images: FeatureImages, _ classifier: FeatureClassifier) {
    let text = [images.identity, classifier.text, FeatureClassifier.schedule.text].joined(separator: " ")
    // FNV-1a of 64 bits.
    let digest = text.utf8.reduce(into: UInt64(14_695_981_039_346_656_037)) { digest, byte in
      digest = (digest ^ UInt64(byte)) &* 1_099_511_628_211
    }
    let source = images.training.images
    path = "\(runs)/.features/\(source.fingerprint)-\(source.shape)-\(String(digest, radix: 16)).safetensors"
  }

  /// The saved network, which `body` makes of its parameters; nil where there is none that can be read.
  func read(
    _ body: ((ParameterTable) throws -> FlatVector) throws -> TrainedClassifier
  ) -> (trained: TrainedClassifier, description: FeatureDescription)? {
    guard FileManager.default.fileExists(atPath: path),
      let text = try? SafetensorsFile.read(path).metadata[Self.descriptionKey],
      let description = try? FeatureDescription(jsonLine: text),
      let trained = try? body({ try Checkpoint.readParameters(path, table: $0) })
    else { return nil }
    return (trained, description)
  }

  /// Saves a network.
  ///
  /// - Throws: `FolderError` when the folder cannot be made; `AtomicFileError`.
  func write(_ trained: TrainedClassifier, _ description: FeatureDescription) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try Folder.make(folder, cure: "choose a folder of runs that can be written with --runs")
    let values = trained.parameters.hostCopy()
    try values.withUnsafeBuffer { all in
      let records = trained.model.parameters.map { entry in
        SafetensorsRecord(
          entry.name, shape: entry.parameter.dimensions, UnsafeBufferPointer(rebasing: all[entry.range]))
      }
      try SafetensorsWriter.write(
        records, metadata: [Self.descriptionKey: try description.jsonLine()], to: path)
    }
  }
}
