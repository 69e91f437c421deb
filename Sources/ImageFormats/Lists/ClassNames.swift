internal import Diagnostics

/// The file that names classes, as DIGITS writes it: line i names the class i - 1.
package enum ClassNames {
  /// The names in the file at `path`; an empty line among them leaves its class the number for a name.
  ///
  /// - Throws: ``ImageListError``.
  package static func read(path: String) throws -> [String] {
    var names: [String] = []
    var named = 0
    var bad = BadLines()
    try TextLines(path: path).forEach { line, number in
      names.append(line.isEmpty ? "\(number - 1)" : String(decoding: line, as: UTF8.self))
      if !line.isEmpty { named = number }
      if line.contains(0) || String(validating: line, as: UTF8.self) == nil { bad.add(number, "not text in UTF-8") }
    }
    if let error = bad.error(path: path, cure: "give a text file in UTF-8 with one name per line") { throw error }
    guard named > 0 else {
      throw ImageListError(
        .empty, Report("the file names no class", place: path, expected: "one name per line", cure: "add the names"))
    }
    return Array(names[..<named])
  }

  /// Refuses names of the file at `path` that are fewer than the classes of `images`.
  ///
  /// - Throws: ``ImageListError``.
  package static func check(_ names: [String], of path: String, for images: any ImageSource) throws {
    guard let greatest = images.labels?.max(), greatest >= names.count else { return }
    throw wrongCount(names, path, expected: "at least \(Int(greatest) + 1), for the label \(greatest)", images)
  }

  /// Refuses names of the file at `path` that are not as many as the classes of `images` have names of their own.
  ///
  /// - Throws: ``ImageListError``.
  package static func checkReplaces(_ names: [String], of path: String, for images: any ImageSource) throws {
    let own = images.classNames
    guard !own.isEmpty, own.count != names.count else { return }
    let shown = own.prefix(5).joined(separator: ", ") + (own.count > 5 ? ", …" : "")
    throw wrongCount(names, path, expected: "\(own.count), for \(shown)", images)
  }

  private static func wrongCount(
    _ names: [String], _ path: String, expected: String, _ images: any ImageSource
  ) -> ImageListError {
    ImageListError(
      .wrongCount,
      Report(
        "the names are not as many as the classes of \(images.name)", place: path, expected: expected,
        got: "\(names.count)", cure: "write a line for each class, or leave the file out"))
  }
}
