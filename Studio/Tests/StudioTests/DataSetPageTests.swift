import Catalogue
import Foundation
#if canImport(FoundationXML)
  import FoundationXML
#endif
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct DataSetPageTests {
  /// Registers MNIST-like files and returns the identifier.
  private func digits(_ place: DataSetPlace, _ ask: Asking) async throws -> String {
    let folder = try place.writeDigits()
    let answer = try await ask(
      .post, "/datasets", json: #"{"source": "files", "files": "\#(folder)", "title": "Some <digits>"}"#)
    #expect(answer.status == 200, "\(answer.text)")
    let made: DataSetAnswer = try answer.decoded()
    #expect((made.id, made.name, made.status) == ("some-digits", "Some <digits>", "done"))
    return made.id
  }

  /// The document once the images have been looked at.
  private func surveyed(_ id: String, _ ask: Asking) async throws -> DataSetDocument {
    while true {
      let document: DataSetDocument = try await ask(.get, "/datasets/\(id).json").decoded()
      if document.is_surveyed { return document }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  @Test func `a data set shows its numbers, classes and mean image`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let id = try await digits(place, ask)
      let document = try await surveyed(id, ask)
      #expect(document.status == .done)
      #expect(document.image_dimensions == [12, 10, 1])
      #expect(document.parts.map(\.images) == [40, 10])
      #expect(document.classes.map { $0.images["train"] } == [14, 13, 13])
      #expect(document.parts[0].means.count == 1)
      let mean = try await ask(.get, "/" + #require(document.mean_image))
      let picture = try mean.bytes.withUnsafeBytes { try Picture(decoding: $0, place: "mean") }
      #expect((picture.width, picture.height) == (10, 12))
      let page = try await ask(.get, "/datasets/\(id)")
      #expect(page.status == 200)
      #expect(page.text.contains("Some &lt;digits&gt;"))
      let summary: DataSetSummary = try await ask(.get, "/datasets/summary.json?dataset=\(id)").decoded()
      #expect(summary.parts == ["train": 40, "test": 10])
      #expect(summary.reference == document.reference)
    }
  }

  @Test func `pictures that an import left out are listed with their reasons`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writePhotos()
    let lines = (1...120).map { "val_db\tcats/\($0).png\t\(folder)/cats/\($0).png: the file is empty; fetch it again" }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: "\(folder)/bad-images.txt"))
    let left = LeftOutImages(importFolder: folder)
    #expect(left.count == 120 && left.listed.count == 100)
    let first = try #require(left.listed.first)
    #expect((first.part, first.title) == (.validation, "cats/1.png"))
    #expect(first.reason == "the file is empty; fetch it again")
    #expect(LeftOutImages(importFolder: "\(folder)/cats").count == 0)
  }

  @Test func `images are explored by part, class and page`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let id = try await digits(place, ask)
      let all: ExplorerDocument = try await ask(.get, "/datasets/\(id)/explore.json?size=15&page=3").decoded()
      #expect((all.total, all.pages, all.images.count) == (40, 3, 10))
      #expect(all.images.map(\.index) == Array(30..<40))
      let last: ExplorerDocument = try await ask(.get, "/datasets/\(id)/explore.json?size=15&page=9").decoded()
      #expect(last.page == 3)
      let ofClass: ExplorerDocument = try await ask(.get, "/datasets/\(id)/explore.json?part=test&label=2").decoded()
      #expect(ofClass.images.map(\.index) == [2, 5, 8])
      #expect(ofClass.images.allSatisfy { $0.label == 2 })
      let picture = try await ask(.get, "/\(ofClass.images[0].url)")
      #expect(picture.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      let page = try await ask(.get, "/datasets/\(id)/explore?part=test&label=2&size=50")
      #expect(page.text.contains("images/test/8.png"))
      try await #expect(ask(.get, "/datasets/\(id)/images/test/10.png").status == 404)
      try await #expect(ask(.get, "/datasets/\(id)/images/nothing/1.png").status == 400)
      try await #expect(ask(.get, "/datasets/\(id)/explore.json?size=0").errors["size"] != nil)
      try await #expect(ask(.get, "/datasets/nothing/explore.json").status == 404)
    }
  }

  @Test func `transforms show images in several epochs, and corrupted`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let id = try await digits(place, ask)
      let preview: TransformPreview = try await ask(
        .get, "/datasets/\(id)/transforms.json?augmentation=crop%3D8x6&corruption=masking%3D0.5&count=3&epochs=2"
      ).decoded()
      #expect(preview.originals.count == 3)
      #expect(preview.epochs.map(\.count) == [3, 3])
      #expect(preview.corrupted.count == 3)
      #expect(preview.image_dimensions == [6, 8, 1])
      #expect(preview.epochs[0] != preview.epochs[1])
      let unknown = try await ask(.get, "/datasets/\(id)/transforms.json?augmentation=melt%3D1")
      #expect(unknown.errors["augmentation"] != nil)
      let tooLarge = try await ask(.get, "/datasets/\(id)/transforms.json?augmentation=crop%3D80x80")
      #expect(tooLarge.errors["augmentation"] != nil)
    }
  }

  @Test func `a data set is renamed, deleted and brought back`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let id = try await digits(place, ask)
      try await #expect(ask(.put, "/datasets/\(id)", json: #"{"name": "Other", "notes": "ten"}"#).status == 200)
      try await #expect(ask(.put, "/datasets/\(id)", json: #"{"name": ""}"#).errors["name"] != nil)
      let renamed: DataSetDocument = try await ask(.get, "/datasets/\(id).json").decoded()
      #expect((renamed.name, renamed.notes) == ("Other", "ten"))
      let deleted: ChangeAnswer = try await ask(.post, "/datasets/\(id)/delete").decoded()
      try await #expect(ask(.get, "/datasets/\(id).json").status == 404)
      try await #expect(ask(.post, "/" + #require(deleted.undo)).status == 200)
      let back: DataSetDocument = try await ask(.get, "/datasets/\(id).json").decoded()
      #expect(back.name == "Other")
    }
  }

  @Test func `a data set that a run uses is kept, and its page names the run`() async throws {
    let place = try DataSetPlace()
    try await place.ask { ask in
      let id = try await digits(place, ask)
      var settings = RunSettings()
      (settings.model, settings.modelFields, settings.name) = ("AE", ["code_size": .integer(4)], "user")
      settings.data.dataset = try await ask.server.catalogue.dataSets.dataSet(id).reference
      (settings.training.batchSize, settings.training.epochs) = (20, 1)
      let configuration = try settings.resolved()
      let run = try Run(
        configuration, dataset: configuration.loadDataset(environment: [:]), runs: ask.server.catalogue.folder)
      let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1))
      _ = try run.train(executor: executor, observers: []) { _ in
      }
      try await ask.server.catalogue.scan()
      let answer = try await ask(.post, "/datasets/\(id)/delete")
      #expect(answer.status == 409)
      #expect(answer.text.contains("a run uses the data set"))
      #expect(answer.text.contains("user"))
      let document: DataSetDocument = try await ask(.get, "/datasets/\(id).json").decoded()
      #expect(document.runs.map(\.name) == ["user"])
      let page = try await ask(.get, "/datasets/\(id)")
      #expect(page.text.contains("runs/user"))
      let user = try await ask(.get, "/runs/user")
      #expect(user.text.contains("<a href=\"../datasets/\(id)\">\(id)</a>"))
    }
  }

  @Test func `unreadable images are listed with their reasons`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writePhotos()
    try await place.ask { ask in
      let made: DataSetAnswer = try await ask(
        .post, "/datasets", json: #"{"source": "folder", "folder": "\#(folder)", "use": "as-is"}"#
      ).decoded()
      let document = try await surveyed(made.id, ask)
      #expect(document.bad_images.map(\.title).map { $0.hasSuffix("cats/broken.png") } == [true])
      #expect(document.ignored == [".txt": 1])
      let page = try await ask(.get, "/datasets/\(made.id)")
      #expect(page.text.contains("cats/broken.png"))
      let bad = try await ask(.get, "/datasets/\(made.id)/images/train/6.png")
      #expect(bad.status == 422)
      // Pages ask for a drawing that says why, which is no failure.
      let tile = try await ask(.get, "/datasets/\(made.id)/images/train/6.png?unreadable=tile&side=64")
      #expect(tile.status == 200)
      #expect(tile.text.hasPrefix("<svg ") && tile.text.contains("<title>"))
      #expect(XMLParser(data: Data(tile.bytes)).parse())
      let explored: ExplorerDocument = try await ask(.get, "/datasets/\(made.id)/explore.json").decoded()
      #expect(explored.images.map { $0.problem != nil } == (0..<13).map { $0 == 6 })
      let explorer = try await ask(.get, "/datasets/\(made.id)/explore")
      #expect(explorer.text.contains("images/train/6.png?unreadable=tile\" data-title"))
      #expect(!explorer.text.contains("<img src=\"../../datasets/\(made.id)/images/train/6.png"))
      #expect(explorer.text.contains("<img src=\"../../datasets/\(made.id)/images/train/5.png"))
    }
  }

  @Test func `the drawing of an unreadable image takes any reason`() {
    let long = String(repeating: "long words ", count: 100)
    for reason in ["", "a & b <c> \u{1}", long, String(repeating: "x", count: 300)] {
      #expect(XMLParser(data: Data(UnreadableTile(reason: reason).svg.utf8)).parse(), "\(reason.prefix(20))")
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: DataSetPlace.program),
      "no program: build it, or name it with HOURGLASS_PROGRAM"))
  func `an import makes a data set that is ready by itself`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writePhotos()
    try await place.ask { ask in
      let working = Task { await ask.server.queue.run() }
      defer { working.cancel() }
      let made: DataSetAnswer = try await ask(
        .post, "/datasets",
        json: #"{"source": "folder", "folder": "\#(folder)", "title": "Photos", "width": 8, "validation": 50}"#
      ).decoded()
      #expect(made.job_id != nil)
      var status: DataSetStatus
      repeat {
        try await Task.sleep(for: .milliseconds(50))
        status = try await ask(.get, "/datasets/\(made.id)/status").decoded()
      } while status.status != .done && status.status != .failed
      #expect(status.status == .done, "\(status.error ?? "")")
      let document = try await surveyed(made.id, ask)
      #expect(document.image_dimensions == [8, 8, 3])
      #expect(document.image_count == 12)
      #expect(document.job?.log.isEmpty == false)
      working.cancel()
      await working.value
    }
  }
}
