import Foundation
import Hourglass
import Synchronization

/// A data set's images, open for reading.
struct OpenedDataSet: Sendable {
  let collection: ImageCollection
  /// Whether pictures are of several sizes, so that training needs one to resize them to; they are shown in the first's.
  let needsSize: Bool

  /// Opens the images that the dataset.yaml at `path` describes.
  ///
  /// - Throws: `DatasetError`, `ImageFileError`, `SettingError`.
  init(path: String) throws {
    var reading = ImageReading()
    reading.threads = 1
    let first = try ImageCollection.open(path, reading: reading)
    guard first.size == nil, [.folder, .list, .lmdb].contains(first.kind), Self.differ(first.training) else {
      (collection, needsSize) = (first, false)
      return
    }
    reading.preparation.size = PixelSize(width: first.training.width, height: first.training.height)
    (collection, needsSize) = (try ImageCollection.open(path, reading: reading), true)
  }

  /// The images of `part`.
  ///
  /// - Throws: ``CatalogueError`` when there are none.
  func images(_ part: DatasetPart) throws(CatalogueError) -> any ImageSource {
    let parts = collection.parts
    guard let images = parts.first(where: { $0.part == part })?.images else {
      throw CatalogueError(
        .noDataSet,
        Report(
          "the data set has no such part", place: collection.title,
          expected: parts.map(\.part.rawValue).joined(separator: ", "), got: part.rawValue, cure: "choose another"))
    }
    return images
  }

  /// Whether some of the images, spread over all, are stored at another size than the first.
  private static func differ(_ images: any ImageSource) -> Bool {
    let sizes = (0..<images.count).evenlySpread(atMost: 64).compactMap { try? images.storedSize(of: $0) }
    return sizes.contains { $0 != sizes[0] }
  }
}

/// The data sets opened last, closed some minutes after their last use; opening a large folder again would take seconds.
final class OpenedDataSets: Sendable {
  private struct Entry {
    let id: String
    let stamp: String
    let set: OpenedDataSet
    var lastUse = ContinuousClock.now
  }

  private static let bound = 3
  private static let lifetime = Duration.seconds(5 * 60)
  private let sets = Mutex<[Entry]>([])
  private let sweep = IdleSweep(every: OpenedDataSets.lifetime)

  /// The data set, opened unless it is already and its files are the same.
  func open(_ set: DataSet, stamp: String) throws -> OpenedDataSet {
    let found = sets.withLock { sets -> OpenedDataSet? in
      guard let place = sets.firstIndex(where: { $0.id == set.id && $0.stamp == stamp }) else { return nil }
      sets[place].lastUse = .now
      return sets[place].set
    }
    if let found { return found }
    guard set.state == .ready else {
      throw CatalogueError(
        .noDataSet,
        Report(
          set.state == .making ? "the data set is still being made" : "the data set cannot be used", place: set.title,
          got: set.problem, cure: set.state == .making ? "wait for its job" : "put its images back, or delete it"))
    }
    let opened = try OpenedDataSet(path: set.description)
    sets.withLock { sets in
      sets.removeAll { $0.id == set.id }
      sets.append(Entry(id: set.id, stamp: stamp, set: opened))
      if sets.count > Self.bound { sets.removeFirst() }
    }
    sweep.start { [weak self] in
      self?.sets.withLock { sets in
        sets.removeAll { .now - $0.lastUse >= Self.lifetime }
        return !sets.isEmpty
      } ?? false
    }
    return opened
  }

  func forget(_ id: String) { sets.withLock { $0.removeAll { $0.id == id } } }
}

/// The data sets whose surveys wait or are under way.
final class PendingSurveys: Sendable {
  private let ids = Mutex<Set<String>>([])

  /// Notes that `id` is being surveyed; false where it is already.
  func begin(_ id: String) -> Bool { ids.withLock { $0.insert(id).inserted } }

  func end(_ id: String) { ids.withLock { _ = $0.remove(id) } }
}
