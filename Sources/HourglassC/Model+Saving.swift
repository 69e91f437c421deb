import Autoencoders
import Foundation
import Hourglass
import Tensors
import Training

/// What precedes the tensors of a saved model.
private struct SavedModel: Codable {
  static let format = "hourglass-model-1"

  var format = Self.format
  /// The settings, as a run file.
  var run: String
  /// The image shape, such as `1x28x28`.
  var image: String
  var black: Float
  var white: Float
  var epochs: [EpochReport]
  /// Whether the tensors are those of a training state.
  var hasState: Bool
}

extension Model {
  /// The fitted model: the length of a JSON header as eight bytes, the header, and a safetensors file.
  ///
  /// - Throws: ``InterfaceError`` where the model is not fitted; `AtomicFileError` where temporary files cannot be written.
  func saved() throws -> Data {
    let fitted = try usedPrograms().fitted
    let header = try JSONEncoder().encode(
      SavedModel(
        run: RunFile.yaml(fitted.configuration, record: []), image: "\(fitted.model.image)", black: fitted.levels.black,
        white: fitted.levels.white, epochs: fitted.epochs, hasState: partial != nil))
    let tensors = try Self.withTemporaryFile { path in
      if let partial {
        try Checkpoint.write(partial.state, table: partial.model.parameters, to: path)
      } else {
        try Self.write(fitted.parameters.hostCopy(), of: fitted.model, to: path)
      }
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + tensors
  }

  private static func write(_ parameters: FlatVector, of model: TracedModel, to path: String) throws {
    try parameters.withUnsafeBuffer { all in
      try SafetensorsWriter.write(
        model.parameters.map { entry in
          SafetensorsRecord(
            entry.name, shape: entry.parameter.dimensions, UnsafeBufferPointer(rebasing: all[entry.range]))
        }, to: path)
    }
  }

  /// Reads what ``saved()`` wrote.
  ///
  /// - Throws: ``InterfaceError`` for other bytes; `SafetensorsError` for damaged ones.
  convenience init(saved bytes: Data, threads: Int32) throws {
    let length = MemoryLayout<UInt64>.size
    let headerCount = bytes.prefix(length).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard bytes.count >= length, headerCount <= UInt64(bytes.count - length),
      let header = try? JSONDecoder().decode(SavedModel.self, from: bytes.dropFirst(length).prefix(Int(headerCount))),
      header.format == SavedModel.format, let image = ImageShape(header.image), header.black != header.white
    else {
      throw InterfaceError.badValue(
        "the bytes are not a saved model", expected: SavedModel.format, cure: "save the model again with this version")
    }
    try self.init(try RunFile(yaml: header.run, path: "saved model").settings, threads: threads)
    let configuration = try settings.resolved()
    let model = try configuration.tracedModel(for: image)
    let levels = NumberLevels(black: header.black, white: header.white)
    let executor = try usedEngine().executor
    try Self.withTemporaryFile { path in
      try bytes.dropFirst(length + Int(headerCount)).write(to: URL(fileURLWithPath: path))
      var parameters: any DeviceVector = executor.makeVector(
        try Checkpoint.readParameters(path, table: model.parameters))
      if header.hasState {
        var state = TrainingState(
          model, optimizer: configuration.optimizer, seed: configuration.training.seed,
          averaging: configuration.training.averaging, executor: executor)
        try Checkpoint.read(path, table: model.parameters, into: &state)
        partial = PartialTraining(configuration: configuration, model: model, levels: levels, state: state)
        parameters = state.evaluatedParameters
      }
      fitted = Fitted(
        configuration: configuration, model: model, parameters: parameters, levels: levels, epochs: header.epochs)
    }
  }

  private static func withTemporaryFile<R>(_ body: (String) throws -> R) throws -> R {
    let path = FileManager.default.temporaryDirectory.path + "/hourglass-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
