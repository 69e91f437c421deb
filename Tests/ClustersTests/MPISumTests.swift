import Foundation
import TestSupport
import Testing

/// Sums and exchanges of real ranks.
@Suite(.serialized, .enabled(if: MPIJob.missing == nil, "\(MPIJob.missing ?? "")"))
struct MPISumTests {
  @Test(arguments: 1...4)
  func `sums have the bits of the sum in the order of ranks, each time`(ranks: Int) throws {
    let digests = try (0..<2).map { _ in
      let job = try MPIJob(ranks, ["sums"])
      #expect(job.status == 0, "\(job.errors)")
      return try #require(job.output.firstMatch(of: /ranks: ([0-9a-f]+)/)).output.1
    }
    #expect(digests[0] == digests[1])
  }

  @Test(arguments: [1, 3])
  func `values, bytes and decisions reach every rank`(ranks: Int) throws {
    let job = try MPIJob(ranks, ["values"])
    #expect(job.status == 0, "\(job.errors)")
    #expect(job.output == "values of \(ranks) ranks are right\n")
  }

  @Test func `a rank that waits leaves the processor to others`() throws {
    let job = try MPIJob(2, ["wait", "2"])
    #expect(job.status == 0, "\(job.errors)")
    let seconds = try #require(job.output.firstMatch(of: /waited for ([0-9.e-]+) s/).flatMap { Double($0.output.1) })
    #expect(seconds < 1, "\(job.output)")
  }

  @Test(arguments: [1, 2, 4])
  func `ranks of one host share memory`(ranks: Int) throws {
    let job = try MPIJob(ranks, ["memory"])
    #expect(job.status == 0, "\(job.errors)")
    #expect(job.output == (ranks == 1 ? "the ranks share no memory\n" : "\(ranks) ranks share memory\n"))
  }

  @Test func `ranks of one host share no memory where they must not`() throws {
    let job = try MPIJob(2, ["memory"], sharingMemory: false)
    #expect(job.status == 0, "\(job.errors)")
    #expect(job.output == "the ranks share no memory\n")
  }

  @Test(.enabled(if: MemoryGroup.missing == nil, "\(MemoryGroup.missing ?? "")"))
  func `ranks share memory only where the limit of their control group leaves it`() throws {
    let group = try MemoryGroup(bytes: 400 << 20)
    // Without a look at the limit, the system ends a rank as soon as the memory is reserved.
    let job = try MPIJob(2, ["memory", "\(1 << 30)"], launcher: group.launcher)
    #expect(job.status == 0, "\(job.errors)")
    #expect(job.output == "the ranks share no memory\n")
    let notes = job.errors.split(separator: "\n").filter { $0.contains("exchange messages instead of sharing") }
    #expect(notes.count == 1 && notes[0].contains("the memory limit of the control group"), "\(job.errors)")
    let small = try MPIJob(2, ["memory", "\(1 << 20)"], launcher: group.launcher)
    #expect(small.status == 0, "\(small.errors)")
    #expect(small.output == "2 ranks share memory\n")
  }

  @Test func `without the library, several processes are one clear error`() throws {
    let (status, output) = try run(
      "env", ["XDG_DATA_HOME=/nowhere", "OMPI_COMM_WORLD_SIZE=4", "OMPI_COMM_WORLD_RANK=0", MPIJob.program])
    #expect(status == 1)
    #expect(output.contains("mpirun of Open MPI started 4 processes") && output.contains("make build MPI=1"))
    #expect(output.split(separator: "\n").count == 1)
  }

  @Test func `a launcher of another MPI library is refused`() throws {
    let (status, output) = try run(
      "env",
      [
        "SLURM_STEP_ID=0", "SLURM_STEP_NUM_TASKS=4", "SLURM_PROCID=0", "HOURGLASS_MPI_LIBRARY=\(MPIJob.library)",
        MPIJob.program,
      ])
    #expect(status == 1)
    #expect(output.contains("srun started 4 processes") && output.contains("srun --mpi=pmix"), "\(output)")
  }

  @Test(arguments: [
    ("HOURGLASS_MPI_TIME_LIMIT", "0"), ("HOURGLASS_MPI_TIME_LIMIT", "soon"), ("HOURGLASS_MPI_TIME_LIMIT", "1e300"),
    ("HOURGLASS_MPI_SHARED_MEMORY", "maybe"),
  ])
  func `wrong values of variables are refused`(variable: String, value: String) throws {
    let (status, output) = try run(
      "env",
      ["HOURGLASS_MPI=1", "HOURGLASS_MPI_LIBRARY=\(MPIJob.library)", "\(variable)=\(value)", MPIJob.program])
    #expect(status == 1)
    #expect(output.contains("\(variable): ") && output.contains("got \"\(value)\""), "\(output)")
    #expect(output.split(separator: "\n").count == 1)
  }

  @Test func `a process alone needs no launcher`() throws {
    for arguments in [[], ["HOURGLASS_MPI=1", "HOURGLASS_MPI_LIBRARY=\(MPIJob.library)"]] {
      let (status, output) = try run("env", arguments + [MPIJob.program])
      #expect(status == 0)
      #expect(output == "rank 0 of 1, 0 of 1 here\n")
    }
  }
}
