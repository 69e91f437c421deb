import ArgumentParser
import Benchmarking
import CPUEngine
import Clusters
import Foundation
import Hourglass

extension Bench {
  /// Times training steps that all processes share, and prints predictions for more of them.
  func timeProcesses() throws {
    let communicator = try Clusters.join()
    let executor = try compute.processor(sharedBy: communicator)
    if let batchSize, batchSize < communicator.size {
      throw ValidationError(
        "--batch-size: expected an image for each of \(communicator.size) processes, got \(batchSize)")
    }
    let link = communicator.size > 1 ? LinkMeasurement(communicator) : nil
    var results: [ProcessBenchmark] = []
    try eachWorkload { workload, _ in
      let result = try workload.measureProcesses(
        batch: batchSize, executor: executor, seconds: seconds, repeats: repeats)
      if json, communicator.isFirst { print(try result.jsonLine()) }
      results.append(result)
    }
    guard !json, communicator.isFirst else { return }
    let threads = executor.threads.count
    print(
      "\(executor.name), \(Figures.count(communicator.size, "process", plural: "processes")) of "
        + Figures.count(threads, "thread"))
    measured(results, link).print()
    let tenGigabit = LinkMeasurement.tenGigabit(adding: link?.adding ?? 2e-10)
    for (name, link) in [("the connection that was measured", link), ("10 Gbit/s Ethernet", tenGigabit)] {
      guard let link else { continue }
      print(
        """

        computed, not measured: efficiency of more processes over \(name)
        (\(Figures.decimals(link.latency * 1e6, 1)) µs a message, \(Figures.bytes(link.bandwidth))/s for each process)
        """)
      predicted(results, link).print()
    }
  }

  private func measured(_ results: [ProcessBenchmark], _ link: LinkMeasurement?) -> Table {
    var table = Table([
      "workload", "batch", "ms_per_step", "computing", "packing", "communicating", "waiting", "predicted",
      "images_per_second", "gradient_mb",
    ])
    for result in results {
      // What the model says of communication that was measured.
      let predicted = link.map { result.scaling($0).communicating(ranks: result.processes) * 1e3 }
      table.add(
        [result.workload, "\(result.batch)"]
          + [result.msPerStep, result.computingMs, result.packingMs, result.communicatingMs, result.waitingMs].map {
            Figures.decimals($0, 3)
          }
          + [
            predicted.map { Figures.decimals($0, 3) } ?? Figures.nothing, Figures.speed(result.imagesPerSecond),
            Figures.decimals(Double(result.gradientBytes) / 1e6, 2),
          ])
    }
    return table
  }

  private func predicted(_ results: [ProcessBenchmark], _ link: LinkMeasurement) -> Table {
    var table = Table(["workload", "batch"] + ScalingModel.ranks.map { "\($0)" })
    for result in results {
      let model = result.scaling(link)
      for (batches, name) in [
        (ScalingModel.Batches.growing, "\(result.batch) each"), (.shared, "\(result.batch) of all"),
      ] {
        table.add(
          [result.workload, name]
            + ScalingModel.ranks.map { ranks in
              "\(Figures.decimals(100 * model.prediction(ranks: ranks, batches: batches).efficiency, 1))%"
            })
      }
    }
    return table
  }
}
