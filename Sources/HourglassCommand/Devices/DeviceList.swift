import ArgumentParser
import Foundation
import Hourglass
import XLAEngine

extension DeviceCommand {
  /// The command `hourglass device list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the devices, and why others cannot be used.",
      discussion: """
        Plugins are found where `hourglass device install` puts them, in the active Python environment and in the \
        system's; PJRT_NAMES_AND_LIBRARY_PATHS=cuda:/path/plugin.so names others. Each is started in a process of its own.
        """)

    @Argument(help: "A kind of device, such as cuda, or a plugin's path. (default: all kinds)")
    var name: String?

    @Flag(help: "Print one JSON object a kind of device: its plugin, devices and precisions.")
    var json = false

    func validate() throws {
      if json, name?.contains("/") == true { throw ValidationError("--json: expected a kind of device, got a path") }
    }

    func run() throws {
      let environment = ProcessInfo.processInfo.environment
      if let name, name.contains("/") {
        print("\(name)\n  \(try PluginReport(path: name, name: nil))")
        return
      }
      let kinds = try FlagValues.checked { try name.map { [try kind($0)] } ?? DeviceKind.all }
      if json {
        for kind in kinds {
          print(try DeviceEntry(kind, isNamed: name != nil, environment: environment).jsonLine())
        }
        return
      }
      if name == nil {
        print(
          "cpu: processors\n  Hourglass's own engine, on \(ProcessInfo.processInfo.activeProcessorCount) processors")
      }
      for kind in kinds {
        print("\(kind.name): \(kind.summary)")
        for line in lines(kind, environment: environment) { print("  \(line)") }
      }
      print("what plugins print is saved in \(PluginLog.path)")
    }

    private func kind(_ name: String) throws -> DeviceKind {
      guard let kind = DeviceKind.named(name) else { throw DeviceError.noKind(name) }
      return kind
    }

    /// What is known of a kind: its driver, then a line for each plugin.
    private func lines(_ kind: DeviceKind, environment: [String: String]) -> [String] {
      var lines: [String] = []
      if kind.needsDriver { lines.append("driver: \(kind.driver ?? "none")") }
      let plugins = kind.plugins(environment: environment)
      for path in plugins {
        guard kind.isStarted(isNamed: name == kind.name) else {
          lines.append(
            kind.driver == nil
              ? "found, not started: without a driver it searches for minutes"
              : "found, not started unasked: hourglass device list \(kind.name)")
          lines.append(path)
          continue
        }
        do {
          lines.append("\(try PluginReport(path: path, name: kind.name))")
        } catch {
          lines.append("\(error)")
        }
        lines.append(path)
      }
      if plugins.isEmpty {
        let installs = kind.packages.map { "hourglass device install \($0)" }.joined(separator: ", or ")
        lines.append("no plugin" + (installs.isEmpty ? "; give its path where one is" : "; \(installs)"))
      }
      return lines
    }
  }
}
