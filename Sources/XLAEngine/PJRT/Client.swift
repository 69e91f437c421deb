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
  /// - Parameters:
  ///   - plugin: The plugin.
  ///   - gpu: The number of the one GPU to use, of a plugin for GPUs, which otherwise takes memory of all; nil for all.
  /// - Throws: ``DeviceError``: `noDevice` and what the plugin says.
  package init(_ plugin: Plugin, gpu: Int? = nil) throws(DeviceError) {
    var pointer: OpaquePointer?
    try plugin.call("start the plugin") {
      var numbers = gpu.map { [Int64($0)] } ?? []
      return "visible_devices".utf8CString.withUnsafeBufferPointer { name in
        numbers.withUnsafeMutableBufferPointer { numbers in
          var option = pjrt_value()
          option.name = pjrt_text(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(name).dropLast()))
          option.type = PJRT_INTEGERS
          (option.integers, option.count) = (UnsafePointer(numbers.baseAddress), numbers.count)
          return pjrt_client_create(plugin.api, &option, gpu == nil ? 0 : 1, &pointer)
        }
      }
    }
    guard let pointer else {
      throw DeviceError(
        .failed,
        Report("the plugin started without a client", place: plugin.name, cure: "install another version of it"))
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
