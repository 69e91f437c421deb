import Foundation
import HTTPTypes
import Hourglass
import Jobs
import StudioTestSupport
import Testing

@testable import Studio

@Suite struct ReportTests {
  /// Unpacks an archive, and compares the files with the checksums in it.
  private func check(_ bytes: [UInt8], _ place: DataSetPlace) throws -> String {
    let path = "\(place.path)/archive.tar.gz"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let script = """
      import hashlib, sys, tarfile
      files = {member.name: tar.extractfile(member).read()
               for tar in [tarfile.open(sys.argv[1])] for member in tar.getmembers()}
      sums = next(name for name in files if name.endswith("SHA256SUMS"))
      folder = sums[:-len("SHA256SUMS")]
      lines = [line.split("  ", 1) for line in files[sums].decode().splitlines()]
      assert sorted(files) == sorted([sums] + [folder + name for _, name in lines]), files.keys()
      assert all(hashlib.sha256(files[folder + name]).hexdigest() == digest for digest, name in lines)
      print(" ".join(sorted(files)))
      """
    let (status, output) = try Python.run("-c", script, path)
    #expect(status == 0, "\(output)")
    return output
  }

  @Test func `the archive of a run holds its files with their checksums, and no link and no other run`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one")
    try place.train("AE/one/inner", epochs: 1)
    let folder = "\(place.runs)/AE/one"
    try FileManager.default.createSymbolicLink(atPath: "\(folder)/link.txt", withDestinationPath: "/etc/hostname")
    try Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })
      .write(to: URL(fileURLWithPath: "\(folder)/large.npy"))
    try Data().write(to: URL(fileURLWithPath: "\(folder)/empty.txt"))
    try await place.askOfRuns { ask in
      let answer = try await ask(.get, "/runs/AE~one/archive.tar.gz")
      #expect(answer.status == 200)
      let names = try check(answer.bytes, place)
      for name in ["run.yaml", "metrics.jsonl", "checkpoints/best.safetensors", "large.npy", "empty.txt"] {
        #expect(names.contains("AE_one/\(name)"), "\(name): \(names)")
      }
      #expect(!names.contains("inner") && !names.contains("link.txt") && !names.contains("/."))
      // Text is compressed: the log is nowhere in it as it is.
      let log = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/run.yaml"))
      #expect(Data(answer.bytes).range(of: log) == nil)

      let made = try await ask.change("/runs/AE~one/pack")
      #expect(made.message.hasPrefix("\(folder).tar.gz: "))
      let written = try Data(contentsOf: URL(fileURLWithPath: "\(folder).tar.gz"))
      #expect(try check([UInt8](written), place) == names)
      let document: RunReportDocument = try await ask(.get, "/runs/AE~one/report.json").decoded()
      #expect(document.archive?.bytes == written.count && document.pages.isEmpty)
      #expect(document.parts == ["validation", "train"])
      try await #expect(ask(.get, "/runs/nobody/archive.tar.gz").status == 404)
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: DataSetPlace.program), "no program"))
  func `one request writes the report and the archive, and the page shows both`() async throws {
    let place = try DataSetPlace()
    let images = try place.writeDigits()
    var configuration = try RunConfiguration(model: AE(), dataset: images)
    (configuration.name, configuration.training.epochs, configuration.training.batchSize) = ("one", 2, 10)
    configuration.data.validation = .first(8)
    let run = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: place.runs)
    _ = try run.train(
      executor: CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1)), observers: run.recorders())
    try await place.askOfRuns { ask in
      try await #expect(ask(.get, "/runs/one").text.contains("Report and archive"))
      try await #expect(ask(.get, "/runs/one/report/validation.html").status == 404)
      let working = Task { await ask.server.queue.run() }
      let first = try await ask.change("/runs/one/report")
      let second = try await ask.change("/runs/one/report")
      #expect(second.message.contains("already") && second.url == first.url)
      var document: RunReportDocument = try await ask(.get, "/runs/one/report.json").decoded()
      for _ in 0..<600 where document.archive == nil && document.job?.status != .failed {
        try await Task.sleep(for: .milliseconds(100))
        document = try await ask(.get, "/runs/one/report.json").decoded()
      }
      working.cancel()
      await working.value
      #expect(document.job?.status == .done, "\(document.job?.last_lines ?? [])")
      let page = try #require(document.pages.first)
      #expect(page.part == "validation" && page.path == "\(place.runs)/one/evaluation/validation.html")
      let shown = try await ask(.get, "/\(page.url)")
      #expect(shown.status == 200 && shown.text.contains("<h2>Training</h2>") && !shown.text.contains("<script"))
      let archive = try await ask(.get, "/\(document.archive_url)")
      #expect(try check(archive.bytes, place).contains("one/evaluation/validation.html"))
      let html = try await ask(.get, "/runs/one").text
      #expect(html.contains("Report on the validation images") && html.contains("one.tar.gz"))
      try await #expect(ask(.get, "/runs/one/report/..%2F..%2Frun.html").status != 200)
    }
  }

  @Test func `a run without a checkpoint has no report, and says so`() async throws {
    let place = try DataSetPlace()
    try await place.askOfRuns { ask in
      _ = try await ask.server.queue.add(.train(run: "later", runFile: "model: ae\ndata: mnist\n"))
      let refused = try await ask(.post, "/runs/later/report")
      #expect(refused.status == 409 && refused.text.contains("no checkpoint"))
      try await #expect(ask(.get, "/runs/later").text.contains("once there is a checkpoint"))
      try await #expect(ask(.get, "/runs/later/archive.tar.gz").status == 404)
      try await #expect(ask(.post, "/report_runs", json: #"{"run_ids": ["later"]}"#).status == 409)
    }
  }
}
