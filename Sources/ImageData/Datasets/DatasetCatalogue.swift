internal import Diagnostics
internal import Foundation
public import ImageFormats

/// The known data sets, and the resolution of names and paths to images.
///
/// A known data set is searched for in the folder of its Debian package, then in the data root, in `$HOURGLASS_DATA`
/// and in the download folder: in `DIR/<name>` and `DIR` itself for the last three.
public struct DatasetCatalogue: Sendable {
  /// The environment variable with the path of a folder of data sets.
  public static let environmentVariable = "HOURGLASS_DATA"
  /// The split of images without a published split.
  public static let defaultSplit = ValidationSplit.percentage(10)
  /// The catalogue of MNIST, Fashion-MNIST, CIFAR-10 and CIFAR-100.
  public static let standard = DatasetCatalogue(known: [.mnist, .fashionMNIST, .cifar10, .cifar100])

  /// The data sets with names.
  public let known: [KnownDataset]

  /// Creates a catalogue of data sets with distinct lower-case names.
  public init(known: [KnownDataset]) { self.known = known }

  /// Loads a data set by its name, or any collection by its path.
  ///
  /// Test images are loaded on demand. Labels may be missing. Write `./mnist` for a folder or file with a known name.
  ///
  /// - Parameters:
  ///   - nameOrPath: a known name in any letter case, or a path.
  ///   - dataRoot: the folder given with `--data-root`.
  ///   - environment: the environment variables of the process.
  ///   - split: nil for the default: the first 5000 of a known data set, the collection's validation part if it has one,
  ///     else 10%.
  ///   - seed: determines a random validation share.
  ///   - reading: how images are read.
  /// - Throws: ``DatasetError``, `InputFileError`, `ImageFileError`.
  public func load(
    _ nameOrPath: String, dataRoot: String? = nil, environment: [String: String], split: ValidationSplit? = nil,
    seed: UInt64, reading: ImageReading = ImageReading()
  ) throws -> Dataset {
    let location = try location(of: nameOrPath, dataRoot: dataRoot, environment: environment)
    var dataset = try load(location, split: split, seed: seed, reading: reading)
    dataset.path = URL(fileURLWithPath: location.path).standardizedFileURL.path
    return dataset
  }

  private func load(
    _ location: Location, split: ValidationSplit?, seed: UInt64, reading: ImageReading
  ) throws -> Dataset {
    switch location {
    case .known(let dataset, let path):
      guard case .idx = dataset.files, let folder = MNISTFolder(path: path) else {
        return try load(
          ImageCollection.open(path, reading: reading), name: dataset.name, split: split, default: dataset.split,
          seed: seed, reading: reading)
      }
      return try folder.load(
        name: dataset.name, classNames: folder.classNames(known), split: split ?? dataset.split, seed: seed,
        needsTest: true, reading: reading)
    case .path(let path):
      // MNIST's test files are read on demand.
      if try CollectionKind(path: path) == .images(.idx), let folder = MNISTFolder(path: path) {
        let dataset = folder.recognized(among: known)
        return try folder.load(
          name: dataset?.name ?? path, classNames: folder.classNames(known),
          split: split ?? dataset?.split ?? Self.defaultSplit, seed: seed, needsTest: false, reading: reading)
      }
      let collection = try ImageCollection.open(path, reading: reading)
      let dataset = collection.kind == .cifar ? knownCIFAR(in: path) : nil
      return try load(
        collection, name: dataset?.name ?? path, split: split, default: dataset?.split ?? Self.defaultSplit, seed: seed,
        reading: reading)
    }
  }

  /// Opens a data set by its name, or any collection by its path, in the parts of its files.
  ///
  /// - Throws: ``DatasetError``, `InputFileError`, `ImageFileError`.
  public func collection(
    _ nameOrPath: String, dataRoot: String? = nil, environment: [String: String], reading: ImageReading = ImageReading()
  ) throws -> ImageCollection {
    let location = try location(of: nameOrPath, dataRoot: dataRoot, environment: environment)
    return try ImageCollection.open(location.path, reading: reading)
  }

  private enum Location {
    case known(KnownDataset, path: String)
    case path(String)

    var path: String {
      switch self {
      case .known(_, let path), .path(let path): path
      }
    }
  }

  private func location(
    of nameOrPath: String, dataRoot: String?, environment: [String: String]
  ) throws -> Location {
    if let dataset = known.first(where: { $0.name == nameOrPath.lowercased() }) {
      let finding = finding(of: dataset, dataRoot: dataRoot, environment: environment)
      guard let path = finding.folder else { throw finding.error }
      return .known(dataset, path: path)
    }
    guard FileManager.default.fileExists(atPath: nameOrPath) else { throw unknown(nameOrPath) }
    return .path(nameOrPath)
  }

  /// Makes a data set of a collection, in memory if it fits.
  private func load(
    _ collection: ImageCollection, name: String, split: ValidationSplit?, default defaultSplit: ValidationSplit,
    seed: UInt64,
    reading: ImageReading
  ) throws -> Dataset {
    if !collection.ignoredFiles.isEmpty {
      let count = collection.ignoredFiles.count
      reading.note?(
        "\(name): \(count == 1 ? "1 file is" : "\(count) files are") not read: \(collection.ignoredFiles)")
    }
    let split = split ?? collection.split ?? (collection.validation == nil ? defaultSplit : .given)
    let badImages = BadImageLog()
    let test = collection.test.map { test in
      DeferredImages(count: test.count, shape: test.shape, reading: reading, badImages: badImages) {
        try reading.loaded(test, badImages: badImages)
      }
    }
    let validation = split == .given ? collection.validation : nil
    var dataset = try Dataset(
      name: name, images: reading.loaded(collection.training, badImages: badImages), split: split, seed: seed,
      validation: validation.map { try reading.loaded($0, badImages: badImages) }, test: test, reading: reading,
      badImages: badImages)
    dataset.meanFile = collection.meanFile
    return dataset
  }

  private func knownCIFAR(in path: String) -> KnownDataset? {
    known.first { dataset in
      guard case .cifar(let kind) = dataset.files else { return false }
      return CIFARFolder(path: path, kind: kind) != nil
    }
  }

  /// Searches for every known data set; reads only names and labels.
  public func findings(dataRoot: String? = nil, environment: [String: String]) -> [DatasetFinding] {
    known.map { finding(of: $0, dataRoot: dataRoot, environment: environment) }
  }

  private func finding(of dataset: KnownDataset, dataRoot: String?, environment: [String: String]) -> DatasetFinding {
    let places = [dataRoot, environment[Self.environmentVariable], DataRoot.cache(environment: environment)]
    let roots = places.compactMap(\.self).filter { !$0.isEmpty }
    let folders = [dataset.packageFolder].compactMap(\.self) + roots.flatMap { ["\($0)/\(dataset.name)", $0] }
    var searched: [String] = []
    for path in folders {
      if case .cifar(let kind) = dataset.files {
        if let found = CIFARFolder(path: path, kind: kind)?.path {
          return DatasetFinding(dataset: dataset, folder: found, searched: searched)
        }
        searched.append(path)
        continue
      }
      guard let folder = MNISTFolder(path: path, looksInside: false) else {
        searched.append(path)
        continue
      }
      // A root can hold another data set with the same file names and shape.
      if let other = folder.recognized(among: known), other != dataset {
        searched.append("\(path) (holds \(other.name))")
        continue
      }
      return DatasetFinding(dataset: dataset, folder: path, searched: searched)
    }
    return DatasetFinding(dataset: dataset, folder: nil, searched: searched)
  }

  private func unknown(_ nameOrPath: String) -> DatasetError {
    if nameOrPath.contains("/") {
      return DatasetError(
        .missingPath, "no such file or folder", place: nameOrPath, expected: "a file or a folder of images",
        cure: "check the path, or use a name; known: \(known.map(\.name).joined(separator: ", "))")
    }
    return DatasetError(
      .unknownName, "unknown data set", place: nameOrPath, expected: "a known name, or the path of a file or folder",
      cure: knownNames(known.map(\.name), insteadOf: nameOrPath))
  }
}
