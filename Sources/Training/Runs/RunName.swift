import Diagnostics

/// The rules for names of runs: each is a folder of its own below the folder of runs.
enum RunName {
  /// The maximum number of parts; `<Model>/<settings>` has two, and one more may group runs.
  static let maxParts = 3

  /// `name` with letters that a shell leaves alone: `0.2*ssim` becomes `0.2ssim`, spaces and other letters become `-`.
  ///
  /// Letters and digits of any script, and `. _ = + - , : / @ %` stay.
  static func plain(_ name: String) -> String {
    String(
      name.compactMap { letter -> Character? in
        if letter == "*" { return nil }
        return letter.isLetter || letter.isNumber || "._=+-,:/@%".contains(letter) ? letter : "-"
      })
  }

  /// Rejects a name that leads elsewhere, or that would not be found again.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - option: The option that gives another, for the message; nil for none.
  /// - Throws: ``RunError``.
  static func check(_ name: String, option: String?) throws(RunError) {
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
          got: "\"\(name)\"", cure: "give another \(option ?? "name")"))
    }
  }
}
