import Foundation
import Hourglass
import StudioTestSupport
import Testing

@testable import Jobs

/// What fits a machine, and how processes are started and lost, without any.
@Suite struct ProcessPlanTests {
  private let there = MPISurvey(
    version: "Open MPI v4.1.4", library: "/lib.so", launcher: MPILauncher(path: "/mpirun", family: .openMPI))

  private func misfit(_ plan: ProcessPlan, _ mpi: MPISurvey?, _ devices: DeviceSurvey? = nil) -> String? {
    plan.misfit(slots: 4, mpi: mpi, devices: devices)?.place
  }

  @Test func `processes need MPI and slots, and one process needs neither`() throws {
    let missing = MPISurvey(problem: "the program has no library for MPI; build it with `make build MPI=1`")
    #expect(misfit(ProcessPlan(1, threads: 99), missing) == nil)
    #expect(misfit(ProcessPlan(2), missing) == "processes")
    let report = try #require(ProcessPlan(2).misfit(slots: 4, mpi: missing, devices: nil))
    #expect(report.description.contains("`make build MPI=1`"))
    // What is not known yet may fit.
    #expect(misfit(ProcessPlan(2), nil) == nil)
    #expect(misfit(ProcessPlan(4), there) == nil && misfit(ProcessPlan(5), there) == "processes")
    #expect(misfit(ProcessPlan(2, threads: 2), there) == nil)
    #expect(misfit(ProcessPlan(2, threads: 3), there) == "threads")
    #expect(misfit(ProcessPlan(0), there) == "processes")
  }

  @Test func `each process has a GPU of its own, and processors are shared`() {
    let processors = DeviceFinding(
      kind: "cpu-xla", summary: "processors", devices: [ComputeDevice(name: "cpu-xla", title: "cpu")])
    let devices = DeviceSurvey([.cuda("cuda:0", "cuda:1"), processors])
    func place(_ name: String, _ count: Int) -> String? {
      misfit(ProcessPlan(count, device: DeviceRequest(name)), there, devices)
    }
    #expect(place("cuda", 2) == nil && place("cpu-xla", 3) == nil)
    #expect(place("cuda", 3) == "processes")
    #expect(place("cuda:1", 2) == "device" && place("auto", 2) == "device")
    let free = FreeDevices(devices, taken: ["cuda:1"])
    #expect(free.share(DeviceRequest("cuda"), processes: 2) == .waiting(["cuda:0", "cuda:1"]))
    #expect(free.share(DeviceRequest("cuda")) == .free(["cuda:0"]))
    let all = FreeDevices(devices, taken: [])
    #expect(all.share(DeviceRequest("cuda"), processes: 2) == .free(["cuda:0", "cuda:1"]))
    #expect(all.share(DeviceRequest("cpu-xla"), processes: 2) == .free(["cpu-xla"]))
    guard case .gone = all.share(DeviceRequest("cuda"), processes: 3) else {
      Issue.record("three processes have two devices")
      return
    }
  }

  @Test func `a launcher is asked for no more than is needed`() {
    var launcher = MPILauncher(path: "/bin/mpirun", family: .openMPI, cores: 2, isRoot: false)
    #expect(launcher.words(2) == ["/bin/mpirun", "-n", "2", "--bind-to", "none"])
    #expect(launcher.words(3).suffix(1) == ["--oversubscribe"])
    launcher.isRoot = true
    #expect(launcher.words(2).suffix(1) == ["--allow-run-as-root"])
    launcher.family = .mpich
    #expect(launcher.words(3) == ["/bin/mpirun", "-n", "3", "--bind-to", "none"])
    #expect(MPILauncher.words(1) == [] && MPILauncher.words(2) == ["mpirun", "-n", "2", "--bind-to", "none"])
  }

  @Test func `the launcher is the one of the MPI library`() async throws {
    let place = try Place()
    func write(_ name: String, _ version: String) throws {
      try writeScript("#!/bin/sh\necho '\(version)'", to: "\(place.path)/\(name)")
    }
    let environment = ["PATH": "/nowhere:\(place.path):/bin:/usr/bin"]
    try write("mpirun", "HYDRA build details:")
    try write("mpirun.openmpi", "mpirun (Open MPI) 4.1.4")
    let open = await MPILauncher.found(for: "Open MPI v4.1.4", environment: environment)
    #expect(open?.path == "\(place.path)/mpirun.openmpi" && open?.family == .openMPI)
    let other = await MPILauncher.found(for: "MPICH 4.0.2", environment: environment)
    #expect(other?.path == "\(place.path)/mpirun" && other?.family == .mpich)
    #expect(await MPILauncher.found(for: "Cray MPI", environment: environment) == nil)
    #expect(await MPILauncher.found(for: "Open MPI v4.1.4", environment: [:]) == nil)
  }

  @Test func `a lost process is one sentence`() {
    let line = "mpirun noticed that process rank 1 with PID 71 on node b exited on signal 9 (Killed)."
    let said = JobQueue.lostRank(137, ["error: x", line, "---"])
    #expect(said?.hasPrefix("process 1 on b was ended by signal 9, Killed; the run can be resumed") == true)
    #expect(JobQueue.lostRank(137, [])?.hasPrefix("one of the processes was ended by signal 9") == true)
    #expect(JobQueue.lostRank(75, ["anything"]) == nil)
  }

  @Test(arguments: [
    [
      "=   PID 71 RUNNING AT b", "=   EXIT CODE: 9",
      "YOUR APPLICATION TERMINATED WITH THE EXIT STRING: Killed (signal 9)",
    ], ["=   RANK 1 PID 71 RUNNING AT b", "=   KILLED BY SIGNAL: 9 (Killed)"],
  ])
  func `a process that MPICH's launcher lost is one sentence`(_ lines: [String]) {
    let said = JobQueue.lostRank(9, lines + ["Please see the FAQ page for debugging suggestions"]) ?? ""
    #expect(said.hasPrefix("a process on b was ended by signal 9, Killed; the run can be resumed"), "\(said)")
    #expect(JobQueue.lostRank(75, ["=   PID 71 RUNNING AT b", "=   EXIT CODE: 75"]) == nil)
  }

  @Test func `the slots of a job are those of all its threads`() {
    func job(_ processes: Int?, _ threads: Int) -> Job {
      Job(
        id: JobID(date: Date(), suffix: 1), task: .train(run: "a"), title: "a", threads: threads, processes: processes,
        position: 1, created: Date(), history: [JobStateChange(state: .queued, time: Date())], lastLines: [],
        command: [])
    }
    #expect(job(nil, 2).slots(of: 4) == 2 && job(nil, 9).slots(of: 4) == 4)
    #expect(job(2, 2).slots(of: 4) == 4 && job(2, 1).slots(of: 4) == 2)
    // A server with fewer slots than the one that queued it.
    #expect(job(2, 2).threads(sharing: 2) == 1 && job(2, 2).slots(of: 2) == 2)
    #expect(job(4, 1).threads(sharing: 2) == 1 && job(4, 1).slots(of: 2) == 2)
  }

  @Test func `processes get the settings of Open MPI, and nothing of a launcher`() throws {
    var settings = JobQueueSettings(program: "/bin/true")
    settings.environment = [
      "PATH": "/bin", "OMPI_MCA_btl": "self", "OMPI_COMM_WORLD_SIZE": "4", "PMIX_RANK": "0", "HOURGLASS_MPI": "1",
      "HOURGLASS_MPI_LIBRARY": "/lib.so",
    ]
    #expect(settings.childEnvironment.keys.sorted() == ["HOURGLASS_MPI_LIBRARY", "OMPI_MCA_btl", "PATH"])
  }
}
