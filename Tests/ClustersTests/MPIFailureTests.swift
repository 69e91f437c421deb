import Clusters
import Foundation
import TestSupport
import Testing

/// A rank that fails, hangs, or is cut off ends the run everywhere.
@Suite(.serialized, .enabled(if: MPIJob.missing == nil, "\(MPIJob.missing ?? "")"))
struct MPIFailureTests {
  @Test(arguments: [0, 1])
  func `a rank that is stopped ends the run within the time limit`(rank: Int) throws {
    let job = try MPIJob(3, ["steps", "0.05"], timeLimit: 2)
    let processes = try job.runningRanks()
    kill(processes[rank], SIGSTOP)
    #expect(job.status == Clusters.failureCode)
    #expect(job.errorLines.count >= 1)
    for line in job.errorLines { #expect(line.contains("another rank has not answered for")) }
    #expect(job.wait(seconds: 20) { !processes.contains(where: MPIJob.isRunning) })
  }

  @Test func `a rank that is killed ends the run`() throws {
    let job = try MPIJob(3, ["steps", "0.05"], timeLimit: 2)
    let processes = try job.runningRanks()
    kill(processes[1], SIGKILL)
    // The launcher's code, 128 and the signal, unless a time limit was faster.
    #expect([128 + SIGKILL, Clusters.failureCode].contains(job.status))
    #expect(job.wait(seconds: 20) { !processes.contains(where: MPIJob.isRunning) })
  }

  @Test(.enabled(if: MPIJob.missingHosts == nil, "\(MPIJob.missingHosts ?? "")"))
  func `a host that is cut off ends the ranks of all hosts`() throws {
    let scripts = SourceTree.root.appendingPathComponent("Tools/clusters").path
    let hosts = "hg\(getpid())x"
    func pretend(_ arguments: String...) throws {
      let (status, output) = try run("env", ["HOURGLASS_HOSTS=\(hosts)", "\(scripts)/pretend-hosts.sh"] + arguments)
      try #require(status == 0, "\(output)")
    }
    try pretend("up", "2")
    defer { try? pretend("down") }
    let job = try MPIJob(
      2, ["steps", "0.05"], timeLimit: 2,
      launcher: ["HOURGLASS_HOSTS=\(hosts)", "\(scripts)/pretend-hosts.sh", "run", "\(hosts)1"],
      options: ["--mca", "plm_rsh_agent", "\(scripts)/pretend-ssh.sh", "--host", "\(hosts)1:1,\(hosts)2:1"])
    let processes = try job.runningRanks()
    try pretend("cut", "\(hosts)2")
    // The launcher itself waits for the lost host; its ranks do not.
    #expect(job.wait(seconds: 20) { !processes.contains(where: MPIJob.isRunning) })
    #expect(job.errorLines.contains { $0.contains("rank 0 of 2 on \(hosts)1: another rank has not answered") })
  }

  @Test(arguments: [0, 1])
  func `work of a rank may take longer than the time limit`(rank: Int) throws {
    let job = try MPIJob(3, ["pace", "\(rank)", "8"], timeLimit: 5)
    #expect(job.status == 0, "\(job.errors)")
    #expect(job.output.hasSuffix("\nall ranks are done\n"), "\(job.output)")
  }

  @Test(arguments: [(0, 1), (1, 0), (1, 2)])
  func `a rank that fails while another works ends the run with its line`(failing: Int, working: Int) throws {
    let job = try MPIJob(3, ["pace-fail", "\(failing)", "\(working)"], timeLimit: 4)
    #expect(job.status == 1, "\(job.errors)")
    #expect(job.errorLines.count >= 1)
    for line in job.errorLines { #expect(line.contains("the disk is full"), "\(line)") }
  }

  @Test func `a rank that is stopped while it works ends the run within the time limit`() throws {
    let job = try MPIJob(2, ["pace", "1", "300"], timeLimit: 3)
    let processes = try job.runningRanks(after: "process ")
    kill(processes[1], SIGSTOP)
    #expect(job.status == Clusters.failureCode, "\(job.errors)")
  }

  @Test(arguments: [0, 2])
  func `an error of one rank ends the run with its code and its line`(rank: Int) throws {
    let job = try MPIJob(3, ["fail", "\(rank)"])
    #expect(job.status == 3)
    #expect(job.errorLines.count == 1)
    #expect(job.errorLines.first?.hasPrefix("error: rank \(rank) of 3 on ") == true)
    #expect(job.errorLines.first?.hasSuffix(": the disk is full") == true)
  }

  @Test func `a rank that does not initialise MPI ends the run within five time limits`() throws {
    let job = try MPIJob(1, ["steps", "0.05", ":", "-n", "1", "sleep", "300"], timeLimit: 0.4)
    #expect(job.status == Clusters.failureCode, "\(job.errors)")
    #expect(job.errorLines.count == 1)
    let line = try #require(
      job.errorLines.first?.wholeMatch(of: /error: rank 0 of 2: another rank has not answered for ([0-9.]+) s.*/))
    #expect(try #require(Double(line.output.1)) >= 2)
  }

  @Test(arguments: [0, 2])
  func `processes of different programs are one clear error`(rank: Int) throws {
    let versions = (0..<3).map { $0 == rank ? "0.3.0" : "0.2.0" }.joined(separator: " ")
    let job = try MPIJob(3, ["steps", "0.05"], launcher: ["VERSIONS=\(versions)"])
    #expect(job.status == 1, "\(job.errors)")
    let lines = job.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("error: process \(max(rank, 1)) on ") == true)
    let words = rank == 0 ? "(expected 0.3.0, got 0.2.0)" : "(expected 0.2.0, got 0.3.0)"
    #expect(lines.first?.contains("another program than process 0 \(words)") == true)
  }

  @Test func `a rank that exits while others wait ends the run with its code`() throws {
    #expect(try MPIJob(2, ["exit", "1", "5"]).status == 5)
    #expect(try MPIJob(2, ["exit", "1", "0"], timeLimit: 1).status == Clusters.failureCode)
  }

  @Test func `ranks that exit together exit as they like`() throws {
    #expect(try MPIJob(2, ["exit-all", "6"]).status == 6)
    let job = try MPIJob(2, ["exit-all", "0"])
    #expect(job.status == 0)
    #expect(job.errors.isEmpty)
  }
}
