import Foundation
import TestSupport
import XLAEngine

/// The plugins that tests run on: for processors, as many as are installed or named.
enum TestPlugins {
  /// The variable that names them, with colons between: libraries of plugins.
  static let variable = "HOURGLASS_TEST_PLUGINS"

  /// Why tests of plugins are skipped.
  static let missing: String = {
    let reason = try? String(
      contentsOf: SourceTree.root.appendingPathComponent(".build/missing/cpu-xla"), encoding: .utf8)
    return "no plugin of XLA for processors; "
      + (reason?.split(separator: "\n").last.map(String.init) ?? "`hourglass device install cpu-xla` installs one")
  }()

  /// Their files.
  static let paths: [String] = {
    let environment = ProcessInfo.processInfo.environment
    let named = (environment[variable] ?? "").split(separator: ":").map(String.init)
    return named.isEmpty ? DeviceKind.named("cpu-xla")?.plugins(environment: environment) ?? [] : named
  }()

  /// Whether there is none.
  static var isEmpty: Bool { paths.isEmpty }

  /// One client a plugin for all tests of the process.
  static let clients: [Result<Client, DeviceError>] = paths.map { path in
    Result { () throws(DeviceError) in try Client(Plugin(path: path)) }
  }
}
