internal import CPJRT
internal import Diagnostics
internal import Foundation

/// A library that compiles and runs StableHLO on a kind of device, through PJRT's C interface.
///
/// A plugin stays loaded until the process ends. OpenXLA, "PJRT C API", openxla/xla `xla/pjrt/c/pjrt_c_api.h`.
public final class Plugin: Sendable {
  /// The version of the interface that this library follows.
  public static let knownVersion = "\(HOURGLASS_PJRT_MAJOR).\(HOURGLASS_PJRT_MINOR)"

  /// The name in messages and records: `cpu`, `cuda`, or the file's.
  public let name: String
  /// The file.
  public let path: String
  /// The version of the interface that the plugin follows: `0.81`.
  public let version: String

  nonisolated(unsafe) let api: OpaquePointer

  /// Loads the plugin in the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The library.
  ///   - name: The name in messages; by default the file's.
  /// - Throws: ``DeviceError``: `noPlugin`, `notLoaded`, `incompatible` or what the plugin says.
  public init(path: String, name: String? = nil) throws(DeviceError) {
    let name = name ?? (path as NSString).lastPathComponent
    guard FileManager.default.fileExists(atPath: path) else {
      throw DeviceError(.noPlugin, Report("there is no such plugin", place: path, cure: "see `hourglass device`"))
    }
    let loading = PluginLog.keeping { pjrt_load(path) }
    defer { free(loading.message) }
    guard loading.status == PJRT_LOADED, let api = loading.api else { throw DeviceError(loading, path: path) }
    (self.name, self.path, self.api) = (name, path, api)
    version = "\(loading.major).\(loading.minor)"
    try call("initialise the plugin") { pjrt_initialize(api) }
  }

  /// Calls the plugin, whose noise goes to the log, and throws the error that it returns.
  func call(_ action: @autoclosure () -> String, _ call: () -> OpaquePointer?) throws(DeviceError) {
    if let error = PluginLog.keeping(call) { throw take(error, action()) }
  }

  /// Throws `error` if there is one, and releases it.
  func check(_ error: OpaquePointer?, _ action: @autoclosure () -> String) throws(DeviceError) {
    if let error { throw take(error, action()) }
  }

  /// The Swift error for `error`, which is released.
  func take(_ error: OpaquePointer, _ action: String) -> DeviceError {
    let status = pjrt_error_code(api, error)
    let message = String(pjrt_error_message(api, error))
    pjrt_error_destroy(api, error)
    return DeviceError(plugin: name, doing: action, status: status, message: message)
  }
}

extension DeviceError {
  /// Why a plugin was not loaded.
  fileprivate init(_ loading: pjrt_loading, path: String) {
    let version = loading.major < 0 ? "none" : "\(loading.major).\(loading.minor)"
    let known = "\(HOURGLASS_PJRT_MAJOR).\(HOURGLASS_PJRT_OLDEST_MINOR) to \(Plugin.knownVersion), or a later minor one"
    switch loading.status {
    case PJRT_NOT_LOADED:
      self.init(
        .notLoaded,
        Report(
          "the plugin cannot be loaded", place: path, got: loading.message.map { String(cString: $0) },
          cure: "install what it needs; `hourglass device` lists plugins"))
    case PJRT_NO_ENTRY:
      self.init(
        .incompatible,
        Report("the file is not a PJRT plugin", place: path, expected: "a function GetPjrtApi", got: "none"))
    case PJRT_OTHER_VERSION:
      self.init(
        .incompatible,
        Report(
          "the plugin follows another version of PJRT's interface", place: path, expected: known, got: version,
          cure: "install the plugin that `hourglass device install` names"))
    default:
      self.init(
        .incompatible,
        Report(
          "the plugin's table of functions has another layout", place: path,
          expected: "that of \(known), at least \(loading.needed_bytes) bytes",
          got: "version \(version), \(loading.table_bytes) bytes",
          cure: "install the plugin that `hourglass device install` names"))
    }
  }
}

extension String {
  /// A copy of text that a plugin owns.
  init(_ text: pjrt_text) {
    self =
      text.bytes.map { bytes in
        String(decoding: UnsafeRawBufferPointer(start: bytes, count: text.count), as: UTF8.self)
      } ?? ""
  }
}
