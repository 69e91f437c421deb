public import Hourglass

/// Where a training computes, other than with the processor's own engine.
public struct DeviceRequest: Codable, Hashable, Sendable {
  /// The name of the processor, which needs no request.
  public static let processor = "cpu"
  /// The name for the processor, or an accelerator that is measured to be faster.
  public static let automatic = "auto"

  /// A device, `cuda:1`; a kind for any of its devices, `cuda`; or `auto`.
  public var name: String
  /// The precision of products; nil for the device's default.
  public var precision: String?
  /// Whether a GPU computes the same bits each time.
  public var isDeterministic: Bool

  /// Creates a request; the parameters are its properties.
  public init(_ name: String, precision: String? = nil, isDeterministic: Bool = false) {
    (self.name, self.precision, self.isDeterministic) = (name, precision, isDeterministic)
  }

  /// The kind of a device as the record of a run names it: `cuda` of `cuda NVIDIA H200, tf32`.
  public static func kind(ofRecord name: String) -> String {
    let platform = String(name.prefix { $0 != " " && $0 != "," })
    return ["xla-cpu": "cpu-xla", "sycl": "oneapi"][platform] ?? platform
  }

  /// Whether the program chooses.
  var isAutomatic: Bool { name == Self.automatic }

  /// The flags of the program.
  ///
  /// - Parameter device: The device that it gets; nil for the name as it is.
  public func flags(on device: String? = nil) -> [String] {
    ["--device", isAutomatic ? name : device ?? name] + (precision.map { ["--precision", $0] } ?? [])
      + (isDeterministic ? ["--deterministic"] : [])
  }

  /// What does not fit the machine, whose place is `device` or `precision`; nil where all does.
  ///
  /// - Parameter survey: What was found; nil where it is not known yet, and everything may fit.
  public func misfit(_ survey: DeviceSurvey?) -> Report? {
    // Never a path: whoever may train here may not choose a library for the program to load.
    guard name.wholeMatch(of: /[a-z][a-z0-9-]*(:[0-9]{1,4})?/) != nil, name != Self.processor else {
      return Report("no such device", place: "device", expected: "a name such as cuda:0, or auto", got: name)
    }
    guard let survey else { return nil }
    let findings = survey.findings(for: name)
    guard isAutomatic || !findings.isEmpty else {
      let names = ([Self.processor, Self.automatic] + survey.devices.map(\.name)).joined(separator: ", ")
      return Report("there is no such device", place: "device", expected: names, got: name)
    }
    let known = findings.reduce(into: [String]()) { all, finding in
      all += finding.precisions.filter { !all.contains($0) }
    }
    guard let precision, !known.contains(precision), !(known.isEmpty && precision == "float32") else { return nil }
    return Report(
      "the device does not compute in this precision", place: "precision",
      expected: known.isEmpty ? "float32" : known.joined(separator: " or "), got: precision)
  }
}

/// Where a job that is resumed computes.
public enum DeviceChange: Hashable, Sendable {
  /// Where it did before.
  case none
  /// On the processor, with its own engine.
  case processor
  /// On a device.
  case device(DeviceRequest)
}
