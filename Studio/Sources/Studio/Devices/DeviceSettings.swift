import Hourglass
import Jobs

/// Where a run is trained: what stands beside a run file, as `--device`, `--precision` and `--deterministic` do.
struct DeviceSettings: Configurable, Sendable {
  /// The precisions of products that devices may have.
  enum Precision: String, CaseIterable { case float32, tf32, bf16 }

  /// A device, a kind of device, `auto`, or `cpu`.
  var device = DeviceRequest.processor
  /// The precision of products; nil for the device's default.
  var precision: Precision?
  /// Whether a GPU computes the same bits each time.
  var isDeterministic = false

  static let settingsOwner = "the device"
  static let heading = "Device"
  static let settings: [Setting<Self>] = [
    .text(
      "device", \.device, expected: "cpu, a device such as cuda:0, a kind of device such as cuda, or auto",
      pattern: "[a-z][a-z0-9-]*(:[0-9]{1,4})?",
      help: "What trains the run; auto measures, and takes the faster.", group: heading),
    Setting.choice("precision", \.precision, help: "The precision of products; sums are in float32.", group: heading)
      .defaulting(to: Precision.float32.rawValue),
    .flag(
      "deterministic", \.isDeterministic,
      help: "Compute the same bits each time, which is slower on a GPU.", group: heading),
  ]
}
