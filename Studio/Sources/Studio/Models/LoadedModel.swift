import Foundation
import HTTPTypes
import Hourglass
import Web

/// A trained run in memory, with the programs that were needed so far.
///
/// Images are subsets of the model's shape: pictures by ``images(_:labels:)``, numbers by ``images(pixels:labels:)``. Pixels
/// go from 0 for black to 1 for white, `[n, c, h, w]`; those of reconstructions may lie outside.
///
/// It is used on one thread; see ``LoadedModels``.
final class LoadedModel {
  /// The settings and the model.
  let run: TrainedRun
  /// What was loaded.
  let checkpoint: LoadedCheckpoint
  /// The parameters, a vector of ``executor``.
  let parameters: any DeviceVector
  /// Runs all programs.
  let executor: CPUExecutor
  /// The last layers that were looked at.
  var inspected: (key: String, layers: [LayerInspection])?
  /// The dimensions of the code once they were asked for.
  var codeMaps: [Int]?
  private var programs: [(name: String, program: AnyObject)] = []
  private static let maxPrograms = 16

  /// Loads a checkpoint.
  ///
  /// - Parameters:
  ///   - file: The checkpoint.
  ///   - runs: The folder of all runs.
  ///   - threads: The threads that compute.
  /// - Throws: `RunFileError`, `RunError` or `SafetensorsError` where the run or its checkpoint cannot be used.
  init(_ file: CheckpointFile, runs: String, threads: Int) throws {
    run = try TrainedRun.open(file.directory, runs: runs)
    executor = CPUExecutor(
      try .chosen(environment: ProcessInfo.processInfo.environment), threads: ThreadPool(count: threads))
    do {
      parameters = executor.makeVector(try run.parameters(from: file.path))
      let (epoch, step) = try run.position(of: file.path)
      checkpoint = LoadedCheckpoint(
        name: (file.path as NSString).lastPathComponent, epoch: epoch, step: step,
        note: RunOverview(file.directory).isFinished
          ? nil : "The run is not finished: its checkpoint of epoch \(epoch), step \(step) is used.")
    } catch {
      executor.threads.close()
      throw error
    }
  }

  deinit { executor.threads.close() }

  /// The shape of an image.
  var shape: ImageShape { run.model.image }
  /// The pixel range of the training.
  var scaling: PixelScaling { run.configuration.training.scaling }

  /// The bytes of parameters, buffers and what is remembered.
  var byteCount: Int {
    let floats =
      parameters.count
      + (inspected?.layers.reduce(0) { sum, layer in
        sum + layer.values.count + layer.parameters.reduce(0) { $0 + $1.values.count }
      } ?? 0)
    return floats * MemoryLayout<Float>.size + executor.preparedBytes
  }

  /// Pictures of any size as the model sees images: brought to its shape by the run's own transform.
  ///
  /// ``TrainedRun/conversion(of:)`` says what is changed of them.
  ///
  /// - Parameters:
  ///   - pictures: At least one.
  ///   - labels: The class of each, by number or name; nil for none.
  /// - Throws: `RunError` for an unknown class, or a run of images that are not pictures; `WebError` naming the field `label`
  ///   where the model needs a class; `AugmentationError`.
  func images(_ pictures: [Picture], labels: [String]? = nil) throws -> ImageSubset {
    guard Picture.Colour(rawValue: shape.channels) != nil else { throw notPictures }
    if labels == nil, run.model.needsLabels {
      let range = run.model.classCount.map { ": 0 to \($0 - 1)" } ?? ""
      throw WebError(fields: [FieldError("label", "the model needs the class of each picture\(range)")])
    }
    return try run.images(pictures, labels: labels)
  }

  /// The refusal of pictures by a run whose images are none.
  var notPictures: WebError {
    WebError(
      .unprocessableContent, type: "unusable",
      "the run's images have \(shape.channels) channels, so that pictures cannot be given; expected 1 or 3")
  }

  /// Pixels as images of the model's shape.
  ///
  /// - Throws: `WebError` where they are not whole images.
  func images(pixels: [Float], labels: [Int32]? = nil) throws -> ImageSubset {
    let count = pixels.count / shape.elements
    guard count > 0, pixels.count == count * shape.elements, labels.map({ $0.count == count }) ?? true else {
      throw WebError(fields: [
        FieldError("pixels", "expected whole images of \(shape), with a class for each or none, got \(pixels.count)")
      ])
    }
    var reading = ImageReading()
    reading.threads = 1
    return ImageSubset(PixelImages(pixels, shape: shape, labels: labels), reading: reading)
  }

  /// The pixels of `images`.
  ///
  /// - Throws: why an image cannot be read.
  func pixels(of images: ImageSubset) throws -> [Float] {
    try images.indices.flatMap { try images.images.levels(at: Int($0)).map { $0 * PixelScaling.unit.scale } }
  }

  /// What prepares a program for so many images at a time: 1, or as many as a batch has.
  func batchSize(for count: Int) -> Int { count == 1 ? 1 : min(64, max(2, (4 << 20) / shape.elements)) }

  /// The program called `name` for batches of ``batchSize(for:)``, prepared unless it is.
  func program<Program: AnyObject>(
    _ name: String, for count: Int, prepare: (_ batchSize: Int) throws -> Program
  ) rethrows -> Program {
    let size = batchSize(for: count)
    let name = "\(name) \(size)"
    if let place = programs.firstIndex(where: { $0.name == name }), let known = programs[place].program as? Program {
      programs.append(programs.remove(at: place))
      return known
    }
    let made = try prepare(size)
    programs.append((name, made))
    if programs.count > Self.maxPrograms { programs.removeFirst() }
    return made
  }
}
