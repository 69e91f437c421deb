import ArgumentParser
import Hourglass

/// The command `hourglass device`.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "List the devices to compute on, and install what they need.",
    subcommands: [List.self, Install.self, Probe.self], defaultSubcommand: List.self)
}
