import Foundation

/// A process of this machine, told apart from a later one with the same number.
public struct ProcessIdentity: Codable, Hashable, Sendable {
  /// The process id.
  public let number: Int32
  /// When the process was started: on Linux in ticks since the machine was, elsewhere in microseconds since 1970.
  public let start: UInt64
  /// The start of the machine that `start` counts from; empty where it does not.
  public let boot: String

  /// The process with the id `number`; nil where there is none, or it has ended.
  init?(_ number: Int32) {
    guard number > 0, let start = Self.start(of: number) else { return nil }
    (self.number, self.start, boot) = (number, start, Self.currentBoot)
  }

  /// Whether the process still works.
  var isAlive: Bool { ProcessIdentity(number) == self }

  /// Sends the signal, unless the process has ended.
  ///
  /// - Parameters:
  ///   - signal: The number of the signal.
  ///   - wholeGroup: Whether the processes that it has started get the signal, too.
  func send(_ signal: Int32, wholeGroup: Bool = false) {
    guard isAlive else { return }
    kill(wholeGroup && getpgid(number) == number ? -number : number, signal)
  }

  #if canImport(Darwin)
    private static let currentBoot = ""

    private static func start(of number: Int32) -> UInt64? {
      var info = proc_bsdinfo()
      let size = Int32(MemoryLayout<proc_bsdinfo>.size)
      guard proc_pidinfo(number, PROC_PIDTBSDINFO, 0, &info, size) == size, info.pbi_status != SZOMB else { return nil }
      return info.pbi_start_tvsec * 1_000_000 + info.pbi_start_tvusec
    }
  #else
    private static let currentBoot =
      (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""

    /// The 22nd field of `/proc/<number>/stat`; nil for a process that has ended but was not waited for.
    private static func start(of number: Int32) -> UInt64? {
      guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .isoLatin1),
        let name = text.lastIndex(of: ")")
      else { return nil }
      // The name of the program, in parentheses, may hold anything.
      let fields = text[text.index(after: name)...].split(separator: " ")
      guard fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
      return UInt64(fields[19])
    }
  #endif
}

extension ProcessIdentity {
  /// The processes of `program` that have an argument below the folder `folder`; on Linux alone.
  ///
  /// Finds the process of a job whose number was not written, because the server was killed just after it was started,
  /// and the processes that a launcher has started.
  static func all(using folder: String, program: String) -> [ProcessIdentity] {
    let wanted = Array("\(folder)/".utf8)
    let program = Array(program.utf8)
    return ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { name in
      guard let number = Int32(name), number != getpid(),
        let bytes = FileManager.default.contents(atPath: "/proc/\(number)/cmdline")
      else { return nil }
      let arguments = bytes.split(separator: 0)
      guard arguments.first.map(Array.init) == program,
        arguments.dropFirst().contains(where: { $0.starts(with: wanted) })
      else { return nil }
      return ProcessIdentity(number)
    }
  }
}
