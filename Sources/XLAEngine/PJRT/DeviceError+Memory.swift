internal import Diagnostics

extension DeviceError {
  /// The same, with what a program needs, what the device has, and the batch that would fit.
  ///
  /// - Parameters:
  ///   - program: What the program needs; nil where unknown.
  ///   - device: What the device has; nil where unknown.
  ///   - sampleCount: The images of the program; nil where it is of none.
  package func naming(_ program: ExecutableMemory?, _ device: DeviceMemory?, sampleCount: Int?) -> DeviceError {
    guard let sampleCount else { return self }
    var report = report
    report.what = "the device's memory is full"
    var fitting = sampleCount / 2
    if let program, program.total > 0 {
      report.got = "\(Figures.bytes(program.total)) for a run of \(sampleCount) images"
      if let limit = device?.limit {
        report.expected = "at most \(Figures.bytes(limit))"
        // A tenth stays free for what else is on the device.
        fitting = min(fitting, Int(Double(sampleCount) * 0.9 * Double(limit) / Double(program.total)))
      }
    }
    report.cure =
      fitting > 0
      ? "choose a batch of about \(fitting) images, or end what else uses the device's memory"
      : "the memory is too small for this model, or end what else uses it"
    return DeviceError(code, report)
  }
}
