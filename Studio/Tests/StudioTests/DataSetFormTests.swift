import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing
import Web

@testable import Studio

@Suite struct DataSetFormTests {
  @Test func `a preview counts classes and parts, and lists what will be skipped`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writePhotos()
    try await place.ask { ask in
      let body = #"{"source": "folder", "folder": "\#(folder)", "validation": 50, "test": 25, "min_per_class": 1}"#
      let preview: DataSetPreview = try await ask(.post, "/datasets/preview", json: body).decoded()
      #expect(preview.errors == [:])
      #expect(preview.images == 13)
      #expect(preview.classes.map(\.name) == ["cats", "dogs"])
      #expect(preview.parts.map(\.count) == [2, 7, 4])
      #expect(preview.skipped.contains { $0.examples == ["readme.txt"] })
      #expect(preview.skipped.contains { $0.examples.contains("cats/broken.png") })
      #expect(preview.thumbnails.count == 12)
      let picture = try await ask(.get, "/\(preview.thumbnails[0].url)")
      #expect(picture.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      // The same images are not looked at again.
      let again: DataSetPreview = try await ask(.post, "/datasets/preview", json: body).decoded()
      #expect(again.id == preview.id)
    }
  }

  @Test func `numbers out of range are said at their fields, and nothing is counted with them`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writePhotos()
    try await place.ask { ask in
      let body = #"{"source": "folder", "folder": "\#(folder)", "validation": 120, "width": 0}"#
      let preview: DataSetPreview = try await ask(.post, "/datasets/preview", json: body).decoded()
      #expect(preview.errors["validation"] == ["expected 0 to 99, got 120"])
      #expect(preview.errors["width"] == ["expected 1 to 16384, got 0"])
      #expect(preview.errors.count == 2 && preview.parts.isEmpty && preview.images == 13)
    }
  }

  @Test func `arrays that are not pixels name the field of the form, no flag`() {
    let form = DataSetForm(source: .files)
    let error = form.error("a.npy: these numbers are not pixels; say which number is white: --value-range 0..255")
    #expect(error.field == "files" && error.message.hasSuffix("“Numbers that are black and white” 0..255"))
  }

  @Test func `what was looked at is forgotten some time after the form was closed`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writePhotos()
    let catalogue = try Catalogue(runs: place.runs)
    let store = PreviewStore(lifetime: .milliseconds(20))
    let description = DatasetDescription(training: DatasetDescription.Part(images: folder))
    let entry = store.add(await catalogue.dataSets.survey(description), of: description)
    #expect(entry.survey.thumbnails.count == 12)
    while store.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
    #expect(store[entry.id] == nil)
  }

  @Test func `the parts that a preview tells are those that an import makes`() throws {
    let classes = [("a", 7), ("b", 30), ("c", 1), ("d", 12)]
    var form = DataSetForm(source: .folder)
    (form.validation, form.test, form.min_per_class, form.max_per_class) = (25, 10, 2, 20)
    var labels: [Int32] = []
    for (number, entry) in classes.enumerated() { labels += Array(repeating: Int32(number), count: entry.1) }
    let list = ImportList(labels.map { ImportItem(title: "", label: $0, content: .bytes([])) })
    var split = ImportSplit()
    (split.validationPercent, split.testPercent, split.minPerClass, split.maxPerClass) = (25, 10, 2, 20)
    let parts = try split.parts(of: list, classNames: classes.map(\.0))
    let counts = SplitCounts(classes.map { (name: $0.0, count: $0.1) }, form, own: [])
    #expect(counts.training == parts.training.count)
    #expect(counts.validation == parts.validation?.count)
    #expect(counts.test == parts.test?.count)
    #expect(counts.left_out == parts.leftOut)
  }

  @Test(arguments: [
    (#"{"source": "folder"}"#, "folder"),
    (#"{"source": "folder", "folder": "/etc"}"#, "folder"),
    (#"{"source": "folder", "folder": "photos"}"#, "folder"),
    (#"{"source": "folder", "folder": "PHOTOS/../../../../etc"}"#, "folder"),
    (#"{"source": "folder", "folder": "PHOTOS", "width": 0}"#, "width"),
    (#"{"source": "folder", "folder": "PHOTOS", "validation": 60, "test": 40}"#, "test"),
    (#"{"source": "folder", "folder": "PHOTOS", "min_per_class": 9, "max_per_class": 3}"#, "max_per_class"),
    (#"{"source": "folder", "folder": "PHOTOS", "title": "new"}"#, "title"),
    (#"{"source": "folder", "folder": "PHOTOS", "mode": "stretch"}"#, "mode"),
    (#"{"source": "folder", "folder": "PHOTOS", "validation_source": "DIGITS"}"#, "validation_source"),
    (#"{"source": "known", "known": "imagenet"}"#, "known"),
    (#"{"source": "lmdb", "images": "PHOTOS"}"#, "images"),
    (#"{"source": "files", "files": "DIGITS", "mean": "PHOTOS/readme.txt"}"#, "mean"),
    (#"{"source": "files", "files": "PHOTOS"}"#, "files"),
    (#"{"source": "list", "list": "DIGITS/train-labels-idx1-ubyte"}"#, "list"),
    (#"{"source": "upload", "upload": "../../x"}"#, "upload"),
    (#"{"source": "lmdb", "images": "PHOTOS", "labels": "/etc/passwd"}"#, "labels"),
  ])
  func `errors are at their fields, and nothing is made`(body: String, field: String) async throws {
    let place = try DataSetPlace()
    let (photos, digits) = (try place.writePhotos(), try place.writeDigits())
    try await place.ask { ask in
      let body = body.replacing("PHOTOS", with: photos).replacing("DIGITS", with: digits)
      let answer = try await ask(.post, "/datasets", json: body)
      #expect(answer.status == 400)
      #expect(answer.errors[field] != nil, "\(answer.text)")
      try await #expect(ask.server.catalogue.dataSets.list().isEmpty)
    }
  }

  @Test func `an example shows a picture of one's own in each mode`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writePhotos()
    try await place.ask { ask in
      let preview: DataSetPreview = try await ask(
        .post, "/datasets/preview", json: #"{"source": "folder", "folder": "\#(folder)"}"#
      ).decoded()
      let id = try #require(preview.id)
      let answer = try await ask(
        .post, "/datasets/resize-example",
        json: #"{"preview": "\#(id)", "index": 1, "width": 6, "height": 12, "colour": "grey"}"#)
      let example: ResizeExample = try answer.decoded()
      #expect(example.examples.map(\.mode) == ResizeMode.allCases)
      #expect(example.size == "16x8")
      for shown in example.examples {
        let bytes = try #require(Data(base64Encoded: shown.picture.replacing("data:image/png;base64,", with: "")))
        let picture = try bytes.withUnsafeBytes { try Picture(decoding: $0, place: "example") }
        #expect((picture.width, picture.height, picture.channels) == (6, 12, 1))
      }
      let wrong = try await ask(
        .post, "/datasets/resize-example", json: #"{"preview": "\#(id)", "width": 0, "height": 4}"#)
      #expect(wrong.errors["width"] != nil)
    }
  }

  @Test func `the arguments of an import are the form's`() throws {
    var form = DataSetForm(source: .folder)
    (form.width, form.mode, form.colour, form.validation, form.seed) = (64, .crop, .grey, 12.5, 7)
    let arguments = form.importArguments("/photos", dataRoot: nil) { $0 }
    #expect(
      arguments == [
        "/photos", "--resize", "64x64", "--resize-mode", "crop", "--resize-filter", "area", "--colour", "grey",
        "--validation", "12.5%", "--encode", "png", "--min-per-class", "2", "--on-bad-image", "skip", "--seed", "7",
      ])
  }

  @Test func `a form is filled in again as it was`() async throws {
    let place = try DataSetPlace()
    let folder = try place.writeDigits()
    try await place.ask { ask in
      let made: DataSetAnswer = try await ask(
        .post, "/datasets",
        json:
          #"{"source": "files", "files": "\#(folder)", "title": "Digits", "validation": 12.5, "size": "resize", "width": 8}"#
      ).decoded()
      let document: NewDataSetDocument = try await ask(.get, "/datasets/new.json?clone=\(made.id)").decoded()
      #expect(
        document.form == [
          "source": "files", "files": folder, "title": "Digits", "validation": "12.5", "size": "resize", "width": "8",
        ])
      let page = try await ask(.get, "/datasets/new?clone=\(made.id)")
      #expect(page.text.contains(#"value="\#(folder)""#))
      #expect(page.text.contains(#"name="source" value="files""#))
    }
  }
}
