import Clusters
import TestSupport
import Testing

@Suite struct LauncherTests {
  @Test func `the environment says who started a process`() {
    let mpirun = Launcher(environment: ["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3", "PMIX_RANK": "3"])
    #expect(mpirun.map { ($0.size, $0.rank) }! == (4, 3))
    #expect(Launcher(environment: ["PMI_SIZE": "2", "PMI_RANK": "1"])?.name == "mpirun of MPICH")
    #expect(Launcher(environment: ["PMIX_RANK": "1"]).map { ($0.size, $0.rank) }! == (nil, 1))
    #expect(
      Launcher(environment: ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "8", "SLURM_PROCID": "5", "PMIX_RANK": "5"])
        .map { ($0.name, $0.size, $0.rank) }! == ("srun", 8, 5))
  }

  @Test func `ranks of mpirun whose helpers srun has started are those of mpirun`() {
    let step = ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "2", "SLURM_PROCID": "1"]
    func launcher(_ variables: [String: String]) -> Launcher? { Launcher(environment: step.merging(variables) { $1 }) }
    let openMPI = launcher(["OMPI_COMM_WORLD_SIZE": "3", "OMPI_COMM_WORLD_RANK": "2", "PMIX_RANK": "2"])
    #expect(openMPI.map { ($0.name, $0.size, $0.rank) }! == ("mpirun of Open MPI", 3, 2))
    let mpich = launcher(["PMI_SIZE": "6", "PMI_RANK": "4"])
    #expect(mpich.map { ($0.name, $0.size, $0.rank) }! == ("mpirun of MPICH", 6, 4))
    let even = launcher(["PMI_SIZE": "2", "PMI_RANK": "0", "MPI_LOCALNRANKS": "1"])
    #expect(even.map { ($0.name, $0.size, $0.rank) }! == ("mpirun of MPICH", 2, 0))
    let pmi2 = launcher(["PMI_SIZE": "2", "PMI_RANK": "1", "PMI_FD": "11"])
    #expect(pmi2.map { ($0.name, $0.size, $0.rank) }! == ("srun", 2, 1))
    #expect(launcher(["OMPI_COMM_WORLD_SIZE": "1", "OMPI_COMM_WORLD_RANK": "0"])?.size == 1)
  }

  @Test func `Flux has PMI's variables, too`() {
    let flux = Launcher(environment: ["FLUX_JOB_SIZE": "2", "FLUX_TASK_RANK": "1", "PMI_SIZE": "2", "PMI_RANK": "1"])
    #expect(flux.map { ($0.name, $0.size, $0.rank) }! == ("Flux", 2, 1))
  }

  @Test func `an MPI library has one form of name and version`() {
    #expect(MPILibrary.version("MPICH Version: 4.0.2") == "MPICH 4.0.2")
    #expect(MPILibrary.version("MVAPICH2 Version : 2.3.7") == "MVAPICH2 2.3.7")
    #expect(MPILibrary.version("Open MPI v4.1.4") == "Open MPI v4.1.4")
  }

  @Test func `a batch script and a single task are no rank`() {
    #expect(Launcher(environment: [:]) == nil)
    #expect(Launcher(environment: ["SLURM_NTASKS": "8", "SLURM_PROCID": "0"]) == nil)
    #expect(Launcher(environment: ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1", "SLURM_PROCID": "0"]) == nil)
  }

  @Test func `the library is the one that is named, or stands beside the program or in the user's folder`() throws {
    #expect(MPILibrary.path(environment: ["HOURGLASS_MPI_LIBRARY": "/a/b.so"]) == "/a/b.so")
    #expect(MPILibrary.path(environment: [:], program: "/nowhere/bin/hourglass") == nil)
    let folder = try TemporaryFolder()
    let program = folder("lib/hourglass/hourglass")
    func path() -> String? { MPILibrary.path(environment: ["XDG_DATA_HOME": folder("data")], program: program) }
    #expect(path() == nil)
    try folder.write([], "data/hourglass/libhourglass-mpi.so")
    #expect(path() == folder("data/hourglass/libhourglass-mpi.so"))
    try folder.write([], "lib/hourglass/libhourglass-mpi.so")
    #expect(path() == folder("lib/hourglass/libhourglass-mpi.so"))
  }

  @Test func `the command that builds the library is the script that was installed with the program, or make`() throws {
    let folder = try TemporaryFolder()
    let program = folder("lib/hourglass/hourglass")
    #expect(MPILibrary.command(program: program) == "make build MPI=1")
    try folder.write([], "share/hourglass/mpi/build.sh")
    #expect(MPILibrary.command(program: program) == folder("share/hourglass/mpi/build.sh"))
  }

  @Test func `a file that is no library is refused`() {
    #expect(throws: ClusterError.self) { try MPILibrary(path: "/etc/passwd") }
  }
}
