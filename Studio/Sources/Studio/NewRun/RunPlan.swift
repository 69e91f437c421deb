import Foundation
import Hourglass
import Jobs
import Web

/// The runs that a form starts, resolved and checked without reading images.
struct RunPlan: Sendable {
  /// One run.
  struct Entry: Sendable {
    /// The text of its run file.
    var runFile: String
    /// The whole configuration.
    var configuration: RunConfiguration
    /// The values of a sweep that are this run's: `code_size=16`.
    var values: [String]
    /// What it is trained on; nil for the processor.
    var device: DeviceRequest?
    /// In how many processes it is trained.
    var processes = 1
  }

  /// The run file of the form, with its lists.
  var runFile: String
  /// The runs, at least one.
  var entries: [Entry]
  /// Whether lists make several.
  var isSweep: Bool

  /// What errors call the run file.
  static let fileName = "run.yaml"

  /// Resolves the runs of `draft`.
  ///
  /// - Parameters:
  ///   - draft: What the form says.
  ///   - paths: The files that runs may read.
  ///   - isMade: Whether the data set is there, and not only being made.
  /// - Throws: ``WebError`` with the fields that do not fit.
  init(_ draft: RunDraft, paths: RunPaths, isMade: Bool) throws(WebError) {
    guard draft.errors.isEmpty else { throw WebError(fields: draft.errors) }
    guard draft.combinations <= RunDraft.maxRuns else {
      throw WebError(fields: [
        FieldError("form", "the lists make \(draft.combinations) runs; expected at most \(RunDraft.maxRuns)")
      ])
    }
    runFile = draft.runFile
    do {
      let sweep = try Sweep(yaml: runFile, path: Self.fileName, maxPoints: RunDraft.maxRuns)
      isSweep = sweep.isSweep || draft.devices.requests.count > 1 || draft.processes.counts.count > 1
      var flags = RunSettings()
      flags.name = draft.name
      let all = sweep.settings(overriddenBy: flags)
      entries = []
      for (settings, point) in zip(all, sweep.points) {
        try paths.check(settings, hasImages: isMade)
        for machine in draft.machines {
          var (settings, values) = (settings, point.values)
          if !machine.values.isEmpty {
            values += machine.values
            settings.nameSuffix = values
            settings.name = settings.name.map { "\($0)_\(machine.values.joined(separator: "_"))" }
          }
          entries.append(
            Entry(
              runFile: sweep.isSweep ? point.runFile : runFile, configuration: try settings.resolved(), values: values,
              device: machine.device, processes: machine.processes))
        }
      }
    } catch {
      throw WebError(fields: RunFieldErrors(draft).fields(of: error))
    }
  }
}

extension RunDraft {
  /// What trains a run: a device, in a number of processes.
  struct Machine {
    /// The device; nil for the processor.
    var device: DeviceRequest?
    /// The number of processes.
    var processes: Int
    /// What a sweep calls it: `device=cuda-1`; empty where all runs have the same.
    var values: [String]
  }

  /// Each device with each number of processes.
  var machines: [Machine] {
    let (devices, counts) = (devices.requests, processes.counts)
    return devices.flatMap { device in
      counts.map { count in
        var values: [String] = []
        // A colon is no part of names everywhere.
        let name = (device?.name ?? DeviceRequest.processor).replacing(":", with: "-")
        if devices.count > 1 { values.append("device=\(name)") }
        if counts.count > 1 { values.append("processes=\(count)") }
        return Machine(device: device, processes: count, values: values)
      }
    }
  }
}
