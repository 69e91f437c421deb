internal import Diagnostics

/// A file of class names in DIGITS' format: line i + 1 names class i.
package enum ClassNames {
  /// Reads the names in the file at `path`; a class with an empty line is named by its number.
  ///
  /// - Throws: ``ImageFileError``.
  package static func read(path: String) throws -> [String] {
    var names: [String] = []
    var named = 0
    var bad = BadLines()
    try TextLines(path: path).forEach { line, number in
      names.append(line.isEmpty ? "\(number - 1)" : String(decoding: line, as: UTF8.self))
      if !line.isEmpty { named = number }
      if line.contains(0) || String(validating: line, as: UTF8.self) == nil { bad.add(number, "not text in UTF-8") }
    }
    if let error = bad.error(path: path, cure: "give a text file in UTF-8 with one name a line") { throw error }
    guard named > 0 else {
      throw ImageFileError(
        .empty, "the file names no class", place: path, expected: "one name a line", cure: "add the names")
    }
    return Array(names[..<named])
  }

  /// Checks that the file at `path` names every class of `images`.
  ///
  /// - Throws: ``ImageFileError``.
  package static func check(_ names: [String], of path: String, for images: any ImageSource) throws {
    guard let maxLabel = images.labels?.max(), maxLabel >= names.count else { return }
    throw wrongCount(names, path, expected: "at least \(Int(maxLabel) + 1), for the label \(maxLabel)", images)
  }

  /// Checks that the file at `path` has as many names as `images` has class names.
  ///
  /// - Throws: ``ImageFileError``.
  package static func checkReplaces(_ names: [String], of path: String, for images: any ImageSource) throws {
    let own = images.classNames
    guard !own.isEmpty, own.count != names.count else { return }
    let shown = own.prefix(5).joined(separator: ", ") + (own.count > 5 ? ", …" : "")
    throw wrongCount(names, path, expected: "\(own.count), for \(shown)", images)
  }

  private static func wrongCount(
    _ names: [String], _ path: String, expected: String, _ images: any ImageSource
  ) -> ImageFileError {
    ImageFileError(
      .classCount, "the number of names differs from the number of classes of \(images.name)", place: path,
      expected: expected,
      got: "\(names.count)", cure: "write a line for each class, or leave the file out")
  }
}
