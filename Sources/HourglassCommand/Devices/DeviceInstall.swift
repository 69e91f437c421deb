import ArgumentParser
import Foundation
import Hourglass
import XLAEngine

extension DeviceCommand {
  /// The command `hourglass device install`.
  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Install the plugin of a kind of device.",
      discussion: """
        The plugin and the libraries that it names are downloaded from PyPI into a Python environment of their own, below \
        ~/.local/share/hourglass/devices or HOURGLASS_DEVICES. Their versions and checksums are fixed.
        """)

    @Argument(help: "The package: \(PluginPackage.all.map(\.name).joined(separator: ", ")).")
    var package: String

    func run() throws {
      let environment = ProcessInfo.processInfo.environment
      let package = try FlagValues.checked { try PluginPackage.named(self.package) }
      if package.isInstalled(environment: environment), let folder = package.folder(environment: environment) {
        print("\(package.version) is installed in \(folder)")
        return
      }
      if let bytes = package.downloadByteCount(machine: PluginPackage.machine) {
        let needs = package.requirement.map { "; it needs \($0)" } ?? ""
        print("downloading \(package.version), \(Figures.bytes(bytes))\(needs)")
      }
      print("installed in \(try package.install(environment: environment))")
      if package.kind.needsDriver, package.kind.driver == nil {
        Console.note("there is no driver for \(package.kind.summary) on this machine")
      }
    }
  }
}
