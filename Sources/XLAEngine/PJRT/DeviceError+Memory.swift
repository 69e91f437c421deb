internal import Diagnostics

extension DeviceError {
  /// The same, with what a program needs, what the device has, and the batch that would fit.
  ///
  /// - Parameters:
  ///   - program: What the program needs; nil where unknown.
  ///   - device: What the device has; nil where unknown.
  ///   - sampleCount: The images of the program; nil where it is of none.
  package func naming(_ program: ExecutableMemory?, _ device: DeviceMemory?, sampleCount: Int?) -> DeviceError {
    guard let program, program.total > 0, let limit = device?.limit else { return self }
    var report = report
    report.expected = "at most \(Figures.bytes(limit))"
    report.got = "\(Figures.bytes(program.total)) for one run"
    // A tenth stays free for what else is on the device.
    let fitting = sampleCount.map { Int(Double($0) * 0.9 * Double(limit) / Double(program.total)) }
    if let sampleCount, let fitting, (1..<sampleCount).contains(fitting) {
      report.cure = "choose a batch of about \(fitting) images, or end what else uses the device's memory"
    }
    return DeviceError(code, report)
  }
}
