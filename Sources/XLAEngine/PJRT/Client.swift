internal import CPJRT
internal import Diagnostics

/// A plugin at work: its devices, and what they hold.
package final class Client: @unchecked Sendable {
  /// The plugin.
  package let plugin: Plugin
  /// The plugin's name for its kind of device: `cpu`, `cuda`, `tpu`.
  package let platform: String
  /// The version of what lies below: the driver's, the compiler's.
  package let platformVersion: String
  /// The devices that this process may use; at least one.
  package let devices: [Device]

  let pointer: OpaquePointer
  var api: OpaquePointer { plugin.api }

  /// Starts `plugin`.
  ///
  /// - Throws: ``DeviceError``: `noDevice` and what the plugin says.
  package init(_ plugin: Plugin) throws(DeviceError) {
    var pointer: OpaquePointer?
    try plugin.check(pjrt_client_create(plugin.api, nil, 0, &pointer), "start the plugin")
    guard let pointer else {
      throw DeviceError(.failed, Report("the plugin started without a client", place: plugin.name))
    }
    do {
      var (name, version) = (pjrt_text(), pjrt_text())
      try plugin.check(pjrt_client_platform(plugin.api, pointer, &name, &version), "ask for the plugin's name")
      (platform, platformVersion) = (String(name), String(version))
      devices = try Device.all(of: pointer, plugin: plugin)
    } catch {
      pjrt_client_destroy(plugin.api, pointer)
      throw error
    }
    (self.plugin, self.pointer) = (plugin, pointer)
  }

  deinit { pjrt_client_destroy(plugin.api, pointer) }
}
