internal import CPJRT
internal import Diagnostics

extension DeviceError {
  /// The kind of an error by its status code (those of Abseil) and its message.
  static func kind(status: Int32, message: String) -> Code {
    if message.contains("CUDA_ERROR_") || message.contains("HIP_ERROR_") || message.contains("device lost") {
      return message.contains("OUT_OF_MEMORY") ? .outOfMemory : .vanished
    }
    // A plugin for processors reports full memory as a failure of its own.
    if message.localizedStandardContainsAny("out of memory", "resource_exhausted") { return .outOfMemory }
    if message.localizedStandardContainsAny("no visible", "no devices", "no device found") { return .noDevice }
    switch status {
    case 8: return .outOfMemory
    case 12: return .refused
    case 5 where message.contains("custom call"): return .refused
    case 3, 9, 11: return .invalid
    case 10, 14, 15: return .vanished
    default: return .failed
    }
  }

  /// What to do about an error of a kind.
  static func cure(_ code: Code) -> String? {
    switch code {
    case .outOfMemory: "choose a smaller batch, or end what else uses the device's memory"
    case .vanished: "see the system's log (dmesg); start again once the device answers"
    case .noDevice: "see that a device is there and that its driver is loaded, or leave out --device"
    case .refused: "update the plugin, or leave out --device"
    default: nil
    }
  }

  /// The error that a plugin reported; a message of several lines is one line here.
  init(plugin: String, doing action: String, status: Int32, message: String) {
    let lines = message.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }
    let code = Self.kind(status: status, message: message)
    self.init(
      code, Report("cannot \(action)", place: plugin, got: lines.joined(separator: " "), cure: Self.cure(code)))
  }
}

extension String {
  /// Whether the text contains one of `parts`, in capitals or not.
  fileprivate func localizedStandardContainsAny(_ parts: String...) -> Bool {
    let lower = lowercased()
    return parts.contains { lower.contains($0) }
  }
}
