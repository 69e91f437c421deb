import Foundation
import Hourglass
import Jobs
import Web

/// What this machine has for trainings, as JSON.
struct MachineDocument: Codable, Hashable, Sendable {
  /// Whether one run can be trained in several processes.
  struct MPI: Codable, Hashable, Sendable {
    /// The name and version of the MPI library: `Open MPI v4.1.4`; nil where the program has none.
    var version: String?
    /// The library file that calls MPI, `libhourglass-mpi.so`.
    var library: String?
    /// The program that starts the processes.
    var launcher: String?
    /// Why runs are trained in one process alone, and what to do; nil where they can be trained in several.
    var problem: String?
    /// When the program answered; nil before it has.
    var looked_at: Date?
  }

  /// The version of Hourglass.
  var version: String
  /// The processors that the server may use.
  var processors: Int
  /// Slots of CPU threads that trainings share.
  var slots: Int
  var mpi: MPI
}

extension MachineDocument.MPI {
  /// What was found; nil before the program has answered.
  init(_ survey: MPISurvey?) {
    (version, library, launcher) = (survey?.version, survey?.library, survey?.launcher?.path)
    (problem, looked_at) = (survey?.problem, survey?.time)
  }

  /// Whether a run can be trained in several processes.
  var isUsable: Bool { launcher != nil && problem == nil }

  /// The fields of a template.
  var view: [String: Any] {
    var fields: [String: Any] = [:]
    if let version, let launcher, isUsable { fields["usable"] = ["version": version, "launcher": launcher] }
    if let problem { fields["problem"] = problem }
    return fields
  }
}

extension StudioServer {
  var machineEndpoints: [Endpoint] {
    [
      .get("/machine.json", "The processors, the slots and the MPI library of this machine", isShared: true) { _ in
        MachineDocument(
          version: Run.version, processors: ProcessInfo.processInfo.activeProcessorCount, slots: queue.settings.slots,
          mpi: MachineDocument.MPI(queue.mpi))
      }
    ]
  }
}
