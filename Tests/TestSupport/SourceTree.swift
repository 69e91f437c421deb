package import Foundation

/// The files of this package, found from the place of this one.
package enum SourceTree {
  package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The modules of a folder, `Sources` or `Tests`, that have Swift files, with them.
  package static func modules(in folder: String = "Sources") throws -> [String: [URL]] {
    var modules: [String: [URL]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path) {
      let swift = try Self.files(below: "\(folder)/\(name)", withExtensions: ["swift"])
      if !swift.isEmpty { modules[name] = swift }
    }
    return modules
  }

  /// The files below `folder` with one of these extensions.
  package static func files(below folder: String, withExtensions extensions: Set<String>) throws -> [URL] {
    let folder = root.appendingPathComponent(folder)
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .map { folder.appendingPathComponent($0) }
      .filter { extensions.contains($0.pathExtension) }
  }

  /// The modules that the files import, each with one file that does; texts of several lines are not looked into.
  package static func imports(of files: [URL]) throws -> [String: String] {
    // `import A`, `@_exported public import A`, `import struct A.B`.
    let importLine =
      /\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+).*/
    var found: [String: String] = [:]
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      let quotes = String(repeating: "\"", count: 3)
      let code = text.components(separatedBy: quotes).enumerated().filter { $0.offset.isMultiple(of: 2) }
      for line in code.flatMap({ $0.element.split(separator: "\n") }) {
        guard let match = line.wholeMatch(of: importLine) else { continue }
        found[String(match.output.1)] = file.lastPathComponent
      }
    }
    return found
  }
}
