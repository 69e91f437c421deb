import Hourglass
import Jobs
import Web

/// What the form of a new run says of devices: each of its runs is trained on each of them.
struct DraftDevices: Sendable {
  /// The devices; nil for the processor.
  let requests: [DeviceRequest?]
  /// The fields that do not fit, whatever the machine has.
  let errors: [FieldError]

  /// Reads the values of the form.
  init(_ body: RunDraftBody) {
    var errors: [FieldError] = []
    var texts: [String: [String]] = [:]
    let given = ["device": body.device, "precision": body.precision, "deterministic": body.deterministic]
    for field in RunForm.device.fields {
      guard let json = given[field.path] ?? nil else { continue }
      do throws(Misfit) {
        texts[field.path] = try WrittenSetting(field.setting, json, isSwept: field.isSwept)?.values
      } catch {
        errors.append(FieldError(field.path, error.message))
      }
    }
    let precision = texts["precision"]?.first
    let isDeterministic = texts["deterministic"]?.first == "true"
    requests = (texts["device"] ?? [DeviceRequest.processor]).map { name in
      name == DeviceRequest.processor
        ? nil : DeviceRequest(name, precision: precision, isDeterministic: isDeterministic)
    }
    if let precision, requests.contains(nil), precision != DeviceSettings.Precision.float32.rawValue {
      errors.append(FieldError("precision", "the processor computes in float32, got \(precision)"))
    }
    self.errors = errors
  }

  /// What does not fit the devices of the machine.
  ///
  /// - Parameter survey: What was found; nil where it is not known yet.
  func errors(on survey: DeviceSurvey?) -> [FieldError] {
    requests.compactMap { $0?.misfit(survey) }.prefix(1).map { FieldError($0.place ?? "device", $0.sentence) }
  }
}
