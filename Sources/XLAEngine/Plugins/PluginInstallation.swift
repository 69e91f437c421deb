internal import Diagnostics
internal import Files
internal import Foundation

extension PluginPackage {
  /// The architecture of this machine, as wheels name it.
  public static var machine: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #else
      "unknown"
    #endif
  }

  /// Where the package is installed; nil without a home folder.
  public func folder(environment: [String: String]) -> String? {
    PluginFolders.installed(environment: environment).map { "\($0)/\(name)" }
  }

  /// Whether this version of the package is installed.
  public func isInstalled(environment: [String: String]) -> Bool {
    guard let folder = folder(environment: environment) else { return false }
    let wheels = try? String(contentsOfFile: "\(folder)/\(Self.record)", encoding: .utf8)
    return wheels == requirementLines(machine: Self.machine)
  }

  /// The file in the folder that says which wheels it holds; written last.
  private static let record = "hourglass-wheels.txt"

  /// Installs the package into a virtual environment of its own; an older one is replaced once the new one is whole.
  ///
  /// - Parameters:
  ///   - environment: Of the process.
  ///   - python: The program that makes the environment.
  /// - Returns: the folder.
  /// - Throws: ``DeviceError``: `noPlugin` on another architecture, `failed` with what pip says. What was installed stays.
  public func install(environment: [String: String], python: String = "python3") throws -> String {
    guard let folder = folder(environment: environment) else {
      throw DeviceError(
        .failed, Report("there is no folder for plugins", cure: "set HOME or \(PluginFolders.variable)"))
    }
    guard downloadByteCount(machine: Self.machine) != nil else {
      throw DeviceError(
        .noPlugin,
        Report(
          "there is no such plugin for this machine", place: name,
          expected: wheels.first?.files.keys.sorted().joined(separator: " or "), got: Self.machine))
    }
    try Folder.make((folder as NSString).deletingLastPathComponent)
    let lock = try FileLock("\(folder).lock")
    defer { withExtendedLifetime(lock) {} }
    let fresh = "\(folder).new"
    try? FileManager.default.removeItem(atPath: fresh)
    do {
      if let failure = try Self.failure(of: python, ["-m", "venv", fresh]) {
        throw DeviceError(
          .failed,
          Report(
            "the plugin cannot be installed", place: "\(python) -m venv \(fresh)", got: failure.line,
            cure: "install Python 3 with venv: apt-get install python3-venv"))
      }
      let wheels = requirementLines(machine: Self.machine)
      try AtomicFile.write(text: wheels, to: "\(fresh)/requirements.txt")
      let arguments = [
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps",
        "--only-binary", ":all:", "--requirement", "\(fresh)/requirements.txt",
      ]
      if let failure = try Self.failure(of: "\(fresh)/bin/python", arguments) {
        throw DeviceError(package: self, pip: failure, python: Self.pythonVersion(in: fresh))
      }
      try FileManager.default.moveItem(atPath: "\(fresh)/requirements.txt", toPath: "\(fresh)/\(Self.record)")
    } catch {
      try? FileManager.default.removeItem(atPath: fresh)
      throw error
    }
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.moveItem(atPath: fresh, toPath: folder)
    return folder
  }

  /// The version of the Python of an environment: `3.11`; nil where it is unknown.
  private static func pythonVersion(in environment: String) -> String? {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "\(environment)/lib")) ?? []
    return folders.first { $0.hasPrefix("python3.") }.map { String($0.dropFirst("python".count)) }
  }

  /// Runs a program to its end; nil where it succeeds.
  private static func failure(of program: String, _ arguments: [String]) throws -> ProgramFailure? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0
      ? nil : ProgramFailure(text: text, status: process.terminationStatus)
  }
}
