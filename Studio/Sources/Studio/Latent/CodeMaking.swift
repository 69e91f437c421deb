import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// Encodes the images of a run for its page of codes: in bounded memory, on threads of its own.
struct CodeMaking: Sendable {
  let key: CodeKey
  /// The run's name and folder.
  let name: String
  let directory: String
  /// The folder of all runs.
  let runs: String
  let source: LatentImages.Source
  let images: LatentImages
  let tables: CodeTables
  let models: LoadedModels
  /// Reads images and writes codes.
  let queue: ComputeQueue

  /// The maximum number of codes of a table.
  static let maxCount = 70_000
  /// The maximum bytes of the codes of a table.
  static let maxBytes = 256 << 20
  /// The images whose divergences order the units.
  private static let maxMeasured = 512

  /// Makes the table.
  ///
  /// - Throws: `WebError` for a run or images that cannot be used; `CancellationError`.
  func run(_ progress: LatentProgress) async throws {
    let model = try await models.model(in: directory)
    let opened = try await queue { [images, source] in try images.images(source) }
    let facts = try await model { model in
      let shape = model.shape
      return Facts(
        size: try model.codeSize(), shape: [shape.height, shape.width, shape.channels], elements: shape.elements,
        needsLabels: model.run.model.needsLabels, classNames: model.run.classNames)
    }
    let limit = max(2, min(Self.maxCount, Self.maxBytes / (4 * facts.size)))
    let wanted = (0..<opened.count).evenlySpread(atMost: limit)
    let (tables, key) = (tables, key)
    let writer = try await queue {
      try tables.makePlace(ofRun: key.run)
      return try CodeTableWriter(tables.place(key))
    }
    let batch = max(8, min(256, (1 << 20) / facts.elements))
    var (skipped, firstCode) = (0, [Float]())
    for start in stride(from: 0, to: wanted.count, by: batch) {
      guard progress.report(0.9 * Double(start) / Double(wanted.count)) else { throw CancellationError() }
      let indices = Array(wanted[start..<min(start + batch, wanted.count)])
      let read = try await queue { Batch(indices, opened) }
      skipped += read.skipped
      guard !read.images.isEmpty else { continue }
      let encoded = try await model { model in try Encoded(read, model) }
      if firstCode.isEmpty { firstCode = Array(encoded.codes.prefix(facts.size)) }
      try await queue {
        try writer.append(codes: encoded.codes, images: read.images, labels: read.labels, errors: encoded.errors)
      }
    }
    let probe = firstCode
    guard writer.count > 1 else {
      throw WebError(.unprocessableContent, type: "unusable", "none of the images can be read")
    }
    let problem = try await decodeProblem(model, probe)
    let checkpoint = model.checkpoint
    let counted = skipped
    progress.report(0.92)
    try await queue {
      try finish(writer, opened, facts, checkpoint, skipped: counted, decodeProblem: problem, progress)
    }
  }

  /// What a model says of itself.
  private struct Facts: Sendable {
    var size: Int
    var shape: [Int]
    var elements: Int
    var needsLabels: Bool
    var classNames: [String]
  }

  /// Images that are read; those that cannot be are left out.
  private struct Batch: Sendable {
    var pixels: [Float] = []
    var images: [Int] = []
    var labels: [Int32]?
    var skipped = 0

    init(_ indices: [Int], _ opened: LatentImages.Opened) {
      var labels: [Int32] = []
      for image in indices {
        guard let (pixels, label) = try? opened.pixels(of: image) else {
          skipped += 1
          continue
        }
        self.pixels += pixels
        images.append(image)
        if let label { labels.append(label) }
      }
      self.labels = labels.count == images.count && !labels.isEmpty ? labels : nil
    }
  }

  /// The codes of a batch, and the mean squared error of each reconstruction.
  private struct Encoded: Sendable {
    var codes: [Float]
    var errors: [Float]

    init(_ batch: Batch, _ model: LoadedModel) throws {
      let subset = try model.images(pixels: batch.pixels, labels: batch.labels)
      codes = try model.encode(subset)
      let reconstructions = try model.reconstruct(subset)
      let elements = model.shape.elements
      errors = batch.images.indices.map { image in
        var sum: Float = 0
        for place in image * elements..<(image + 1) * elements {
          let difference = reconstructions[place] - batch.pixels[place]
          sum += difference * difference
        }
        return sum / Float(elements)
      }
    }
  }

  private func decodeProblem(_ model: ModelHandle, _ code: [Float]) async throws -> String? {
    do {
      _ = try await model { try $0.decode(code) }
      return nil
    } catch let error as WebError where error.status.code < 500 {
      return error.message
    }
  }

  private func finish(
    _ writer: CodeTableWriter, _ opened: LatentImages.Opened, _ facts: Facts, _ checkpoint: LoadedCheckpoint,
    skipped: Int, decodeProblem: String?, _ progress: LatentProgress
  ) throws {
    let codes = try writer.codes()
    let divergences = try? divergences(opened)
    progress.report(0.96)
    let order = UnitOrder(codes: codes, size: facts.size, divergences: divergences?.values)
    let (positions, axes) = try CodePlane.principal(codes, size: facts.size)
    guard progress.report(0.99) else { throw CancellationError() }
    try writer.add(positions, as: .pca)
    try writer.add(axes, as: .axes)
    let names = opened.classNames.isEmpty ? facts.classNames : opened.classNames
    try writer.finish(
      CodeTable.Header(
        run: name, checkpoint: checkpoint.name, epoch: checkpoint.epoch, step: checkpoint.step, data: key.data,
        part: key.part, fingerprint: opened.fingerprint, total: opened.count, skipped: skipped, count: writer.count,
        size: facts.size, image_dimensions: facts.shape, classes: writer.classes(named: names), order: order,
        divergence_images: divergences?.images ?? 0, decode_problem: decodeProblem, needs_labels: facts.needsLabels))
    tables.forget(key)
    tables.removeOld(ofRun: key.run) { RunDirectory(path: "\(runs)/\(RunID.name(of: $0) ?? $0)").exists }
  }

  /// The divergences of a normal code from the prior, on a few images; nil for other codes.
  private func divergences(_ opened: LatentImages.Opened) throws -> (values: [Double], images: Int)? {
    let some = Batch((0..<opened.count).evenlySpread(atMost: Self.maxMeasured), opened)
    let run = try TrainedRun.open(RunDirectory(path: directory), runs: runs)
    let executor = CPUExecutor(
      try .chosen(environment: ProcessInfo.processInfo.environment), threads: ThreadPool(count: 1))
    defer { executor.threads.close() }
    var reading = ImageReading()
    reading.threads = 1
    let subset = ImageSubset(
      PixelImages(some.pixels, shape: run.model.image, labels: some.labels), reading: reading)
    let order = try run.unitOrder(on: subset, executor: executor)
    guard order.criterion == .divergence else { return nil }
    var values = [Double](repeating: 0, count: order.units.count)
    for (unit, value) in zip(order.units, order.values) { values[unit] = value }
    return (values, some.images.count)
  }
}
