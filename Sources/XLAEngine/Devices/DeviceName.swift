internal import Diagnostics

/// A device as it is named on the command line: `cuda`, `cuda:1`, a plugin's path, `cpu`.
public struct DeviceName: Hashable, Sendable, CustomStringConvertible {
  /// The kind of device, or the plugin's path.
  public let plugin: String
  /// The number of the device; nil for the first.
  public let number: Int?

  /// The processor, computed on by Hourglass's own engine.
  public static let cpu = DeviceName("cpu", nil)
  /// The processor, or an accelerator where that is faster.
  public static let auto = DeviceName("auto", nil)

  private init(_ plugin: String, _ number: Int?) { (self.plugin, self.number) = (plugin, number) }

  /// Reads a name; TensorFlow's `/gpu:0`, `/cpu:0` and Torch's `gpu` are understood.
  ///
  /// - Throws: ``DeviceError`` that lists the names.
  public init(_ text: String) throws(DeviceError) {
    let tensorFlow =
      text.hasPrefix("/") ? text.dropFirst().split(separator: ":", maxSplits: 1).map { $0.lowercased() } : []
    let isTensorFlow =
      tensorFlow.count == 2 && ["cpu", "gpu", "tpu"].contains(tensorFlow[0]) && Int(tensorFlow[1]) != nil
    if text.contains("/"), !isTensorFlow {
      self.init(text, nil)
      return
    }
    let parts = isTensorFlow ? tensorFlow : text.lowercased().split(separator: ":", maxSplits: 1).map(String.init)
    let name = parts.first == "gpu" ? "cuda" : parts.first ?? ""
    guard ["cpu", "auto"].contains(name) || DeviceKind.named(name) != nil else { throw DeviceError.unknown(text) }
    guard parts.count == 2 else {
      self.init(name, nil)
      return
    }
    guard let number = Int(parts[1]), number >= 0, name != "auto", name != "cpu" || number == 0 else {
      throw DeviceError(
        .invalid, Report("a device has a number from 0", place: text, cure: "write \(name):0, or \(name) for the first")
      )
    }
    self.init(name, name == "cpu" ? nil : number)
  }

  /// The name as it is written.
  public var description: String { number.map { "\(plugin):\($0)" } ?? plugin }
}
