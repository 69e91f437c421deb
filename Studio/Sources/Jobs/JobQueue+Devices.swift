import Foundation
import Hourglass

extension JobQueue {
  /// The accelerators of this machine, nil before the program has answered; never waits.
  public nonisolated var devices: DeviceSurvey? { board.devices }

  /// Whether the program is being asked for devices; never waits.
  public nonisolated var isLookingForDevices: Bool { board.isLooking }

  /// Asks the program for the devices of this machine, in a process of its own, and starts the jobs that waited for it.
  ///
  /// Returns at once where it is being asked already.
  public func lookForDevices() async {
    guard phase != .closed, board.beginLooking() else { return }
    let survey = await DeviceSurvey.made(by: settings.program, environment: settings.childEnvironment)
    board.endLooking(survey.keeping(takenDevices, of: devices))
    schedule()
  }

  /// The devices that processes have.
  var takenDevices: Set<String> { Set(following.keys.flatMap { board[$0]?.devices ?? [] }) }

  /// Takes the devices from a job that chose by itself and computes on none of them.
  ///
  /// The run file names what computes, and is written before the first step.
  func noteChoice(of id: JobID) {
    guard var job = board[id], job.device?.isAutomatic == true, let held = job.devices, !held.isEmpty,
      let run = job.task.run, let file = try? RunFile(path: directory(of: run).runFile)
    else { return }
    let kind = file.record["device"].map(DeviceRequest.kind(ofRecord:))
    let chosen = held.filter { name in kind.map { name.hasPrefix($0) } ?? false }
    // A device whose name is not understood is one of them.
    guard kind == nil || !chosen.isEmpty, chosen != held else { return }
    job.devices = chosen
    put(job)
    schedule()
  }

  /// What a job computes on from now on.
  func change(_ job: inout Job, to change: DeviceChange) throws(JobError) {
    let (kind, processes) = (job.kind, job.processCount)
    let device: DeviceRequest?
    switch change {
    case .none: return
    case .processor: device = nil
    case .device(let request):
      guard kind == .train else {
        throw JobError(.badRequest, Report("only trainings compute on devices", place: "device", got: request.name))
      }
      try check(request)
      device = request
    }
    try check(ProcessPlan(processes, device: device))
    let isDefault = job.threads == defaultThreads(kind, job.device, processes: processes)
    job.device = device
    if isDefault { job.threads = defaultThreads(kind, device, processes: processes) }
  }

  func check(_ request: DeviceRequest?) throws(JobError) {
    if let report = request?.misfit(devices) { throw JobError(.badRequest, report) }
  }

  /// The threads of each process of a job that names none.
  func defaultThreads(_ kind: JobKind, _ device: DeviceRequest?, processes: Int) -> Int {
    switch kind {
    case .train where device.map { !$0.isAutomatic } ?? false: settings.deviceThreads
    case .train: max(1, (settings.trainingThreads ?? settings.slots) / max(1, processes))
    case .dataImport, .measure: max(1, settings.slots / 2)
    case .download: 1
    }
  }
}
