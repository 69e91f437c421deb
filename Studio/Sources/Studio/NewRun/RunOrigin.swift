import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// What the form of a new run is filled from: a run, a preset, or nothing.
struct RunOrigin: Sendable {
  /// What it is, in words: `run AE/x`, `preset hinton-deep`; nil for an empty form.
  var title: String?
  /// The values.
  var values = RunValues()
  /// The checkpoints of the run, from which initial values may be taken.
  var checkpoints: [String] = []

  /// An empty form.
  init() {}

  /// The settings of a preset.
  ///
  /// - Throws: ``WebError`` when there is none of this name.
  init(preset name: String) throws(WebError) {
    do {
      let preset = try PresetCatalogue.preset(named: name)
      values = RunValues(try preset.settings())
      title = "preset \(preset.name)"
    } catch {
      throw WebError.notFound(PageWords.of(error))
    }
  }

  /// The settings of the run called `name`; of one that has not started, those of its job.
  ///
  /// - Throws: ``WebError`` when there is none, or its file cannot be read.
  init(run name: String, runs: String, jobs: [Job], store: JobStore) throws(WebError) {
    let directory = RunDirectory(path: "\(runs)/\(name)")
    let isInside = !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
    let job = jobs.last { $0.task.run == name }
    guard isInside, directory.exists || job != nil else { throw WebError.notFound("there is no run called \(name)") }
    let path = directory.exists ? directory.runFile : store.folder(of: job?.id ?? jobs[0].id).runFile
    do {
      let file = try RunFile(path: path)
      values = RunValues(file.settings)
      if let dataset = file.settings.data.dataset, !RunPaths.isKnown(dataset), !dataset.hasPrefix("/") {
        values["data.dataset"] = file.record["dataset_path"] ?? dataset
      }
    } catch {
      throw WebError(
        .unprocessableContent, type: "unreadable", "the settings of \(name) cannot be read: \(PageWords.of(error))")
    }
    let file = job == nil ? try? RunFile(path: path) : nil
    if let device = job?.device ?? file.flatMap(RunDevice.init)?.request { values.set(device) }
    values.set(processes: job?.processCount ?? file.flatMap(RunProcesses.init)?.count ?? 1)
    title = "run \(name)"
    let best = FileManager.default.fileExists(atPath: directory.bestCheckpoint) ? [directory.bestCheckpoint] : []
    checkpoints = best + directory.epochCheckpoints
  }
}
