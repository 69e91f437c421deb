import Foundation

/// The program that trains.
enum HourglassProgram {
  /// The absolute path of `given`, or of `hourglass` beside this program or in PATH.
  ///
  /// - Throws: ``Refusal`` where there is no such program.
  static func path(_ given: String?) throws -> String {
    let files = FileManager.default
    if let given {
      let path = URL(fileURLWithPath: given).standardizedFileURL.path
      guard files.isExecutableFile(atPath: path) else { throw Refusal(description: "there is no program \(path)") }
      return path
    }
    let own = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in [own].compactMap(\.self) + path.split(separator: ":").map(String.init) {
      let candidate = URL(fileURLWithPath: "\(folder)/hourglass").standardizedFileURL.path
      if files.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw Refusal(description: "the program hourglass is neither beside this one nor in PATH; name it with --hourglass")
  }
}
