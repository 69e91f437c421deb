import Foundation
import Hourglass
import XLAEngine

/// A kind of device as `hourglass device list --json` prints it.
struct DeviceEntry: Encodable {
  /// One device.
  struct Device: Encodable {
    /// The name that `--device` takes: `cuda:1`.
    var name: String
    /// The vendor's name of its kind: `NVIDIA H200`.
    var title: String
    /// The bytes of memory that a process may use; nil where the plugin does not say.
    var memoryLimit: Int?
  }

  var kind: String
  var summary: String
  /// The driver on this machine; nil where there is none, or none is needed.
  var driver: String?
  var isGPU: Bool
  /// Whether `--device auto` measures it.
  var isMeasured = false
  /// The plugin that `--device` loads; nil where there is none.
  var plugin: String?
  /// The plugin's version of PJRT's interface.
  var interface: String?
  /// Whether the plugin was started; one that searches the network is started by its name alone.
  var isStarted = false
  /// The devices; of a plugin that was not started, the first.
  var devices: [Device] = []
  /// The values of `--precision` that the devices know, the default first.
  var precisions: [String] = []
  /// Why there is no device though there is a plugin.
  var problem: String?
  /// What `hourglass device install` installs for the kind.
  var packages: [String]

  /// Looks at a kind of device, whose plugin is started in a process of its own.
  ///
  /// - Parameters:
  ///   - isNamed: Whether the kind was asked for by its name.
  ///   - environment: Where plugins are.
  init(_ kind: DeviceKind, isNamed: Bool, environment: [String: String]) {
    (self.kind, summary, driver) = (kind.name, kind.summary, kind.driver)
    (isGPU, packages) = (kind.isGPU, kind.packages)
    plugin = kind.plugins(environment: environment).first
    guard let plugin else { return }
    guard kind.isStarted(isNamed: isNamed) else {
      devices = [Device(name: kind.name, title: kind.summary, memoryLimit: nil)]
      precisions = DeviceOptions.Precision.known(on: kind.name).map(\.rawValue)
      return
    }
    isMeasured = kind.candidate(environment: environment) != nil
    do {
      let probe = try PluginReport(path: plugin, name: kind.name).probe
      (isStarted, interface) = (true, probe.interfaceVersion)
      devices = probe.devices.enumerated().map { number, device in
        Device(
          name: probe.devices.count > 1 ? "\(kind.name):\(number)" : kind.name, title: device.kind,
          memoryLimit: device.memoryLimit)
      }
      precisions = DeviceOptions.Precision.known(on: probe.platform).map(\.rawValue)
    } catch {
      problem = "\(error)"
    }
  }
}

extension DeviceKind {
  /// Whether a list starts its plugins: one that searches the network for minutes when it is asked for, and has a driver.
  ///
  /// - Parameter isNamed: Whether the kind was asked for by its name.
  func isStarted(isNamed: Bool) -> Bool { isStartedUnasked || (isNamed && driver != nil) }
}
