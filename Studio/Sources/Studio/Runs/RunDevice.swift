import Foundation
import Hourglass
import Jobs
import Web

/// What a run was trained on last, as its record says.
struct RunDevice: Hashable, Sendable {
  /// An accelerator, `cuda NVIDIA H200`, or the processor's instructions, `avx512`.
  let title: String
  /// Whether it is an accelerator.
  let isAccelerator: Bool
  /// The precision of products where it is not float32.
  let precision: String?
  /// The starts on another device: `after epoch 3: avx512, then cuda NVIDIA H200`.
  let changes: [String]

  /// Reads the record of `file`; nil where it says nothing.
  init?(_ file: RunFile) {
    guard let name = file.record["device"] ?? file.record["instruction_set"] else { return nil }
    isAccelerator = file.record["device"] != nil
    let parts = name.components(separatedBy: ", ")
    let precision = DeviceSettings.Precision(rawValue: parts.last ?? "")?.rawValue
    (self.precision, title) = (precision, precision == nil ? name : parts.dropLast().joined(separator: ", "))
    changes = file.history.compactMap { entry in
      entry.device.map { "after epoch \(Figures.count(entry.epoch)): \($0)" }
    }
  }

  /// What asks for a device of the same kind; nil for the processor.
  var request: DeviceRequest? {
    isAccelerator ? DeviceRequest(DeviceRequest.kind(ofRecord: title), precision: precision) : nil
  }

  /// The device in words.
  var words: String { isAccelerator ? title : "processor (\(title))" }
}

extension StudioServer {
  /// Where a run or a job that is resumed computes.
  static let resumeDevice = Parameter.text(
    "device", "Where it computes from now on: cpu, a device or auto; where it did by default", default: "",
    maxLength: 64)

  /// The change that `device` asks for, which is empty for none.
  static func deviceChange(_ device: String) -> DeviceChange {
    switch device {
    case "": .none
    case DeviceRequest.processor: .processor
    default: .device(DeviceRequest(device))
    }
  }
}
