internal import Diagnostics
internal import Foundation
package import ImageShapes
import Pictures

/// A text file of pictures, one per line: `path label`, or `path` alone on every line.
///
/// The label is what follows the picture's file extension and a blank, else the integer after the last blank, so paths may
/// contain blanks. Labels are class numbers, names in the file of class names, or zeros with a single one; other labels are
/// left out. Empty lines and lines that begin with `#` are skipped. Paths are relative to the root; paths that leave it, by
/// `..` or by a link, are errors. Caffe's `convert_imageset` and DIGITS read such lists.
public struct ImageList: Sendable {
  /// The text file's path.
  public let path: String
  /// The class of each picture, if the list has labels.
  public let labels: [Int32]?
  /// The name of each class, if a file provides them.
  public let classNames: [String]

  private let paths: PathList

  /// The number of pictures.
  public var count: Int { paths.count }

  /// Reads a list; does not check whether the pictures exist.
  ///
  /// - Parameters:
  ///   - path: the text file.
  ///   - root: the folder that paths are relative to; the list's folder by default.
  ///   - classNames: a file with the name of class i in line i + 1.
  ///   - note: called with a sentence if labels are left out.
  /// - Throws: ``ImageFileError``.
  public init(
    path: String, root: String? = nil, classNames: String? = nil, note: (@Sendable (String) -> Void)? = nil
  ) throws {
    try self.init(
      TextLines(path: path), path: path, root: root, classNames: classNames.map(ClassNames.read(path:)) ?? [],
      note: note)
  }

  /// Parses the text of a list.
  ///
  /// - Throws: ``ImageFileError``.
  package init(bytes: [UInt8], path: String, root: String?, classNames: [String] = []) throws {
    try self.init(TextLines(bytes: bytes), path: path, root: root, classNames: classNames)
  }

  private init(
    _ lines: TextLines, path: String, root: String?, classNames: [String], note: ((String) -> Void)? = nil
  ) throws {
    let folder = root ?? Self.folder(of: path)
    var paths = PathList(root: folder)
    var rule = RootRule(root: folder)
    var labels = ListLabels(classNames: classNames)
    var bad = BadLines()
    var isLabelled: (Bool, line: Int)?
    lines.forEach { line, number in
      guard let first = line.first, first != UInt8(ascii: "#") else { return }
      let (name, label) = Self.parts(of: line)
      do throws(BadLine) {
        let relative = try rule.relative(name)
        let (hasLabels, line) = isLabelled ?? (label != nil, number)
        isLabelled = (hasLabels, line)
        guard hasLabels == (label != nil) else {
          throw BadLine(hasLabels ? "no label, but line \(line) has one" : "a label, but line \(line) has none")
        }
        if let label { try labels.append(label, line: number) }
        paths.append(relative)
      } catch {
        bad.add(number, error.problem)
      }
    }
    let cure = "write a path below \(folder) and, on all lines or none, a blank and a label from 0"
    if let error = bad.error(path: path, cure: cure) { throw error }
    guard paths.count > 0 else {
      throw ImageFileError(
        .empty, "the list has no pictures", place: path, expected: "one path a line", cure: "add the paths")
    }
    guard paths.count <= Int(Int32.max) else {
      throw ImageFileError(
        .tooMany, "too many pictures", place: path, expected: "at most \(Int32.max)",
        got: "\(paths.count)",
        cure: "divide the list")
    }
    (self.path, self.paths, self.classNames) = (path, paths, classNames)
    self.labels = try LabelPolicy.labels(note: note) { try isLabelled?.0 == true ? labels.numbers(path: path) : nil }
  }

  /// The pictures as images of one shape.
  ///
  /// - Parameters:
  ///   - reading: how pictures are read.
  ///   - shape: the shape; nil to probe it.
  /// - Throws: why none of the probed pictures can be read.
  package func images(reading: ImageReading, shape: ImageShape? = nil) throws -> EncodedPictures {
    try EncodedPictures(
      paths, labels: labels, classNames: classNames, name: path, source: path, reading: reading, shape: shape)
  }

  /// The folder of the file at `path`.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A line's path and, if there is one, its label.
  package static func parts(of line: ArraySlice<UInt8>) -> (path: ArraySlice<UInt8>, label: ArraySlice<UInt8>?) {
    guard let last = line.lastIndex(where: TextLines.isBlank) else { return (line, nil) }
    func parted(at blank: Int) -> (path: ArraySlice<UInt8>, label: ArraySlice<UInt8>?) {
      var path = line[..<blank]
      while let end = path.last, TextLines.isBlank(end) { path.removeLast() }
      return (path, line[(blank + 1)...])
    }
    if !PictureExtension.isPicture(line) {
      for blank in line.indices.reversed() where TextLines.isBlank(line[blank]) {
        let parts = parted(at: blank)
        if PictureExtension.isPicture(parts.path) { return parts }
      }
    }
    return ListLabels.isInteger(line[(last + 1)...]) ? parted(at: last) : (line, nil)
  }
}

/// The error in one line of a list.
struct BadLine: Error {
  let problem: String

  init(_ problem: String) { self.problem = problem }
}
