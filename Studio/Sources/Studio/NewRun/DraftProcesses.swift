import Hourglass
import Jobs
import Web

/// What the form of a new run says of the queue: each of its runs is trained in each number of processes.
struct DraftProcesses: Sendable {
  /// The numbers of processes, at least one.
  let counts: [Int]
  /// CPU threads of each process; nil for the queue's default.
  let threads: Int?
  /// The fields that do not fit, whatever the machine has.
  let errors: [FieldError]

  /// Reads the values of the form.
  init(_ body: RunDraftBody) {
    var errors: [FieldError] = []
    var texts: [String: [String]] = [:]
    let given = ["processes": body.processes, "threads": body.threads]
    for field in RunForm.queue.fields {
      guard let json = given[field.path] ?? nil else { continue }
      do throws(Misfit) {
        texts[field.path] = try WrittenSetting(field.setting, json, isSwept: field.isSwept)?.values
      } catch {
        errors.append(FieldError(field.path, error.message))
      }
    }
    counts = texts["processes"]?.compactMap { Int($0) } ?? [1]
    threads = texts["threads"]?.first.flatMap { Int($0) }
    self.errors = errors
  }
}

extension StudioServer {
  /// What a form says of devices and processes that does not fit this machine.
  func misfits(_ draft: RunDraft) -> [FieldError] {
    let devices = draft.devices.errors(on: queue.devices)
    guard devices.isEmpty, draft.errors.isEmpty else { return devices }
    let plans = draft.devices.requests.flatMap { device in
      draft.processes.counts.map { ProcessPlan($0, threads: draft.processes.threads, device: device) }
    }
    let misfits = plans.compactMap { plan in
      plan.misfit(slots: queue.settings.slots, mpi: queue.mpi, devices: queue.devices)
    }
    return misfits.prefix(1).map { FieldError($0.place ?? "processes", PageWords.replacingFlags(in: $0.sentence)) }
  }
}
