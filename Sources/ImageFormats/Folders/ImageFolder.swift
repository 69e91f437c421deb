internal import Diagnostics
import Pictures
package import ImageShapes

/// A folder of pictures: flat and without labels, or with one sub-folder for each class.
///
/// Files are pictures by their file extension (`PictureExtension`, in any letter case); their content decides the
/// format. A class consists of all pictures at any depth below its sub-folder; its label is the index of its name in sorted
/// order. Sub-folders `train`, `val` or `validation`, and `test` are the parts of a data set, each such a folder.
public struct ImageFolder: Sendable {
  /// The folder's path.
  public let path: String
  /// The names of the classes, with blanks for `_` unless two would be the same; those without training pictures come last.
  public let classNames: [String]
  /// The files that are hidden or not pictures.
  public let ignoredFiles: IgnoredFiles

  private let training: Part
  private let validation: Part?
  private let test: Part?

  /// Lists the pictures of the folder at `path`; opens none.
  ///
  /// - Throws: ``ImageFileError``.
  public init(path: String) throws {
    self.path = path
    var names: [String] = []
    var ignored = IgnoredFiles()
    func part(_ path: String) throws -> Part? {
      let scan = try FolderScan(path: path)
      ignored.add(scan.ignored)
      guard scan.paths.count > 0 else { return nil }
      return Part(path: path, scan: scan, names: &names)
    }
    let folders = try PartFolders(path: path)
    let place = folders.training ?? path
    guard let training = try part(place) else {
      throw ImageFileError(
        .empty, "no pictures", place: place,
        expected: "files with the extension \(PictureExtension.all.joined(separator: ", "))",
        got: ignored.isEmpty ? "no files" : "other files: \(ignored)", cure: "name the folder that holds the pictures")
    }
    self.training = training
    validation = try folders.validation.flatMap(part)
    test = try folders.test.flatMap(part)
    classNames = Self.titles(of: names)
    ignoredFiles = ignored
  }

  /// The folders' names with blanks for `_`, except where two folders differ in nothing else.
  private static func titles(of folders: [String]) -> [String] {
    let titles = folders.map { $0.replacing("_", with: " ") }
    let counts = Dictionary(titles.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(folders, titles).map { folder, title in counts[title] == 1 ? title : folder }
  }

  /// The training pictures as images of one shape.
  ///
  /// - Parameters:
  ///   - reading: how pictures are read.
  ///   - shape: the shape; nil to probe it.
  /// - Throws: why none of the probed pictures can be read.
  package func trainingImages(reading: ImageReading, shape: ImageShape? = nil) throws -> EncodedPictures {
    try images(training, reading, shape: shape)
  }

  /// The pictures of the folder `val` or `validation`, converted to `shape`; nil without such a folder.
  package func validationImages(reading: ImageReading, shape: ImageShape) throws -> EncodedPictures? {
    try validation.map { try images($0, reading, shape: shape) }
  }

  /// The pictures of the folder `test`, converted to `shape`; nil without such a folder.
  package func testImages(reading: ImageReading, shape: ImageShape) throws -> EncodedPictures? {
    try test.map { try images($0, reading, shape: shape) }
  }

  private func images(_ part: Part, _ reading: ImageReading, shape: ImageShape?) throws -> EncodedPictures {
    try EncodedPictures(
      part.paths, labels: part.labels, classNames: classNames, name: part.path, source: part.path, reading: reading,
      shape: shape)
  }

  /// The pictures of one part of a data set.
  private struct Part {
    let path: String
    let paths: PathList
    let labels: [Int32]?

    /// The pictures of `scan`; classes are numbered by their index in `names`, which gains new ones.
    init(path: String, scan: FolderScan, names: inout [String]) {
      self.path = path
      paths = scan.paths
      guard !scan.classes.isEmpty else {
        labels = nil
        return
      }
      var known: [String: Int32] = [:]
      for (number, name) in names.enumerated() { known[name] = Int32(number) }
      let numbers = scan.classes.map { name in
        if let number = known[name] { return number }
        names.append(name)
        return Int32(names.count - 1)
      }
      labels = scan.labels.map { numbers[Int($0)] }
    }
  }
}
