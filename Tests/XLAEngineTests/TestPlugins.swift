import Foundation
import XLAEngine

/// The plugins that tests run on: for the CPU, as many as are installed.
enum TestPlugins {
  /// The variable that names them, with colons between: libraries of plugins.
  static let variable = "HOURGLASS_TEST_PLUGINS"

  /// Why tests of plugins are skipped.
  static let missing = "no PJRT plugin for the CPU; `hourglass device install cpu-xla` installs one"

  /// Their files.
  static let paths = (ProcessInfo.processInfo.environment[variable] ?? "").split(separator: ":").map(String.init)

  /// Whether there is one.
  static var isEmpty: Bool { paths.isEmpty }

  /// One client a plugin for all tests of the process.
  static let clients: [Result<Client, DeviceError>] = paths.map { path in
    Result { () throws(DeviceError) in try Client(Plugin(path: path)) }
  }
}
