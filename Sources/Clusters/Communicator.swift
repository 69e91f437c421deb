/// The processes of a run: each knows its rank, and combines values with the others in a fixed order.
///
/// Every rank makes the same calls in the same order. No call throws: a failure of the communication, or a rank that does
/// not answer within the time limit, ends the run on all hosts with ``Clusters/failureCode``. Calls come from one thread
/// at a time.
public protocol Communicator: AnyObject, Sendable {
  /// This process's number, in `0..<size`.
  var rank: Int { get }
  /// The number of processes, from 1.
  var size: Int { get }
  /// This process's number among those of its host.
  var localRank: Int { get }
  /// The number of processes on this host.
  var localSize: Int { get }
  /// The host's name.
  var host: String { get }

  /// Replaces the values by their sums over all ranks, added in the order of ranks: the same bits on every rank, with any
  /// MPI library.
  func sum(_ values: UnsafeMutableBufferPointer<Float>)
  /// Replaces the values by their sums over all ranks, added in the order of ranks.
  func sum(_ values: UnsafeMutableBufferPointer<Double>)
  /// Writes the sums of `terms` over all ranks, added in the order of ranks and rounded to single precision, to `sums`.
  ///
  /// - Parameters:
  ///   - terms: This rank's terms.
  ///   - sums: Room for as many numbers, which is not that of the terms.
  func sum(_ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>)
  /// Replaces the values by their maxima over all ranks; NaN wherever a rank has NaN.
  func maximum(_ values: UnsafeMutableBufferPointer<Float>)

  /// Replaces the slice of each other rank by that rank's values.
  ///
  /// - Parameters:
  ///   - values: The slices of all ranks, one after the other, in the order of ranks.
  ///   - counts: The length of each slice, the same on all ranks.
  func gather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int])

  /// Whether exchanges that were started take place while this process computes, and are worth being started early.
  ///
  /// Sums have the same bits whenever they start.
  var overlapsExchanges: Bool { get }

  /// Starts ``sum(_:into:)``, and returns at once where ``overlapsExchanges`` is true.
  ///
  /// The numbers belong to the communicator until ``PendingExchange/finish()``. Exchanges finish in the order in which they
  /// started; any other call waits for them first.
  func startSum(
    _ terms: UnsafeBufferPointer<Double>, into sums: UnsafeMutablePointer<Float>
  ) -> any PendingExchange
  /// Starts ``gather(_:counts:)`` in the same way.
  func startGather(_ values: UnsafeMutableBufferPointer<Float>, counts: [Int]) -> any PendingExchange
  /// Starts to collect `counts[r]` numbers of each rank r, in the order of ranks, on every rank.
  ///
  /// - Parameters:
  ///   - own: This rank's numbers, `counts[rank]`, which remain the caller's.
  ///   - counts: The numbers of each rank, the same on all ranks.
  ///   - all: Room for the sum of `counts`, which belongs to the communicator until ``PendingExchange/finish()``.
  func startGather(
    _ own: UnsafeBufferPointer<Float>, counts: [Int], into all: UnsafeMutablePointer<Float>
  ) -> any PendingExchange

  /// Allocates memory that all ranks share, filled with zeros; nil, on all ranks, where they have none in common, as on
  /// several hosts.
  ///
  /// A rank sees what another wrote before a call that both take part in, such as ``barrier()``.
  func shareMemory(byteCount: Int) -> SharedMemory?

  /// Collects `byteCounts[r]` bytes of each rank r, in the order of ranks, on every rank.
  ///
  /// - Parameters:
  ///   - bytes: This rank's bytes, `byteCounts[rank]`.
  ///   - byteCounts: The bytes of each rank, the same on all ranks.
  ///   - all: Room for the sum of `byteCounts`.
  func gather(_ bytes: UnsafeRawBufferPointer, byteCounts: [Int], into all: UnsafeMutableRawBufferPointer)
  /// Replaces the bytes by those of rank `root`.
  func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int)
  /// Waits until every rank has called it.
  func barrier()

  /// Does this rank's part of `work`, which takes ranks different times, and waits until all have done theirs, however
  /// long that takes.
  ///
  /// The time limit applies to the processes, which report every few seconds that they are alive, not to the work.
  /// `work` must not call the communicator.
  ///
  /// - Throws: what `work` throws; on the other ranks ``ClusterError``, as soon as one has failed.
  @discardableResult
  func atOwnPace<Value>(_ work: () throws -> Value) throws -> Value

  /// Ends the run on all ranks: prints `error` as one line, and exits with `code`.
  ///
  /// For an error that this rank alone has; one that all ranks have alike is thrown on all, and printed by rank 0.
  func abort(_ error: any Error, code: Int32) -> Never

  /// What communication took so far on this rank.
  var times: CommunicationTimes { get }
}

/// An exchange that was started, by ``Communicator/startSum(_:into:)`` for example.
public protocol PendingExchange: Sendable {
  /// Waits until the values are those of the result.
  func finish()
}
