import Catalogue
import Foundation
import Hourglass
import Synchronization

/// Images that are scored, opened with the model that scores them.
struct ScoredImages {
  /// The run without its images.
  let run: TrainedRun
  /// The images.
  let images: ImageSubset
  /// The title of their data set.
  let title: String

  /// Opens the images of a run's scoring, which are read on demand, so that few are in memory; blocks.
  ///
  /// - Throws: why the run or the images cannot be used.
  init(_ directory: String, _ images: Scoring.Images, _ places: ScoringPlaces) throws {
    let run = try Run.open(
      RunDirectory(path: directory), runs: places.runs, dataset: images.path, dataRoot: places.dataRoot, memoryLimit: 0,
      environment: ProcessInfo.processInfo.environment)
    let all = try run.images(of: images.part)
    self.images = images.limit.map { all.prefix($0) } ?? all
    (self.run, title) = (run.trained, run.dataset.title)
  }

  /// What people should know: that the images are brought to another size.
  var notes: [String] {
    let shape = images.images.shape
    guard let stored = try? images.images.storedSize(of: 0),
      stored != PixelSize(width: shape.width, height: shape.height)
    else { return [] }
    return [
      "The first image is stored as \(stored); all are brought to \(shape.width)x\(shape.height), as the run's own were."
    ]
  }
}

/// Where runs and their images are.
struct ScoringPlaces: Sendable {
  /// The folder of all runs.
  var runs: String
  /// A folder of data sets.
  var dataRoot: String?
}

/// The images that pages showed last, opened once and closed two minutes after the last look.
final class OpenedImages: Sendable {
  private struct Entry {
    var key: String
    var images: ImageSubset
    var lastUse: ContinuousClock.Instant
  }

  private let entries = Mutex<[Entry]>([])
  private let sweep: IdleSweep
  private let lifetime: Duration
  private static let maxEntries = 3

  /// Closes images `lifetime` after the last look.
  init(lifetime: Duration = .seconds(120)) { (self.lifetime, sweep) = (lifetime, IdleSweep(every: lifetime)) }

  /// The number of open sets of images.
  var count: Int { entries.withLock(\.count) }

  /// The images with this key, opened by `open` where they are not; blocks.
  func images(_ key: String, _ open: () throws -> ImageSubset) throws -> ImageSubset {
    let known = entries.withLock { entries -> ImageSubset? in
      guard let place = entries.firstIndex(where: { $0.key == key }) else { return nil }
      entries[place].lastUse = .now
      return entries[place].images
    }
    if let known { return known }
    let images = try open()
    keep(images, key)
    return images
  }

  /// Keeps images that are open already.
  func keep(_ images: ImageSubset, _ key: String) {
    entries.withLock { entries in
      entries.removeAll { $0.key == key }
      entries.append(Entry(key: key, images: images, lastUse: .now))
      if entries.count > Self.maxEntries { entries.removeFirst() }
    }
    sweep.start { [weak self, lifetime] in
      self?.entries.withLock { entries in
        entries.removeAll { .now - $0.lastUse >= lifetime }
        return !entries.isEmpty
      } ?? false
    }
  }
}
