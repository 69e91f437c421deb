import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct RunPageTests {
  @Test func `a run shows its state, settings, snapshots and command`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one")
    try await place.askOfRuns { ask in
      let run: RunDocument = try await ask(.get, "/runs/AE~one.json").decoded()
      #expect((run.id, run.name, run.status) == ("AE~one", "AE/one", .done))
      #expect(run.run.epochs == 3)
      #expect(run.image_dimensions == "1x8x8")
      #expect(run.actions == ["clone", "rename", "delete"])
      #expect(run.snapshots.contains { $0.is_best && $0.metrics["psnr"] != nil })
      #expect(run.settings.contains { $0.name == "model.code_size" && $0.value == "4" })
      #expect(run.command.hasPrefix("hourglass train "))
      let page = try await ask(.get, "/runs/AE~one")
      #expect(page.status == 200)
      #expect(page.text.contains("<h1>AE/one</h1>"))
      #expect(page.text.contains("../runs/AE~one/checkpoints/best.safetensors"))
      #expect(!page.text.contains("style="))
      try await #expect(ask(.get, "/runs/AE~two.json").status == 404)
    }
  }

  @Test func `charts have every epoch, in the form that the page's script reads`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try await place.askOfRuns { ask in
      let loss: ChartDocument = try await ask(.get, "/runs/one/metrics.json?chart=loss").decoded()
      let epochs = try #require(loss.x.epoch)
      #expect(loss.x.step?.count == epochs.count)
      let training = try #require(loss.series.first { $0.part == "training" })
      #expect(training.values.compactMap(\.self).count == 3)
      #expect(training.values.count == epochs.count)
      let psnr: ChartDocument = try await ask(.get, "/runs/one/metrics.json?chart=psnr").decoded()
      #expect((psnr.unit, psnr.series.first?.values.count) == ("dB", 3))
      try await #expect(ask(.get, "/runs/one/metrics.json?chart=nothing").errors["chart"] != nil)
      let table = try await ask(.get, "/runs/one/metrics.csv").text
      #expect(table.split(whereSeparator: \.isNewline).count == 4)
      #expect(table.hasPrefix("epoch,step,date,"))
    }
  }

  @Test func `a baseline that is exact but for rounding has no line, but a sentence`() {
    let baselines = [
      RunBaselines.Baseline(name: "mean image", mse01: 0.07, psnr: 11.5),
      RunBaselines.Baseline(name: "PCA-784", mse01: 1.2e-14, psnr: 139.2),
      RunBaselines.Baseline(name: "PCA-64", mse01: 0, psnr: .infinity),
    ]
    for (chart, value) in [(RunChart.mse01, 0.07), (.psnr, 11.5)] {
      var document = chart.document([], lossName: nil)
      chart.draw(baselines, in: &document)
      #expect(document.baselines == [ChartDocument.Baseline(name: "mean image", value: value)])
      #expect(document.notes?.count == 2)
      #expect(document.notes?[0].contains("PCA-784") == true && document.notes?[0].contains("1.200e-14") == true)
    }
    var loss = RunChart.loss.document([], lossName: nil)
    RunChart.loss.draw(baselines, in: &loss)
    #expect(loss.baselines == [] && loss.notes == [])
  }

  @Test func `the film has its pictures, and no other file has an address`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try await place.askOfRuns { ask in
      let film: RunFilmDocument = try await ask(.get, "/runs/one/film.json").decoded()
      #expect(film.images > 0)
      let frame = try #require(film.steps.last)
      for url in [film.original, frame.url] {
        let picture = try await ask(.get, "/\(url)")
        #expect(picture.status == 200)
        #expect(picture.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      }
      for path in [
        "/runs/one/film/999999.png", "/runs/one/film/..%2F..%2Frun.png", "/runs/one/checkpoints/..%2Frun.yaml",
        "/runs/one/checkpoints/epoch-00099.safetensors", "/runs/one/checkpoints/run.yaml",
        "/runs/..%2Fone/original.png",
      ] {
        let answer = try await ask(.get, path)
        #expect(answer.status == 404 || answer.status == 400, "\(path): \(answer.status)")
      }
      // A link out of the run's folder leads nowhere.
      let strip = RunDirectory(path: "\(place.runs)/one").filmStrip(step: frame.step)
      try FileManager.default.removeItem(atPath: strip)
      try FileManager.default.createSymbolicLink(atPath: strip, withDestinationPath: "/etc/hostname")
      try await #expect(ask(.get, "/runs/one/film/\(frame.step).png").status == 404)
    }
  }

  @Test func `a snapshot is downloaded alone, and in an archive that unpacks to a folder of a run`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one")
    try await place.askOfRuns { ask in
      let file = try await ask(.get, "/runs/AE~one/checkpoints/best.safetensors")
      let best = RunDirectory(path: "\(place.runs)/AE/one").bestCheckpoint
      #expect(file.bytes == [UInt8](try Data(contentsOf: URL(fileURLWithPath: best))))
      let archive = try await ask(.get, "/runs/AE~one/checkpoints/best.tar.gz")
      #expect(archive.status == 200)
      let path = "\(place.path)/best.tar.gz"
      try Data(archive.bytes).write(to: URL(fileURLWithPath: path))
      let names = try ArchiveFile(path: path).names()
      let files = ["model.yaml", "run.yaml", "metrics.jsonl", "results.json", "checkpoints/best.safetensors"]
      #expect(names.sorted() == (files + [RunArchive.checksums]).map { "AE_one_best/\($0)" }.sorted())
      try ArchiveFile(path: path).unpack(to: "\(place.path)/unpacked") { _ in true }
      let folder = "\(place.path)/unpacked/AE_one_best"
      #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/checkpoints/best.safetensors")) == Data(file.bytes))
      // The network is the one of the run, and can be trained again.
      let text = try String(contentsOfFile: "\(folder)/model.yaml", encoding: .utf8)
      let network = try NetworkDescription.checked(text: text, file: "model.yaml").0
      #expect(network.image == ImageShape(channels: 1, height: 8, width: 8))
    }
  }

  @Test func `a run of a job that has not started yet has a page`() async throws {
    let place = try DataSetPlace()
    try await place.askOfRuns { ask in
      let job = try await ask.server.queue.add(.train(run: "AE/later", runFile: "model: ae\ndata: mnist\n"))
      let run: RunDocument = try await ask(.get, "/runs/AE~later.json").decoded()
      #expect((run.status, run.job?.id) == (.queued, job.id.rawValue))
      #expect(run.actions == ["pause", "abort"])
      try await #expect(ask(.get, "/runs/AE~later").status == 200)
      let chart: ChartDocument = try await ask(.get, "/runs/AE~later/metrics.json").decoded()
      #expect(chart.series.isEmpty)
      try await ask.change("/runs/AE~later/abort")
      let aborted: RunDocument = try await ask(.get, "/runs/AE~later.json").decoded()
      #expect(aborted.status == .aborted)
    }
  }
}
