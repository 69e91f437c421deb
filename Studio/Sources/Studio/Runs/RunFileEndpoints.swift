import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Hummingbird
import Web

extension StudioServer {
  /// The film of a run: its document and its pictures.
  var filmEndpoints: [Endpoint] {
    let id = Self.runID
    let step = Parameter<Int>.path("step", "The step", 0...Int.max)
    let version = Parameter.text(
      "v", "Anything that changes with the picture; with it the browser keeps the picture", default: "")
    return [
      .get("/runs/{id}/film.json", "The steps of a run's film", [id], isShared: true) { call in
        let run = try await subject(call(id))
        let (runEvents, runFiles) = (runEvents, runFiles)
        return try await compute {
          RunFilmDocument(run, stepsPerEpoch: RunFilmDocument.stepsPerEpoch(run, runEvents), runFiles)
        }
      },
      .bytes(
        .get, "/runs/{id}/film/{step}.png", "The reconstructions after a step, side by side", [id, step, version],
        type: "image/png"
      ) { call in
        let run = try await subject(call(id))
        let (directory, step) = (RunDirectory(path: run.directory), try call(step))
        let kept = try await compute { Self.keptStep(step, directory.filmSteps) }
        let isImmutable = try kept == step && !call(version).isEmpty
        return try await picture(directory.filmStrip(step: kept), run, isImmutable: isImmutable, call)
      },
      .bytes(
        .get, "/runs/{id}/original.png", "The images of the film as they are, side by side", [id, version],
        type: "image/png"
      ) { call in
        let run = try await subject(call(id))
        let path = RunDirectory(path: run.directory).filmOriginals
        return try await picture(path, run, isImmutable: !call(version).isEmpty, call)
      },
    ]
  }

  /// The step whose picture is shown for `step`: the first of the ascending `steps` from it on.
  ///
  /// A page may still list a step that was left out since, when the film was thinned out. A step after all of them has no
  /// picture.
  static func keptStep(_ step: Int, _ steps: [Int]) -> Int { steps.first { $0 >= step } ?? step }

  private func picture(_ path: String, _ run: RunSubject, isImmutable: Bool, _ call: Call) async throws -> Response {
    var response = try await runFile(path, run, type: "image/png", call)
    if isImmutable { response.headers[.cacheControl] = "private, max-age=31536000, immutable" }
    return response
  }

  /// A file of a run; its path comes from a table of names.
  private func runFile(
    _ path: String, _ run: RunSubject, type: String, download name: String? = nil, _ call: Call
  ) async throws -> Response {
    let root = try await compute { try FileRoot(run.directory) }
    return try await call.file(String(path.dropFirst(run.directory.count + 1)), below: root, type: type, download: name)
  }

  /// Downloads of checkpoints.
  var snapshotEndpoints: [Endpoint] {
    let id = Self.runID
    let name = Parameter<String>.path(
      "name",
      "A checkpoint's file name, or the same with .tar.gz for an archive with the network, the settings and the metrics"
    )
    return [
      .bytes(
        .get, "/runs/{id}/checkpoints/{name}", "A checkpoint (safetensors), or an archive with it", [id, name],
        type: "application/octet-stream"
      ) { call in
        let (run, name) = (try await subject(call(id)), try call(name))
        let directory = RunDirectory(path: run.directory)
        let known = [directory.bestCheckpoint, directory.interruptedCheckpoint] + directory.epochCheckpoints
        let isArchive = name.hasSuffix(".tar.gz")
        let file = isArchive ? name.dropLast(".tar.gz".count) + ".safetensors" : name[...]
        guard let path = known.first(where: { ($0 as NSString).lastPathComponent == file }) else {
          throw WebError.notFound("the run has no checkpoint \(name.prefix(80).debugDescription)")
        }
        let title = run.name.replacing("/", with: "_")
        guard isArchive else {
          return try await runFile(path, run, type: "application/octet-stream", download: "\(title)_\(file)", call)
        }
        let paths = [directory.runFile, directory.metrics, directory.results, path]
        let archive = try await compute {
          let root = try FileRoot(run.directory)
          // A run whose model cannot be made any more still has its checkpoint.
          let model = (try? ModelFile(directory)).map { RunArchive.Entry(name: $0.name, text: $0.text) }
          let entries = paths.compactMap { path -> RunArchive.Entry? in
            let name = String(path.dropFirst(run.directory.count + 1))
            return (try? root.file(name)).flatMap { RunArchive.Entry(name: name, path: $0) }
          }
          return RunArchive(
            folder: "\(title)_\(file.dropLast(".safetensors".count))", entries: [model].compactMap(\.self) + entries)
        }
        return archive.response(making: compute)
      }
    ]
  }
}
