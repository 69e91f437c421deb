import ArgumentParser
import Foundation
import Hourglass

/// The command `hourglass studio`, which becomes the program `hourglass-studio`.
struct Studio: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open the workbench in a browser: data sets, networks, training, live runs.",
    discussion: """
      Starts hourglass-studio with all arguments, such as --port 8080; `make studio` builds it.

        hourglass studio
        hourglass studio --help
      """)

  @Argument(parsing: .captureForPassthrough, help: "Arguments of hourglass-studio.")
  var arguments: [String] = []

  func run() throws {
    let own = Bundle.main.executableURL?.resolvingSymlinksInPath().path
    let places = StudioProgram(own: own, path: ProcessInfo.processInfo.environment["PATH"])
    guard let program = places.executable else {
      // The program's own help is longer, and comes where it is built.
      if arguments.contains(where: ["--help", "-h"].contains) { throw CleanExit.helpRequest(self) }
      throw places.missing
    }
    try StandardOutput.finish()
    throw StudioError.notStarted(program, places.replaceProcess(by: program, arguments))
  }
}

/// The program `hourglass-studio`, and where it may be.
struct StudioProgram {
  private static let name = "hourglass-studio"

  /// The path of `hourglass` itself, without links; nil where it is not known.
  let own: String?
  /// The folders of programs, with colons between.
  let path: String?

  /// Where the program is looked for, in order: beside `hourglass`, in the checkout that `hourglass` was built in, in PATH.
  var candidates: [String] {
    let folders = ownFolders + (path ?? "").split(separator: ":").map(String.init)
    return folders.map { "\($0)/\(Self.name)" }
  }

  /// The folders that belong to `hourglass`.
  private var ownFolders: [String] {
    var folders: [String] = []
    if let own {
      let parts = own.split(separator: "/")
      folders.append("/" + parts.dropLast().joined(separator: "/"))
      if let build = parts.lastIndex(of: ".build") {
        folders.append("/" + (parts[..<build] + ["Studio", ".build", "release"]).joined(separator: "/"))
      }
    }
    return folders
  }

  /// The first candidate that can be executed; nil for none.
  var executable: String? {
    candidates.first { candidate in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder) && !isFolder.boolValue
        && access(candidate, X_OK) == 0
    }
  }

  /// The error where there is none.
  var missing: StudioError { .notBuilt(ownFolders.map { "\($0)/\(Self.name)" } + ["one in PATH"]) }

  /// Replaces this process by `program` with `arguments` and the path of `hourglass`; returns the number of the error.
  func replaceProcess(by program: String, _ arguments: [String]) -> Int32 {
    let isNamed = arguments.contains { $0 == "--hourglass" || $0.hasPrefix("--hourglass=") }
    let all = [program] + (isNamed ? [] : own.map { ["--hourglass", $0] } ?? []) + arguments
    // A program that is started keeps which signals are ignored.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_DFL) }
    var strings = all.map { strdup($0) }
    strings.append(nil)
    execv(program, strings)
    return errno
  }
}

/// The Studio cannot be started.
struct StudioError: ReportedError {
  enum Code { case notBuilt, notStarted }
  let code: Code
  let report: Report

  /// The program is at none of `places`.
  static func notBuilt(_ places: [String]) -> StudioError {
    StudioError(
      code: .notBuilt,
      report: Report(
        "the Studio is not built", expected: places.joined(separator: " or "), got: "no such program",
        cure: "build it with `make studio` in the folder of Hourglass's sources"))
  }

  /// The program cannot be executed.
  static func notStarted(_ program: String, _ number: Int32) -> StudioError {
    StudioError(
      code: .notStarted,
      report: Report(
        "the Studio cannot be started", place: program, got: String(cString: strerror(number)),
        cure: "build it again with `make studio`"))
  }
}
