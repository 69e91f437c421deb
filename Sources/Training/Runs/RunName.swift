import Diagnostics

/// The rules for names of runs: each is a folder of its own below the folder of runs.
enum RunName {
  /// The maximum number of parts; `<Model>/<settings>` has two, and one more may group runs.
  static let maxParts = 3

  /// Rejects a name that leads elsewhere, or that would not be found again.
  ///
  /// - Throws: ``RunError``.
  static func check(_ name: String) throws(RunError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && part.first != "." && !RunDirectory.ownFolders.contains(String(part))
        && part.allSatisfy { !$0.isNewline && $0 != "\0" }
    }
    guard isPlain, parts.count <= maxParts else {
      throw RunError(
        .badName,
        Report(
          "not a valid name of a run", place: "name",
          expected: "at most \(maxParts) parts between slashes, none empty, starting with a dot, or called "
            + RunDirectory.ownFolders.joined(separator: " or "),
          got: "\"\(name)\"", cure: "give another --name"))
    }
  }
}
