import Diagnostics

/// What a run may be called: a folder of its own below the folder of runs.
enum RunName {
  /// `<Model>/<settings>` has two parts; one more may group them.
  static let mostParts = 3

  /// - Throws: ``RunError`` for a name that leads elsewhere or that would be overlooked.
  static func check(_ name: String) throws(RunError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part.first != "." && !RunDirectory.ownFolders.contains(String(part))
        && part.allSatisfy { !$0.isNewline && $0 != "\0" }
    }
    guard isPlain, parts.count <= mostParts else {
      throw RunError(
        .badName,
        Report(
          "not a name for a run", place: "name",
          expected: "at most \(mostParts) parts between slashes, none empty, beginning with a dot, or called "
            + RunDirectory.ownFolders.joined(separator: " or "),
          got: "\"\(name)\"", cure: "give another --name"))
    }
  }
}
