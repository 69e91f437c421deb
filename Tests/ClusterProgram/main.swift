// One rank of a run for the tests: `ClusterProgram COMMAND ARGUMENT…`.

import Clusters
import Diagnostics
import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())
let communicator: any Communicator
do {
  let versions = ProcessInfo.processInfo.environment["VERSIONS"]?.split(separator: " ").map(String.init)
  let rank = ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_RANK"].flatMap { Int($0) } ?? 0
  communicator = try Clusters.join(program: versions?[rank] ?? "")
} catch {
  StandardError.error("\(error)")
  exit(1)
}

/// Prints a line on rank 0, at once.
func say(_ line: String) {
  guard communicator.isFirst else { return }
  print(line)
  fflush(nil)
}

do {
  switch arguments.first {
  case "sums": try checkSums()
  case "values": try checkValues()
  case "memory": try checkSharedMemory(bytes: arguments.count > 1 ? Int(arguments[1])! : 0)
  case "steps": try runSteps(seconds: Double(arguments[1])!)
  case "pace":
    // Work of one rank that takes longer than the time limit.
    sayProcesses()
    try communicator.atOwnPace {
      if communicator.rank == Int(arguments[1]) { Thread.sleep(forTimeInterval: Double(arguments[2])!) }
    }
    say("all ranks are done")
  case "pace-fail":
    // A rank fails while another works.
    struct Failure: Error, CustomStringConvertible { let description = "the disk is full" }
    try communicator.atOwnPace {
      if communicator.rank == Int(arguments[1]) { throw Failure() }
      if communicator.rank == Int(arguments[2]) { Thread.sleep(forTimeInterval: 300) }
    }
  case "fail":
    struct Failure: Error, CustomStringConvertible { let description = "the disk is full" }
    if communicator.rank == Int(arguments[1]) { communicator.abort(Failure(), code: 3) }
    communicator.barrier()
  case "exit":
    if communicator.rank == Int(arguments[1]) { exit(Int32(arguments[2])!) }
    communicator.barrier()
  case "exit-all":
    exit(Int32(arguments[1])!)
  case "wait":
    // A rank waits for another: the processor time that this takes.
    let processorTime = clock()
    if communicator.rank == 1 { Thread.sleep(forTimeInterval: Double(arguments[1])!) }
    communicator.barrier()
    say("waited for \(Double(clock() - processorTime) / 1e6) s of the processor")
  case "measure":
    let link = LinkMeasurement(communicator)
    say("\(link)")
  default:
    say(
      "rank \(communicator.rank) of \(communicator.size), \(communicator.localRank) of \(communicator.localSize) here")
  }
} catch {
  communicator.abort(error, code: 1)
}
