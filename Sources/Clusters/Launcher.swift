/// Who started this process as one of several, as its environment says.
package struct Launcher: Hashable {
  static let srun = "srun"
  /// How srun starts processes that MPI connects.
  static let srunCure =
    "use `srun --mpi=pmix` for Open MPI and `srun --mpi=pmi2` for MPICH (`srun --mpi=list` lists what there is)"

  /// The launcher's name: `mpirun of Open MPI`.
  package let name: String
  /// The number of processes it started; nil where it does not say.
  package let size: Int?
  /// This process's number; nil where it does not say.
  package let rank: Int?

  /// The launcher of this process; nil where it was started alone.
  ///
  /// Variables that a batch script inherits without being a rank itself do not count: of Slurm only those that `srun` sets.
  /// mpirun starts its helpers on other hosts by srun, whose variables its ranks inherit: its own come first.
  package init?(environment: [String: String]) {
    func number(_ variable: String) -> Int? { environment[variable].flatMap { Int($0) } }
    let tasks = environment["SLURM_STEP_ID"] == nil ? nil : number("SLURM_STEP_NUM_TASKS")
    // srun --mpi=pmi2 sets PMI's variables, too, with its own number of tasks.
    let isHydra = environment["MPI_LOCALNRANKS"] != nil || tasks == nil || number("PMI_SIZE") != tasks
    let launchers =
      [
        ("mpirun of Open MPI", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"),
        ("mpirun of MVAPICH", "MV2_COMM_WORLD_SIZE", "MV2_COMM_WORLD_RANK"),
        ("Flux", "FLUX_JOB_SIZE", "FLUX_TASK_RANK"),
      ] + (isHydra ? [("mpirun of MPICH", "PMI_SIZE", "PMI_RANK")] : [])
    if let (name, size, rank) = launchers.first(where: { number($0.1) != nil }) {
      self.init(name: name, size: number(size), rank: number(rank))
    } else if let tasks, tasks > 1 {
      self.init(name: Self.srun, size: tasks, rank: number("SLURM_PROCID"))
    } else if let rank = number("PMIX_RANK"), environment["SLURM_STEP_ID"] == nil {
      self.init(name: "a launcher with PMIx", size: nil, rank: rank)
    } else {
      return nil
    }
  }

  private init(name: String, size: Int?, rank: Int?) { (self.name, self.size, self.rank) = (name, size, rank) }
}
