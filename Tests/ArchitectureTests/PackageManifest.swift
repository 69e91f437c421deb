import Foundation
import TestSupport

/// What `Package.swift` says of its targets, read from its text.
struct PackageManifest {
  /// The modules that each target names as dependencies, products of other packages among them.
  let dependencies: [String: Set<String>]

  init() throws {
    let text = try String(contentsOf: SourceTree.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    // A target's list may begin with a list that the manifest declares above, and so may such a list.
    var lists: [String: Set<String>] = [:]
    for list in text.matches(of: /let (\w+): \[Target\.Dependency\] = ([^\[]*)\[([^\]]*)\]/) {
      let begins = lists.filter { list.output.2.contains($0.key) }.values.joined()
      lists[String(list.output.1)] = Self.names(list.output.3).union(begins)
    }
    var dependencies: [String: Set<String>] = [:]
    for start in text.ranges(of: /\.(?:target|executableTarget|testTarget)\(/) {
      let body = Self.balanced(text[start.upperBound...])
      guard let name = body.firstMatch(of: /name:\s*"(\w+)"/)?.output.1 else { continue }
      var named: Set<String> = []
      if let list = body.firstMatch(of: /dependencies:([^\[]*)(\[|$)/) {
        for (name, names) in lists where list.output.1.contains(name) { named.formUnion(names) }
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
