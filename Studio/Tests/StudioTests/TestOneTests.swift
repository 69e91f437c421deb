import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

/// A run on one picture.
@Suite struct TestOneTests {
  private static let shape = ImageShape(channels: 1, height: 8, width: 8)

  private static func small() -> AE {
    var model = AE()
    model.codeSize = 4
    return model
  }

  @Test func `a picture of another size and colour is brought to the model's, and said so`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one")
    try await place.askOfRuns { ask in
      let sent = try await ask.sendPicture(DataSetPlace.picture(1).png())
      #expect((sent.width, sent.height, sent.notes) == (16, 8, []))
      let document: TestDocument = try await ask(.get, "/runs/AE~one/test.json?image=\(sent.id)").decoded()
      #expect((document.id, document.image_dimensions, document.needs_label) == ("AE~one", [1, 8, 8], false))
      #expect(document.snapshots.first == "best" && document.checkpoint?.note == nil)
      let result = try #require(document.result)
      #expect(result.notes == ["The picture was resized from 16x8 to 8x8 and made grey, as the run’s own images were."])
      #expect(result.pictures.map(\.name) == ["picture", "image", "reconstruction", "difference"])
      #expect(result.pictures.allSatisfy { $0.url.hasPrefix("data:image/png;base64,") })
      let trained = try TrainedRun.open(RunDirectory(path: "\(place.runs)/AE/one"), runs: place.runs)
      let images = try trained.images([DataSetPlace.picture(1)])
      let executor = try DataSetPlace.executor()
      let expected = try trained.reconstructed(images, executor: executor)
      #expect(result.metrics.first?.name == "mse01" && result.metrics.map(\.name).contains("loss"))
      #expect(abs(result.metrics[0].value - expected.errors[0]) < 1e-9)
      #expect(result.code.values == (try trained.codes(of: images, executor: executor).codes))
      let page = try await ask(.get, "/runs/AE~one/test?image=\(sent.id)").text
      #expect(page.contains("made grey") && page.contains("Reconstruction") && !page.contains("style="))
      #expect(page.contains("../../runs/AE~one/test/layers?image=\(sent.id)"))
      let run = try await ask(.get, "/runs/AE~one").text
      #expect(run.contains("../runs/AE~one/test\""))
    }
  }

  @Test func `a normalized and a corrupted input are shown as what they are`() async throws {
    let place = try DataSetPlace()
    try place.begin("noisy", Self.small(), shape: Self.shape) { settings in
      settings.training.corruption = .gaussian(deviation: 0.3)
      settings.training.normalization = .perImage
      settings.loss = ReconstructionLoss(.meanSquaredError)
    }
    try await place.askOfRuns { ask in
      let sent = try await ask.sendPicture(DataSetPlace.png())
      func tested(_ query: String) async throws -> TestResult {
        let document: TestDocument = try await ask(.get, "/runs/noisy/test.json?image=\(sent.id)\(query)").decoded()
        let result = try #require(document.result)
        return result
      }
      let own = try await tested("")
      #expect(own.pictures.map(\.name) == ["image", "corrupted", "input", "reconstruction", "difference"])
      #expect(own.corruption?.contains("gaussian") == true && own.normalization == "per-image")
      #expect(own.pictures[2].caption.contains("middle grey is 0"))
      #expect(own.metrics.allSatisfy { $0.name != "loss" })
      try await #expect(tested("").pictures.map(\.url) == own.pictures.map(\.url))
      try await #expect(tested("&seed=1").pictures[1].url != own.pictures[1].url)
      let plain = try await tested("&corruption=none")
      #expect(plain.pictures.map(\.name) == ["image", "input", "reconstruction", "difference"])
      #expect(plain.corruption == nil)
      try await #expect(
        ask(.get, "/runs/noisy/test.json?image=\(sent.id)&corruption=fog").errors["corruption"] != nil)
    }
  }

  @Test func `an image of a data set is tested with its class, and a deleted data set is told of`() async throws {
    let place = try DataSetPlace()
    try place.writeDigits()
    try place.begin("classes", ConditionalVAE(), shape: ImageShape(channels: 1, height: 12, width: 10))
    try await place.askOfRuns { ask in
      let store = ask.server.catalogue.dataSets
      let source = "\(place.images)/digits"
      let set = try await store.register(store.describe(source), title: "Digits", source: source)
      let document: TestDocument = try await ask(
        .get, "/runs/classes/test.json?dataset=\(set.id)&part=train&index=7"
      ).decoded()
      #expect(document.needs_label && document.datasets.map(\.id) == [set.id])
      #expect(document.result?.title == "Digits, train image 7")
      try await #expect(
        ask(.get, "/runs/classes/test.json?dataset=\(set.id)&index=4000").errors["index"] != nil)
      let sent = try await ask.sendPicture(DataSetPlace.png())
      try await #expect(ask(.get, "/runs/classes/test.json?image=\(sent.id)").errors["label"] != nil)
      try await #expect(ask(.get, "/runs/classes/test.json?image=\(sent.id)&label=2").status == 200)
      try await #expect(ask(.get, "/runs/classes/test.json?image=\(sent.id)&label=99").status == 400)
      try await ask.change("/datasets/\(set.id)/delete")
      try await #expect(ask(.get, "/runs/classes/test.json?dataset=\(set.id)").status == 404)
      let page = try await ask(.get, "/runs/classes/test?dataset=\(set.id)")
      #expect(page.status == 200 && page.text.contains("there is no such data set"))
    }
  }

  @Test func `the run's own images are at hand`() async throws {
    let place = try DataSetPlace()
    let digits = try place.writeDigits()
    try place.begin("own", ConditionalVAE(), shape: ImageShape(channels: 1, height: 12, width: 10)) { settings in
      settings.data.dataset = digits
      settings.data.isInverted = true
    }
    try place.begin("lost", Self.small(), shape: Self.shape)
    try await place.askOfRuns { ask in
      let document: TestDocument = try await ask(.get, "/runs/own/test.json?dataset=~run&part=test&index=3").decoded()
      #expect(document.result?.title == "Test image 3" && document.count == 10)
      // They are as the model sees them: neither inverted nor resized again.
      #expect(document.result?.pictures.map(\.name) == ["image", "reconstruction", "difference"])
      #expect(document.result?.notes.allSatisfy { !$0.contains("resized") } == true)
      try await #expect(ask(.get, "/runs/own/test/layers.json?dataset=~run&part=test&index=3").status == 200)
      try await #expect(ask(.get, "/runs/own/test.json?dataset=~run&part=test&index=10").errors["index"] != nil)
      let lost = try await ask(.get, "/runs/lost/test.json?dataset=~run")
      #expect((400..<500).contains(lost.status), "\(lost.status): \(lost.text)")
      // Pages show them small, to choose from.
      let list: OwnImagesDocument = try await ask(.get, "/runs/own/images.json?part=test&size=4&page=9").decoded()
      #expect((list.page, list.pages, list.total, list.images.map(\.index)) == (3, 3, 10, [8, 9]))
      #expect(list.images.map(\.class_name) == ["2", "0"])
      let address = try #require(list.images.first?.url)
      for (query, width, height) in [("", 10, 12), ("?side=6", 5, 6)] {
        let png = try await ask(.get, "/\(address)\(query)")
        let picture = try png.bytes.withUnsafeBytes { try Picture(decoding: $0, place: "answer") }
        #expect((png.status, picture.width, picture.height) == (200, width, height))
      }
      try await #expect(ask(.get, "/runs/own/images/test/10.png").status == 400)
      try await #expect(ask(.get, "/runs/own/images/all/1.png").status == 400)
      try await #expect((400..<500).contains(ask(.get, "/runs/lost/images.json").status))
      #expect(document.result?.pictures[1].caption == "")
      let stretched: TestDocument = try await ask(
        .get, "/runs/own/test.json?dataset=~run&part=test&index=3&pixels=normalize"
      ).decoded()
      #expect(stretched.result?.pictures[1].caption.hasPrefix("black is ") == true)
      #expect(stretched.result?.pictures[1].url != document.result?.pictures[1].url)
      #expect(stretched.result?.metrics.map(\.value) == document.result?.metrics.map(\.value))
    }
  }

  @Test func `pixels beyond black and white are clipped or the range is stretched, and said so`() {
    let shape = ImageShape(channels: 1, height: 1, width: 3)
    let clipped = PixelConversion.clip.picture(of: [-1, 0.5, 3], shape: shape)
    #expect(
      (clipped.picture.bytes, clipped.caption) == ([0, 128, 255], "pixels from -1.000 to 3.000, clipped to 0 and 1"))
    let stretched = PixelConversion.normalize.picture(of: [-1, 1, 3], shape: shape)
    #expect((stretched.picture.bytes, stretched.caption) == ([0, 128, 255], "black is -1.000, white is 3.000"))
    #expect(PixelConversion.clip.picture(of: [0, 0.25, 1], shape: shape).caption == "")
    #expect(PixelConversion.normalize.picture(of: [2, 2, .nan], shape: shape).picture.bytes[0] == 0)
  }

  @Test func `files that are no picture, and more than one picture, are told of`() async throws {
    let place = try DataSetPlace()
    try place.begin("one", Self.small(), shape: Self.shape)
    try await place.askOfRuns { ask in
      let text = try await ask.putPicture(Array("a letter".utf8), name: "letter.png")
      #expect(text.status == 422 && text.text.contains("letter.png: not a picture of a known format"))
      let whole = try DataSetPlace.png(width: 64, height: 64, step: 7)
      let cut = try await ask.putPicture(Array(whole.prefix(whole.count / 2)), name: "cut.png")
      #expect(cut.status == 422)
      let empty = try await ask.putPicture([], name: "empty.png")
      #expect((400..<500).contains(empty.status))
      let animated = try await ask.sendPicture(Self.animation, name: "two.gif")
      #expect(animated.notes == ["The picture is animated (2 frames): its first frame is used."])
      let result: TestDocument = try await ask(.get, "/runs/one/test.json?image=\(animated.id)").decoded()
      #expect(result.result?.notes.contains { $0.contains("first frame") } == true)
      let deep = try await ask.sendPicture(Self.deepPNG, name: "deep.png")
      #expect(deep.notes == ["The picture has 16 bits a sample, of which 8 are used."])
      try await #expect(ask(.get, "/runs/one/test.json?image=\(deep.id)").status == 200)
      // Files of the server, below the folders that may be chosen from alone.
      try place.writePhotos()
      try await #expect(ask(.get, "/runs/one/test.json?file=\(place.images)/photos/cats/0.png").status == 200)
      for wrong in ["/etc/hostname", "\(place.images)/photos", "cat.png", "\(place.images)/none.png"] {
        try await #expect(ask(.get, "/runs/one/test.json?file=\(wrong)").errors["file"] != nil, "\(wrong)")
      }
      try await #expect(ask(.get, "/runs/one/test.json?file=\(place.images)/photos/cats/broken.png").status == 422)
      for gone in ["aaaaaaaaaaaa", "..%2F..%2Fjob", "x"] {
        try await #expect(ask(.get, "/runs/one/test.json?image=\(gone)").status == 404)
      }
      // Nothing is left of what was refused.
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(place.runs)/.studio/pictures")
      #expect(names.count == 4)
    }
  }

  @Test func `a run that cannot be used says why, on its page and with a status`() async throws {
    let place = try DataSetPlace()
    let empty = try place.begin("empty", Self.small(), shape: Self.shape)
    try FileManager.default.removeItem(atPath: empty.bestCheckpoint)
    _ = try place.diverge("nan", Self.small(), shape: Self.shape)
    try await place.askOfRuns { ask in
      let sent = try await ask.sendPicture(DataSetPlace.png())
      try await ask.server.queue.add(.train(run: "later", runFile: "model: ae\ndata: mnist\n"))
      for (run, words) in [("empty", "no checkpoint yet"), ("nan", "not finite"), ("later", "has not started")] {
        let answer = try await ask(.get, "/runs/\(run)/test.json?image=\(sent.id)")
        #expect((400..<500).contains(answer.status) && answer.text.contains(words), "\(run): \(answer.text)")
        let layers = try await ask(.get, "/runs/\(run)/test/layers.json?image=\(sent.id)")
        #expect((400..<500).contains(layers.status))
        let page = try await ask(.get, "/runs/\(run)/test?image=\(sent.id)")
        #expect(page.status == 200 && page.text.contains(words))
      }
      try await #expect(ask(.get, "/runs/gone/test").status == 404)
    }
  }

  @Test func `numbers come in the manner of DIGITS`() async throws {
    let place = try DataSetPlace()
    try place.begin("one", Self.small(), shape: Self.shape)
    try await place.askOfRuns { ask in
      let picture = Data(try DataSetPlace.png(width: 16, height: 16)).base64EncodedString()
      let path = "/models/images/generic/infer_one.json?job_id=one"
      let answer: InferenceAnswer = try await ask(.post, path, json: #"{"picture": "\#(picture)"}"#).decoded()
      #expect(answer.outputs["reconstruction"]?.count == 64 && answer.outputs["code"]?.count == 4)
      #expect(answer.notes.contains { $0.contains("16x16 to 8x8") })
      let sent = try await ask.sendPicture(DataSetPlace.png(width: 16, height: 16))
      let again: InferenceAnswer = try await ask(.post, path, json: #"{"image": "\#(sent.id)"}"#).decoded()
      #expect(again.outputs == answer.outputs)
      try await #expect(ask(.post, path, json: "{}").errors["picture"] != nil)
      try await #expect(ask(.post, path, json: #"{"picture": "bm90aGluZw=="}"#).status == 422)
      try await #expect(
        ask(.post, "/models/images/generic/infer_one.json?job_id=no", json: #"{"image": "a"}"#).status == 404)
    }
  }

  /// A GIF of 1 x 1 with two frames.
  private static let animation: [UInt8] = {
    let frame: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
    return Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255] + frame + frame + [0x3B]
  }()

  /// A PNG of 1 x 1 with 16 bits a sample.
  private static let deepPNG: [UInt8] = {
    let bytes =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAAAAABq7kcWAAAAC0lEQVR4nGNgZAQAAAYAAz+2/6EAAAAASUVORK5CYII="
    return Data(base64Encoded: bytes).map { [UInt8]($0) } ?? []
  }()
}

extension Asking {
  /// Sends the bytes of a picture file.
  func putPicture(_ bytes: [UInt8], name: String) async throws -> Answer {
    try await put("/pictures/\(name)", bytes)
  }
}
