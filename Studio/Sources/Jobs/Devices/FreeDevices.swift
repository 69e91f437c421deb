/// The devices that no process has, while the queue looks for jobs to start.
struct FreeDevices {
  private let survey: DeviceSurvey?
  private var taken: Set<String>

  /// - Parameters:
  ///   - survey: What was found; nil before the program has answered.
  ///   - taken: The names of the devices that processes have.
  init(_ survey: DeviceSurvey?, taken: Set<String>) { (self.survey, self.taken) = (survey, taken) }

  /// What a job can have.
  enum Share: Hashable {
    /// These devices, by name; none for a job that needs none.
    case free([String])
    /// Nothing before these are free; none where the devices are not known yet.
    case waiting([String])
    /// The device is gone.
    case gone(String)
  }

  /// What a job with this request can have now.
  ///
  /// - Parameters:
  ///   - request: What it asks for; nil for the processor.
  ///   - processes: The number of its processes; each takes the GPU of its number.
  func share(_ request: DeviceRequest?, processes: Int = 1) -> Share {
    guard let request else { return .free([]) }
    guard let survey else { return .waiting([]) }
    if request.isAutomatic {
      // It measures all of these, and gives back those that it does not choose.
      let wanted = survey.measured.map(\.name)
      return wanted.contains(where: taken.contains) ? .waiting(wanted) : .free(wanted)
    }
    let wanted = survey.devices.filter { $0.isNamed(request.name) }.map(\.name)
    guard !wanted.isEmpty else { return .gone(Self.reason(request, survey)) }
    if processes > 1, survey.findings(for: request.name).first?.isGPU == true {
      guard wanted.count >= processes else {
        return .gone("there are not as many devices \(request.name) as processes; resume the job with fewer")
      }
      let first = Array(wanted.prefix(processes))
      return first.contains(where: taken.contains) ? .waiting(first) : .free(first)
    }
    return wanted.first { !taken.contains($0) }.map { .free([$0]) } ?? .waiting(wanted)
  }

  /// Gives devices to a job.
  mutating func take(_ names: [String]) { taken.formUnion(names) }

  /// Why a device cannot be had.
  private static func reason(_ request: DeviceRequest, _ survey: DeviceSurvey) -> String {
    let kind = request.name.prefix { $0 != ":" }
    let problem = survey.failure ?? survey.findings.first { $0.kind == kind }?.problem
    return "the device \(request.name) is gone" + (problem.map { ": \($0)" } ?? "")
      + "; resume the job on another device, or on the processor"
  }
}
