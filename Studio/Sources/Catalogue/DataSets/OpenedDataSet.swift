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

/// The data sets opened last; opening a large folder again would take seconds.
final class OpenedDataSets: Sendable {
  private static let bound = 3
  private let sets = Mutex<[(id: String, stamp: String, set: OpenedDataSet)]>([])

  /// The data set, opened unless it is already and its files are the same.
  func open(_ set: DataSet, stamp: String) throws -> OpenedDataSet {
    if let found = sets.withLock({ sets in sets.first { $0.id == set.id && $0.stamp == stamp }?.set }) { return found }
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
      sets.append((set.id, stamp, opened))
      if sets.count > Self.bound { sets.removeFirst() }
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
