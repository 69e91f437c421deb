internal import Diagnostics

/// The file that names classes, as DIGITS writes it: line i names the class i - 1.
enum ClassNames {
  /// The names in the file at `path`; an empty line among them leaves its class the number for a name.
  ///
  /// - Throws: ``ImageListError``.
  static func read(path: String) throws -> [String] {
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
}
