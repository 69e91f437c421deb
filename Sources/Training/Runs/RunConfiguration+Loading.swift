import Diagnostics
import Foundation
public import ImageData
import ImageFormats

extension RunConfiguration {
  /// Loads the images and splits them into training, validation and test images.
  ///
  /// `progress` is called from any thread while images are read into memory.
  /// - Throws: ``RunError`` when nothing is at any of the places where the images may be; `DatasetError`, and the errors of
  ///   each kind of files; `AugmentationError` when the augmentations do not fit the images.
  public func loadDataset(
    environment: [String: String],
    progress: (@Sendable (_ name: String, _ done: Int, _ count: Int) -> Void)? = nil
  ) throws -> Dataset {
    try loadDataset(fingerprint: nil, environment: environment, progress: progress)
  }

  /// The images with this fingerprint, or the first that are found where no place has images with it.
  func loadDataset(
    fingerprint: String?, environment: [String: String],
    progress: (@Sendable (_ name: String, _ done: Int, _ count: Int) -> Void)? = nil
  ) throws -> Dataset {
    var searched: [String] = []
    var firstFound: Dataset?
    var failure: (any Error)?
    for path in datasetPaths(isOpening: fingerprint != nil) {
      guard Self.isKnownName(path) || FileManager.default.fileExists(atPath: path) else {
        searched.append(Self.absolute(path))
        continue
      }
      let dataset: Dataset
      do {
        dataset = try loadDataset(path, environment: environment, progress: progress)
      } catch let error as DatasetError where error.code == .notFound {
        failure = error
        continue
      }
      if fingerprint == nil || dataset.fingerprint == fingerprint { return dataset }
      firstFound = firstFound ?? dataset
    }
    if let firstFound { return firstFound }
    if let failure { throw failure }
    // The catalogue knows best what is wrong with a single path.
    guard searched.count > 1 || fingerprint != nil || places != nil else {
      return try loadDataset(dataset, environment: environment, progress: progress)
    }
    let known = DatasetCatalogue.standard.known.map(\.name)
    throw RunError(
      .missingData,
      Report(
        "no images found", place: dataset,
        expected: "a file or a folder at \(searched.joined(separator: " or "))", got: "none",
        cure: (nearestName(to: dataset, among: known).map { "did you mean \($0)? " } ?? "")
          + "put them back, or name them with --dataset or their folder with --data-root"))
  }

  /// The paths at which the images may be, in the order in which they are tried, none twice.
  ///
  /// The recorded path counts for a run that is opened, whose fingerprint is known, and where the path given may have
  /// led there: another path, written into a run file by hand, must not open the old images.
  private func datasetPaths(isOpening: Bool) -> [String] {
    var paths = [dataset]
    if let dataRoot = data.root, !Self.isKnownName(dataset) {
      let root = places?.located(dataRoot) ?? dataRoot
      paths += ["\(root)/\(dataset)", "\(root)/\((dataset as NSString).lastPathComponent)"]
    }
    if let places, let recorded = places.dataset, isOpening || places.agrees(with: dataset) { paths.append(recorded) }
    if isOpening, let newest = places?.newest { paths.append(newest) }
    var seen: Set<String> = []
    return paths.filter { path in
      seen.insert(Self.isKnownName(path) ? path : Self.absolute(path)).inserted
    }
  }

  private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  private static func isKnownName(_ path: String) -> Bool {
    DatasetCatalogue.standard.known.contains { $0.name == path.lowercased() }
  }

  private func loadDataset(
    _ path: String, environment: [String: String],
    progress: (@Sendable (_ name: String, _ done: Int, _ count: Int) -> Void)?
  ) throws -> Dataset {
    var reading = reading
    reading.progress = progress
    if let places {
      reading.root = reading.root.map(places.located)
      reading.classNames = reading.classNames.map(places.located)
    }
    let dataset = try DatasetCatalogue.standard.load(
      path, dataRoot: data.root.map { places?.located($0) ?? $0 }, environment: environment, split: data.validation,
      seed: training.seed, reading: reading)
    let inverted = data.isInverted ? dataset.inverted() : dataset
    let images = try data.classes.map { try inverted.ofClasses($0) } ?? inverted
    return augmentations.isEmpty ? images : try images.augmented(by: augmentations)
  }
}
