import Foundation
import Hourglass
import Synchronization
import Web

/// The images of runs that are looked at, opened once, and closed two minutes after the last look.
final class LatentImages: Sendable {
  /// The images of a part, in the shape of a run's model.
  struct Opened: Sendable {
    /// One after the other.
    var parts: [ImageSubset]
    var classNames: [String]
    /// The fingerprint of the training images.
    var fingerprint: String
    /// Whether the run inverts its images.
    var isInverted: Bool

    /// The number of images.
    var count: Int { parts.reduce(0) { $0 + $1.count } }

    /// The part and the place in it of an image.
    func place(of image: Int) -> (part: ImageSubset, index: Int)? {
      var rest = image
      for part in parts {
        if rest < part.count { return (part, Int(part.indices[rest])) }
        rest -= part.count
      }
      return nil
    }

    /// The pixels of an image, `[c, h, w]`, from 0 for black to 1 for white, and its class.
    ///
    /// - Throws: `WebError` where there is no such image any more; why it cannot be read.
    func pixels(of image: Int) throws -> (pixels: [Float], label: Int32?) {
      guard let (part, index) = place(of: image) else {
        throw WebError.notFound("there is no image \(image) any more; there are \(count)")
      }
      return (try part.images.levels(at: index).map { $0 / 255 }, part.images.labels?[index])
    }
  }

  /// Which images: those of a run, or a data set's as the run would see them.
  struct Source: Hashable, Sendable {
    /// The run's folder.
    var directory: String
    /// The description of a data set; nil for the run's own images.
    var description: String?
    var part: LatentPart
  }

  private struct Entry {
    var source: Source
    var opened: Opened
    var lastUse: ContinuousClock.Instant
  }

  private let entries = Mutex<[Entry]>([])
  private let runs: String
  private let dataRoot: String?
  private static let maxEntries = 2
  private static let lifetime = Duration.seconds(120)
  /// Larger sets are read on demand.
  private static let memoryLimit = 256 << 20

  init(runs: String, dataRoot: String?) { (self.runs, self.dataRoot) = (runs, dataRoot) }

  /// The images of `source`; blocks.
  ///
  /// - Throws: why they cannot be opened; `WebError` for a part without images.
  func images(_ source: Source) throws -> Opened {
    let known = entries.withLock { entries -> Opened? in
      guard let place = entries.firstIndex(where: { $0.source == source }) else { return nil }
      entries[place].lastUse = .now
      return entries[place].opened
    }
    if let known { return known }
    let dataset = try dataset(source)
    let parts: [ImageSubset] =
      switch source.part {
      case .auto: [dataset.validation.count > 0 ? dataset.validation : dataset.training]
      case .train: [dataset.training]
      case .validation: [dataset.validation]
      case .test: [try dataset.test?.load()].compactMap(\.self)
      case .all: [dataset.training, dataset.validation, try dataset.test?.load()].compactMap(\.self)
      }
    let configuration = try RunFile(path: RunDirectory(path: source.directory).runFile).settings.resolved()
    let opened = Opened(
      parts: parts, classNames: dataset.training.images.classNames, fingerprint: dataset.fingerprint,
      isInverted: configuration.data.isInverted)
    guard opened.count > 1 else {
      throw WebError(fields: [
        FieldError("part", "there are \(opened.count) such images, and a map needs 2; choose another part")
      ])
    }
    entries.withLock { entries in
      entries.append(Entry(source: source, opened: opened, lastUse: .now))
      if entries.count > Self.maxEntries { entries.removeFirst() }
    }
    closeLater()
    return opened
  }

  private func dataset(_ source: Source) throws -> Dataset {
    let directory = RunDirectory(path: source.directory)
    let environment = ProcessInfo.processInfo.environment
    if source.description == nil, let own = try? own(directory, environment) { return own }
    return try Run.open(
      directory, runs: runs, dataset: source.description, dataRoot: dataRoot, environment: environment
    ).dataset
  }

  /// The run's own images where they are found at once: larger sets are not read into memory then.
  private func own(_ directory: RunDirectory, _ environment: [String: String]) throws -> Dataset? {
    let file = try RunFile(path: directory.runFile)
    var configuration = try file.settings.resolved()
    configuration.data.root = dataRoot ?? configuration.data.root
    configuration.reading.memoryLimit = min(configuration.reading.memoryLimit, Self.memoryLimit)
    let dataset = try configuration.loadDataset(environment: environment)
    return dataset.fingerprint == file.record["fingerprint"] ? dataset : nil
  }

  private func closeLater() {
    Task {
      try? await Task.sleep(for: Self.lifetime)
      let isOpen = entries.withLock { entries in
        entries.removeAll { .now - $0.lastUse >= Self.lifetime }
        return !entries.isEmpty
      }
      if isOpen { closeLater() }
    }
  }
}
