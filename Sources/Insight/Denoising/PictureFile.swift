public import Diagnostics
import Foundation
import Pictures

/// A picture file to read, with the name of the file to write for it.
public struct PictureFile: Hashable, Sendable {
  /// The path to read.
  public let path: String
  /// The path to write below the folder for output, with the extension `png`.
  public let name: String

  /// The pictures at `paths`: files, and all below folders, by their file extension, sorted within a folder.
  ///
  /// A picture of a folder keeps its path below it. Where two would be written to one file, such as `a.jpg` and `a.png`,
  /// their names keep their extensions: `a.jpg.png`.
  ///
  /// - Throws: ``PictureFileError`` for a path without a file, or no pictures at all.
  public static func all(at paths: [String]) throws(PictureFileError) -> [PictureFile] {
    let found = try found(at: paths)
    var uses: [String: Int] = [:]
    for file in found { uses[(file.name as NSString).deletingPathExtension, default: 0] += 1 }
    let files = found.map { file in
      let plain = (file.name as NSString).deletingPathExtension
      return PictureFile(path: file.path, name: uses[plain] == 1 ? "\(plain).png" : "\(file.name).png")
    }
    var known: Set<String> = []
    if let twice = files.first(where: { !known.insert($0.name).inserted }) {
      throw PictureFileError(
        .sameName,
        Report(
          "two pictures have the same name", place: twice.path, got: twice.name,
          cure: "give their folders one after the other"))
    }
    return files
  }

  /// The paths of the pictures at `paths`, as ``all(at:)`` finds them.
  ///
  /// - Throws: ``PictureFileError`` for a path without a file, or no pictures at all.
  public static func paths(at paths: [String]) throws(PictureFileError) -> [String] {
    try found(at: paths).map(\.path)
  }

  private static func found(at paths: [String]) throws(PictureFileError) -> [(path: String, name: String)] {
    var found: [(path: String, name: String)] = []
    for path in paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw PictureFileError(
          .missing, Report("no such file or folder", place: path, cure: "check the path"))
      }
      if isFolder.boolValue {
        let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        found += pictures(below: folder).map { ("\(folder)/\($0)", $0) }
      } else {
        found.append((path, (path as NSString).lastPathComponent))
      }
    }
    guard !found.isEmpty else {
      throw PictureFileError(
        .empty,
        Report(
          "no pictures", place: paths.joined(separator: ", "),
          expected: "files with the extension \(PictureExtension.all.joined(separator: ", "))",
          cure: "name the folder that holds the pictures"))
    }
    return found
  }

  /// Rejects a folder for output in which a picture to read would be written over.
  static func check(_ files: [PictureFile], against folder: String) throws(PictureFileError) {
    func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    let inputs = Set(files.map { real($0.path) })
    let target = real(folder)
    if let lost = files.first(where: { inputs.contains("\(target)/\($0.name)") }) {
      throw PictureFileError(
        .sameName,
        Report(
          "a picture to read would be written over", place: "\(folder)/\(lost.name)", cure: "choose another folder"))
    }
  }

  /// The pictures below a folder by their paths below it, without hidden files and folders.
  private static func pictures(below folder: String) -> [String] {
    var names: [String] = []
    let all = FileManager.default.enumerator(atPath: folder)
    while let name = all?.nextObject() as? String {
      if (name as NSString).lastPathComponent.hasPrefix(".") {
        all?.skipDescendants()
      } else if PictureExtension.isPicture(name.utf8) {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        if !exists || !isFolder.boolValue { names.append(name) }
      }
    }
    return names.sorted()
  }
}

/// Picture files that are not there, or cannot be written side by side.
public struct PictureFileError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// There is no file or folder at a path.
    case missing
    /// There are no pictures, or none can be read.
    case empty
    /// Two pictures would be written to one file, or one over a picture to read.
    case sameName
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
