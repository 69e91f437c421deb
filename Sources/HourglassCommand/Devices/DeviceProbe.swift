import ArgumentParser
import Foundation
import Hourglass
import XLAEngine

extension DeviceCommand {
  /// The command `hourglass device probe`, with which `list` asks a plugin in a process of its own.
  struct Probe: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print what one plugin says of itself, as JSON.", shouldDisplay: false)

    @Argument(help: "The plugin's path.")
    var path: String

    @Option(help: "Its name in messages.")
    var name: String?

    func run() throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      print(String(decoding: try encoder.encode(PluginProbe(path: path, name: name)), as: UTF8.self))
    }
  }
}
