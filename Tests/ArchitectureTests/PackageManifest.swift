import Foundation
import TestSupport

/// What `Package.swift` says of its targets, read from its text.
struct PackageManifest {
  /// The modules that each target names as dependencies, products of other packages among them.
  let dependencies: [String: Set<String>]

  init() throws {
    let text = try String(contentsOf: SourceTree.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    let library = text.firstMatch(of: /let library: \[Target\.Dependency\] = \[([^\]]*)\]/).map {
      Self.names($0.output.1)
    }
    var dependencies: [String: Set<String>] = [:]
    for start in text.ranges(of: /\.(?:target|executableTarget|testTarget)\(/) {
      let body = Self.balanced(text[start.upperBound...])
      guard let name = body.firstMatch(of: /name:\s*"(\w+)"/)?.output.1 else { continue }
      var named: Set<String> = []
      if let list = body.firstMatch(of: /dependencies:([^\[]*)(\[|$)/) {
        if list.output.1.contains("library") { named.formUnion(library ?? []) }
        named.formUnion(Self.names(Self.balanced(body[list.range.upperBound...])))
      }
      dependencies[String(name)] = named
    }
    self.dependencies = dependencies
  }

  /// The text up to the bracket that closes the one before it.
  private static func balanced(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      if "([".contains(text[index]) { depth += 1 }
      if ")]".contains(text[index]) { depth -= 1 }
      if depth == 0 { return text[..<index] }
    }
    return text
  }

  /// The names in quotes, without those of packages.
  private static func names(_ text: Substring) -> Set<String> {
    Set(text.replacing(/package:\s*"[^"]*"/, with: "").matches(of: /"(\w+)"/).map { String($0.output.1) })
  }
}
