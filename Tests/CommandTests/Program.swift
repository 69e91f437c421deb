import Foundation
import TestSupport
import Testing

/// The built program `hourglass`, run in a folder of its own beside small images.
struct Program {
  /// What a process has said, and how it ended.
  struct Outcome {
    /// The exit code, or the number of the signal that ended the process, negative.
    let status: Int32
    let output: String
    let errors: String

    /// The lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The last line of standard output as a JSON object.
    var lastObject: [String: Any]? {
      lines.last.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    }
  }

  let folder: TemporaryFolder
  /// Added to the environment, without the variables that the program heeds.
  var environment: [String: String] = [:]

  init() throws {
    folder = try TemporaryFolder()
    try SmallImages.write(to: folder)
  }

  /// Gives the images in `images` three classes in turn.
  func labelImages(in images: String = "images") throws {
    for (part, count) in [("train", SmallImages.trainingCount), ("t10k", SmallImages.testCount)] {
      let labels = (0..<count).map { UInt8($0 % 3) }
      try folder.write(SmallImages.idx([count], labels), "\(images)/\(part)-labels-idx1-ubyte")
    }
  }

  /// The program beside the tests' own executable.
  static let path: String = {
    #if canImport(Darwin)
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    #else
      let tests = Bundle.main.executableURL
    #endif
    return (tests ?? URL(fileURLWithPath: ".")).deletingLastPathComponent().appendingPathComponent("hourglass").path
  }()

  /// Has SIGHUP do nothing in tests that ignore it, as under nohup: what is ignored, their processes would ignore too.
  private static let hangUpIsHandled: Void = {
    let previous = signal(SIGHUP) { _ in }
    if unsafeBitCast(previous, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) { signal(SIGHUP, previous) }
  }()

  /// Arguments that train a small model on the small images, four steps an epoch.
  static let train = [
    "train", "--model", "SingleLayerCAE", "--model-args", #"{"filters":5}"#, "--dataset", "images", "--batch-size",
    "20", "--name", "mine", "--snapshot-interval", "1",
  ]

  /// Runs the program to its end.
  func callAsFunction(_ arguments: [String]) throws -> Outcome {
    try started(arguments).outcome()
  }

  func callAsFunction(_ arguments: String...) throws -> Outcome { try self(arguments) }

  /// Trains with ``train`` and these arguments, and expects success.
  @discardableResult
  func trained(_ arguments: String...) throws -> Outcome {
    let outcome = try self(Self.train + arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return outcome
  }

  /// Starts the program, or the shell command `shell` with the program and its arguments as `"$@"`.
  func started(_ arguments: [String], shell: String? = nil) throws -> Running {
    try Running(self, arguments, shell: shell)
  }

  /// Starts the program, sends it a signal when standard output holds `text`, and returns how it ended.
  ///
  /// Where the machine is so busy that the program ends first, its runs are removed and it is started again.
  func interrupted(_ arguments: [String], by signal: Int32, after text: String) throws -> Outcome {
    for _ in 0..<20 {
      let running = try started(arguments)
      try running.wait(for: text)
      kill(running.process.processIdentifier, signal)
      let outcome = try running.outcome()
      if outcome.status != 0 { return outcome }
      try FileManager.default.removeItem(atPath: folder("runs"))
    }
    throw CocoaError(.executableLoad, userInfo: ["errors": "the program ended each time before signal \(signal)"])
  }

  /// A process that may still be running.
  final class Running {
    let process = Process()
    private let output: String
    private let errors: String
    // Keeps the folder as long as the process writes to it.
    private let program: Program

    init(_ program: Program, _ arguments: [String], shell: String?) throws {
      self.program = program
      let streams = program.folder(".streams-\(UUID().uuidString)")
      (output, errors) = ("\(streams).out", "\(streams).err")
      for path in [output, errors] { try put([], at: path) }
      process.executableURL = URL(fileURLWithPath: shell == nil ? Program.path : "/bin/bash")
      process.arguments = (shell.map { ["-c", $0, "bash", Program.path] } ?? []) + arguments
      process.currentDirectoryURL = URL(fileURLWithPath: program.folder.path)
      var environment = ProcessInfo.processInfo.environment
      for name in ["HOURGLASS_ISA", "HOURGLASS_DATA"] { environment[name] = nil }
      process.environment = environment.merging(program.environment) { $1 }
      // Files rather than pipes: a process that says much does not wait for its reader.
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle(forWritingAtPath: output)
      process.standardError = FileHandle(forWritingAtPath: errors)
      _ = Program.hangUpIsHandled
      try process.run()
    }

    /// Waits until standard output holds `text`, or the process has ended.
    func wait(for text: String) throws {
      while process.isRunning, try !said.contains(text) { usleep(2000) }
    }

    /// What was written to standard output so far.
    var said: String { get throws { String(decoding: try bytes(of: output), as: UTF8.self) } }

    /// Waits for the end.
    func outcome() throws -> Outcome {
      process.waitUntilExit()
      let status = process.terminationStatus
      return Outcome(
        status: process.terminationReason == .uncaughtSignal ? -status : status, output: try said,
        errors: String(decoding: try bytes(of: errors), as: UTF8.self))
    }
  }

  /// Every file below `folder`, by path, without locks.
  func files(below folder: String) throws -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: self.folder(folder)) {
      let file = "\(self.folder(folder))/\(path)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      all[path] = try bytes(of: file)
    }
    return all
  }

  /// The same without the events of the last start, which a start tells that trains nothing.
  func filesWithoutEvents(below folder: String) throws -> [String: [UInt8]] {
    try files(below: folder).filter { !$0.key.hasSuffix("events.jsonl") }
  }
}

/// Expects that `outcome` is a failure told in one `error:` line with all of `words`.
func expectOneError(
  _ outcome: Program.Outcome, _ words: String..., status: Int32 = 1, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
  let lines = outcome.errors.split(separator: "\n")
  #expect(lines.count == 1 && outcome.errors.hasPrefix("error: "), "\(outcome.errors)", sourceLocation: sourceLocation)
  for word in words {
    #expect(outcome.errors.contains(word), "\(word) in \(outcome.errors)", sourceLocation: sourceLocation)
  }
}

/// Expects wrong usage, told as the argument parser tells it, with all of `words`.
func expectWrongUsage(
  _ outcome: Program.Outcome, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome.status == 64, "\(outcome.errors)", sourceLocation: sourceLocation)
  #expect(outcome.errors.hasPrefix("error: "), "\(outcome.errors)", sourceLocation: sourceLocation)
  #expect(outcome.errors.contains("Usage: hourglass"), "\(outcome.errors)", sourceLocation: sourceLocation)
  for word in words {
    #expect(outcome.errors.contains(word), "\(word) in \(outcome.errors)", sourceLocation: sourceLocation)
  }
}
