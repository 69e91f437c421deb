import ArgumentParser
import Benchmarking
import CPUEngine
import Clusters
import Foundation
import Hourglass

extension Bench {
  /// Times training steps that all processes share, and prints predictions for more of them.
  func timeProcesses() throws {
    let processes = try Clusters.join(program: BuildText.program(work))
    let communicator = overlap.map { ForwardedCommunicator(processes, overlapsExchanges: $0) } ?? processes
    let executor = try compute.processor(sharedBy: communicator)
    if let batchSize, batchSize < communicator.size {
      throw ValidationError(
        "--batch-size: expected an image for each of \(communicator.size) processes, got \(batchSize)")
    }
    let link = communicator.size > 1 ? LinkMeasurement(communicator) : nil
    var results: [ProcessBenchmark] = []
    try eachWorkload { workload, _ in
      let result = try workload.measureProcesses(
        batch: batchSize, executor: executor, link: link, seconds: seconds, repeats: repeats)
      if json, communicator.isFirst { print(try result.jsonLine()) }
      results.append(result)
    }
    guard !json, communicator.isFirst else { return }
    let threads = executor.threads.count
    print(
      "\(executor.name), \(Figures.count(communicator.size, "process", plural: "processes")) of "
        + Figures.count(threads, "thread"))
    measured(results).print()
    if link != nil { print("predicted: packing, communicating and waiting, computed from the connection") }
    if results.contains(where: \.sharesProcessors) {
      print(
        "processes share processors: computing includes the time of others, and no prediction has the waiting for a turn"
      )
    }
    let tenGigabit = LinkMeasurement.tenGigabit(adding: link?.adding ?? 2e-10)
    if let link {
      predict(results, over: "the connection that was measured", link, isOverlapping: communicator.overlapsExchanges)
    }
    predict(results, over: "10 Gbit/s Ethernet", tenGigabit, isOverlapping: overlap ?? true)
  }

  /// What all processes must measure alike.
  private var work: String {
    let words: [String?] = [
      workload.isEmpty ? "all workloads" : workload.joined(separator: ", "), batchSize.map { "batch size \($0)" },
      "\(repeats) windows of \(Figures.duration(seconds))", overlap.map { $0 ? "--overlap" : "--no-overlap" },
    ]
    return "bench of " + words.compactMap(\.self).joined(separator: ", ")
  }

  private func measured(_ results: [ProcessBenchmark]) -> Table {
    var table = Table([
      "workload", "batch", "ms_per_step", "computing", "packing", "communicating", "waiting", "predicted", "overlapped",
      "images_per_second", "gradient_mb",
    ])
    for result in results {
      table.add(
        [result.workload, "\(result.batch)"]
          + [
            result.msPerStep, result.computingMs, result.packingMs, result.communicatingMs, result.waitingMs,
            result.predictedMs, result.overlappedMs,
          ].map { milliseconds in milliseconds.map { Figures.decimals($0, 3) } ?? Figures.nothing }
          + [Figures.speed(result.imagesPerSecond), Figures.decimals(Double(result.gradientBytes) / 1e6, 2)])
    }
    return table
  }

  /// Prints how efficient more processes would be.
  private func predict(
    _ results: [ProcessBenchmark], over name: String, _ link: LinkMeasurement, isOverlapping: Bool
  ) {
    print(
      """

      computed, not measured: efficiency of more processes over \(name)
      (\(Figures.decimals(link.latency * 1e6, 1)) µs a message, \(Figures.bytes(link.bandwidth))/s for each process)
      """)
    var table = Table(["workload", "batch"] + ScalingModel.ranks.map { "\($0)" })
    for result in results {
      let model = result.scaling(link, isOverlapping: isOverlapping)
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
    table.print()
  }
}
