internal import Diagnostics
internal import Foundation

/// The data sets known by name, and how names and paths become images.
///
/// A name is looked for in its Debian package's folder, then in the data root, then in `$HOURGLASS_DATA`; of the
/// latter two, the folder `DIR/<name>` and `DIR` itself.
public struct DatasetCatalogue: Sendable {
  /// The environment variable that names a folder of data sets.
  public static let environmentVariable = "HOURGLASS_DATA"
  /// The split of images that no publication splits.
  public static let defaultSplit = ValidationSplit.percentage(10)
  /// The catalogue of MNIST and Fashion-MNIST.
  public static let standard = DatasetCatalogue(known: [.mnist, .fashionMNIST])

  public let known: [KnownDataset]

  public init(known: [KnownDataset]) { self.known = known }

  /// Loads a data set by its name, or from a folder of MNIST's four files, or from one IDX file of images.
  ///
  /// Training images are read now, test images when first asked for (their header is checked now). A folder or a file
  /// with a known name's spelling is reached as `./mnist`. Labels may be missing.
  ///
  /// - Parameters:
  ///   - nameOrPath: a known name, letter case apart, or a path.
  ///   - dataRoot: the folder given with `--data-root`.
  ///   - environment: the environment variables of the process.
  ///   - split: nil for the data set's own: the first 5000 for the known ones, else 10%.
  ///   - seed: draws a random validation share.
  /// - Throws: ``DatasetError``, ``IDXError``.
  public func load(
    _ nameOrPath: String, dataRoot: String? = nil, environment: [String: String], split: ValidationSplit? = nil,
    seed: UInt64
  ) throws -> Dataset {
    if let dataset = known.first(where: { $0.name == nameOrPath.lowercased() }) {
      let finding = finding(of: dataset, dataRoot: dataRoot, environment: environment)
      guard let path = finding.folder, let folder = MNISTFolder(path: path) else { throw finding.error }
      return try folder.load(name: dataset.name, split: split ?? dataset.split, seed: seed, needsTest: true)
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: nameOrPath, isDirectory: &isFolder) else {
      throw unknown(nameOrPath)
    }
    if !isFolder.boolValue {
      let images = try IDXFile(path: nameOrPath).images()
      return try Dataset(name: nameOrPath, images: images, split: split ?? Self.defaultSplit, seed: seed)
    }
    guard let folder = MNISTFolder(path: nameOrPath) else {
      throw DatasetError(
        code: .incomplete,
        report: Report(
          "no training images in this folder", place: nameOrPath, expected: MNISTFolder.trainingImagesName,
          cure: "name the folder that holds the IDX files"))
    }
    let dataset = folder.recognized(among: known)
    return try folder.load(
      name: dataset?.name ?? nameOrPath, split: split ?? dataset?.split ?? Self.defaultSplit, seed: seed,
      needsTest: false)
  }

  /// Where each known data set is, or every place where it is not; reads nothing but names and labels.
  public func findings(dataRoot: String? = nil, environment: [String: String]) -> [DatasetFinding] {
    known.map { finding(of: $0, dataRoot: dataRoot, environment: environment) }
  }

  private func finding(of dataset: KnownDataset, dataRoot: String?, environment: [String: String]) -> DatasetFinding {
    let roots = [dataRoot, environment[Self.environmentVariable]].compactMap(\.self).filter { !$0.isEmpty }
    let folders = [dataset.packageFolder].compactMap(\.self) + roots.flatMap { ["\($0)/\(dataset.name)", $0] }
    var searched: [String] = []
    for path in folders {
      guard let folder = MNISTFolder(path: path) else {
        searched.append(path)
        continue
      }
      // A root may itself hold the files of another data set, of the same names and the same shape.
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
        code: .missingPath,
        report: Report(
          "no such file or folder", place: nameOrPath, expected: "an IDX file, or a folder of IDX files",
          cure: "check the path, or use a name; known: \(known.map(\.name).joined(separator: ", "))"))
    }
    return DatasetError(
      code: .unknownName,
      report: Report(
        "unknown data set", place: nameOrPath, expected: "a known name, or the path of a file or folder",
        cure: knownNames(known.map(\.name), insteadOf: nameOrPath)))
  }
}
