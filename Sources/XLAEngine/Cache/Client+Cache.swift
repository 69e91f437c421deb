internal import Diagnostics
internal import Foundation

/// What happens while a program is compiled.
public enum CompilationEvent: Sendable {
  /// Compilation started; the length of the text in bytes.
  case began(name: String, byteCount: Int)
  /// The program is compiled or loaded from disk; the duration in seconds.
  case ended(name: String, seconds: Double, wasCached: Bool)

  /// One line for people.
  public var description: String {
    switch self {
    case .began(let name, let count): "compiling \(name) (\(Figures.bytes(count)) of StableHLO)"
    case .ended(let name, let seconds, false): "compiled \(name) in \(Figures.duration(seconds))"
    case .ended(let name, let seconds, true): "\(name) was compiled before; loaded in \(Figures.duration(seconds))"
    }
  }
}

extension Client {
  /// Compiles StableHLO, unless the same was compiled before.
  ///
  /// - Parameters:
  ///   - text: A module with a public function `main`.
  ///   - name: What it is, for messages: `a training step of 128 images`.
  ///   - options: Flags and the device.
  ///   - cache: Where compiled programs are; nil for none.
  ///   - report: Receives the events; a program from disk has the last one alone.
  /// - Throws: ``DeviceError``: `refused` for an operation that the plugin does not have.
  package func executable(
    _ text: String, name: String, options: CompileOptions = CompileOptions(), cache: ExecutableCache?,
    report: (CompilationEvent) -> Void = { _ in }
  ) throws(DeviceError) -> Executable {
    let begin = ContinuousClock.now
    let key = cacheKey(of: text, options)
    if let cache, let program = cache.load(key) {
      if let executable = try? load(program) {
        report(.ended(name: name, seconds: (ContinuousClock.now - begin) / .seconds(1), wasCached: true))
        return executable
      }
      cache.remove(key)
    }
    report(.began(name: name, byteCount: text.utf8.count))
    let executable = try compile(text, options: options)
    report(.ended(name: name, seconds: (ContinuousClock.now - begin) / .seconds(1), wasCached: false))
    // A plugin that cannot serialise compiles each time.
    if let cache, let program = try? executable.serialized() { cache.store(program, for: key) }
    return executable
  }

  /// Everything that compiled code depends on.
  private func cacheKey(of text: String, _ options: CompileOptions) -> [UInt8] {
    let file = (try? FileManager.default.attributesOfItem(atPath: plugin.path)) ?? [:]
    let written = (file[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    let device = devices.first { $0.identifier == options.device } ?? devices[0]
    var parts = [
      plugin.path, "\(file[.size] as? Int ?? 0)", "\(written)", plugin.version, platform, platformVersion, device.kind,
    ]
    if platform == "cpu" { parts.append(Self.processor) }
    return Array(parts.joined(separator: "\0").utf8) + [0] + options.encoded + [0] + Array(text.utf8)
  }

  /// The processor's model and instructions: a home folder may serve several machines.
  private static let processor: String = {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    return ["model name", "flags", "Features"].compactMap { field in lines.first { $0.hasPrefix(field) } }
      .joined(separator: "\n")
  }()
}
