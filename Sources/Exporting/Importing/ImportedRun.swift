import Autoencoders
import Diagnostics
import Files
import Foundation
public import ImageShapes
import Safetensors
import Tensors
public import Training

/// A run made of the weights of another program: it encodes, reconstructs and is evaluated; training starts from it with
/// `--from`.
public struct ImportedRun {
  /// The run.
  public let run: TrainedRun
  /// The layers and parameters that the file lacked, as prefixes of names: codes and reconstructions do not depend on
  /// them, and they have the initial values of a new model.
  public let initialLayers: [String]

  /// What is said of ``initialLayers``; nil for none.
  public var note: String? {
    guard let last = initialLayers.last else { return nil }
    let (all, have) =
      initialLayers.count == 1
      ? (last, "has") : (initialLayers.dropLast().joined(separator: ", ") + " and \(last)", "have")
    return "\(all), for training alone, \(initialLayers.count == 1 ? "is" : "are") not in the file and "
      + "\(have) initial values, from which training starts"
  }

  /// Writes a run with the weights of a file.
  ///
  /// Parameters that only training needs, such as a discriminator's, may be missing.
  ///
  /// - Parameters:
  ///   - path: A file of safetensors, or an ONNX model with the parameters as constants.
  ///   - configuration: The model that the weights are of, and how its images are scaled.
  ///   - image: The shape of its images; nil for that of the published model.
  ///   - runs: The folder of all runs.
  ///   - shouldStop: Asked again and again; after true nothing of the run is left.
  /// - Returns: the run, and what the file lacked.
  /// - Throws: ``WeightsError`` for weights that do not fit, naming them, or are not finite; `RunError` for a name that is
  ///   taken or not valid; errors of the file. Nothing is then left.
  public static func write(
    _ path: String, as configuration: RunConfiguration, image: ImageShape? = nil, runs: String,
    shouldStop: () -> Bool = { false }
  ) throws -> ImportedRun {
    func check() throws { if shouldStop() { throw WeightsError.interrupted(path) } }
    let image = image ?? type(of: configuration.model).defaultImage
    let model = try configuration.tracedModel(for: image)
    let (shelf, name) = (RunShelf(path: runs), try configuration.runName(datasetTitle: "imported"))
    try shelf.checkNew(name, option: "--name")
    let parameters = model.parameters.initialValues(seed: configuration.training.seed)
    let lacking = try ParameterMatching(
      table: model.parameters, needed: model.inferenceParameters(),
      file: ForeignTensors(path: path, check: check), path: path
    ).fill(parameters)
    let initialLayers = layers(lacking, of: model.parameters)
    let directory = try shelf.make(name, option: "--name") { directory in
      try directory.make()
      try check()
      try parameters.withUnsafeBuffer { all in
        let records = model.parameters.map { entry in
          SafetensorsRecord(
            entry.name, shape: entry.parameter.dimensions, UnsafeBufferPointer(rebasing: all[entry.range]))
        }
        try SafetensorsWriter.write(
          records, metadata: ["format": "hourglass-checkpoint-1", "epoch": "0", "step": "0"],
          to: directory.bestCheckpoint)
      }
      var record = [
        ("hourglass", Run.version), ("images", "\(image)"),
        (RunFile.importedField, (path as NSString).lastPathComponent),
      ]
      if !initialLayers.isEmpty { record.append(("initial_values", initialLayers.joined(separator: ", "))) }
      record += [("parameters", "\(model.parameterCount)"), ("loss", model.lossName)]
      try AtomicFile.write(text: RunFile.yaml(configuration, record: record), to: directory.runFile)
      try check()
    }
    return ImportedRun(run: try TrainedRun.open(directory, runs: runs), initialLayers: initialLayers)
  }

  /// The shortest prefixes of the names of the parameters `indices`, and of no others.
  private static func layers(_ indices: Set<Int>, of table: ParameterTable) -> [String] {
    var found: [String] = []
    for index in indices.sorted() where !ParameterScope.contains(found, table[index].name) {
      let parts = table[index].name.split(separator: ".")
      let prefixes = (1...parts.count).lazy.map { parts.prefix($0).joined(separator: ".") }
      let prefix = prefixes.first { prefix in
        table.indices.allSatisfy { indices.contains($0) || !ParameterScope.contains([prefix], table[$0].name) }
      }
      found.append(prefix ?? table[index].name)
    }
    return found
  }
}
