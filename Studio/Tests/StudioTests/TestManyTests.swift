import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing
import Web

@testable import Studio

/// Test Many: the scores of many images.
@Suite struct TestManyTests {
  @Test func `images of a run have the scores that the library gives, in every order that people ask for`() async throws
  {
    let place = try DataSetPlace()
    try place.trainOnFolder("AE/one")
    try await place.askOfRuns { ask in
      let base = try await ask.scored("/runs/AE~one/test-many", #"{"part": "train"}"#)
      let document: ScoringDocument = try await ask(.get, "\(base).json").decoded()
      #expect((document.status, document.scoring.done, document.scoring.total) == (.done, 30, 30))
      #expect(document.name.hasSuffix(", train images"))
      #expect(document.scoring.metrics == [.mse01, .mae, .psnr, .ssim])

      let run = try Run.open(
        RunDirectory(path: "\(place.runs)/AE/one"), runs: place.runs, environment: [:])
      let executor = CPUExecutor(try .chosen(environment: [:]), threads: ThreadPool(count: 1))
      let expected = try run.trained.ranking(of: run.images(of: .train), count: 30, executor: executor)
      let ranking: ScoreRanking = try await ask(.get, "\(base)/ranking.json?count=5").decoded()
      let (worst, best) = (try #require(ranking.rows.first), try #require(ranking.rows.last))
      #expect(ranking.rows.map(\.name) == ["worst", "median", "best"])
      #expect(worst.images.map(\.image) == expected.worst.prefix(5).map(\.image))
      #expect(best.images.map(\.image) == expected.best.prefix(5).map(\.image))
      for (found, wanted) in zip(worst.images, expected.worst) {
        #expect(abs(found.score - wanted.mse01) < 1e-6)
        #expect(found.label == wanted.label)
        #expect(found.title.hasSuffix(".png"))
      }
      #expect(ranking.histogram.counts.reduce(0, +) == 30)
      #expect(ranking.classes.map(\.name) == ["flat", "steep"])
      #expect(ranking.classes.reduce(0) { $0 + $1.images } == 30)

      // The threshold is the tenth worst score: ten images are at it or beyond it.
      let threshold = Float(expected.worst[9].mse01)
      let divided: ScoreRanking = try await ask(
        .get, "\(base)/ranking.json?threshold=\(threshold.nextDown)&side=within&count=24"
      ).decoded()
      #expect(divided.beyond == 10)
      #expect(divided.classes.reduce(0) { $0 + $1.beyond } == 10)
      #expect(divided.rows[0].images.map(\.image) == expected.worst[10..<30].map(\.image))
      #expect(divided.rows.map(\.name).last == "at the threshold")

      // PSNR falls as the error rises: the same images, the other way round.
      let decibels: ScoreRanking = try await ask(.get, "\(base)/ranking.json?metric=psnr&count=5").decoded()
      #expect(decibels.larger_is_better)
      #expect(decibels.rows[0].images.map(\.image) == worst.images.map(\.image))
      let classes: ScoreRanking = try await ask(.get, "\(base)/ranking.json?rows=worst&count=1").decoded()
      #expect(classes.rows.map(\.name) == ["flat", "steep"])
      #expect(classes.rows.allSatisfy { $0.images.count == 1 && $0.images[0].class_name == $0.name })

      let page = try await ask(.get, base)
      #expect(page.status == 200)
      #expect(page.text.contains("scores.csv"))
      #expect(!page.text.contains("style="))
      try await #expect(ask(.get, "/runs/AE~one/test-many").text.contains(String(base.dropFirst())))
    }
  }

  @Test func `the table has a row for each image, and its pictures are drawn`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    // A name that a table must quote, and a text that is called a picture.
    let folder = "\(place.images)/new"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try DataSetPlace.wave(3, 1).write(to: "\(folder)/a \"b\", c.png")
    try DataSetPlace.picture(1).write(to: "\(folder)/large.png")
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(folder)/text.png"))
    try await place.askOfRuns { ask in
      let base = try await ask.scored("/runs/one/test-many", #"{"source": "folder", "folder": "\#(folder)"}"#)
      let document: ScoringDocument = try await ask(.get, "\(base).json").decoded()
      #expect((document.scoring.done, document.scoring.unreadable) == (2, 1))
      let small = try await ask(.get, "\(base)/images/0.png?side=4")
      let shrunk = try small.bytes.withUnsafeBytes { try Picture(decoding: $0, place: "answer") }
      #expect((small.status, max(shrunk.width, shrunk.height)) == (200, 4))
      try await #expect(ask(.get, "\(base)/images/3000.png").status == 400)
      #expect(document.scoring.unreadable_images.first?.title.hasSuffix("text.png") == true)
      let table = try await ask(.get, "\(base)/scores.csv").text
      let lines = table.components(separatedBy: "\r\n")
      #expect(lines.count == 4 && lines[0] == "image,title,mse01,mae,psnr,ssim" && lines[3].isEmpty)
      #expect(table.contains("\"\(folder)/a \"\"b\"\", c.png\""))
      let page: ScorePage = try await ask(.get, "\(base)/scores.json?size=1&page=9&best=true").decoded()
      #expect((page.page, page.pages, page.total, page.rows.count) == (2, 2, 2, 1))
      let rows: ScorePage = try await ask(.get, "\(base)/scores.json").decoded()
      #expect(Set(rows.rows.map(\.title)) == ["\(folder)/a \"b\", c.png", "\(folder)/large.png"])
      #expect(rows.rows[0].scores[0] >= rows.rows[1].scores[0])

      let shown: ScoredRow = try await ask(.get, "\(base)/row.json?images=1,0").decoded()
      #expect(shown.rows == ["original", "reconstruction", "difference"])
      #expect(shown.size == [8, 8] && shown.picture.hasPrefix("data:image/png;base64,"))
      let bytes = try #require(Data(base64Encoded: String(shown.picture.dropFirst("data:image/png;base64,".count))))
      let picture = try bytes.withUnsafeBytes { try Picture(decoding: $0, place: "row") }
      #expect((picture.width, picture.height) == (16, 24))
      for (place, error) in shown.mse01.enumerated() {
        let row = try #require(rows.rows.first { $0.image == shown.images[place] })
        #expect(abs(row.scores[0] - error) < 1e-5)
      }
      // The images are gone: the numbers stay.
      try FileManager.default.moveItem(atPath: folder, toPath: "\(folder)-away")
      let again = Scorings(folder: ask.server.scorings.folder, events: EventHub())
      #expect(again.list(run: "one", kind: .reconstruction).map(\.done) == [2])
      try await #expect(ask(.get, "\(base)/ranking.json").status == 200)
      for bad in ["", "x", "1,2,x", "5", "-1"] {
        try await #expect(ask(.get, "\(base)/row.json?images=\(bad)").errors["images"] != nil, "\(bad)")
      }
    }
  }

  @Test func `what cannot be scored is refused with a sentence at its field`() async throws {
    let place = try DataSetPlace()
    let folder = try place.trainOnFolder("one")
    _ = try place.diverge("nan", DataSetPlace.wide(), shape: ImageShape(channels: 1, height: 8, width: 8))
    let texts = "\(place.images)/texts"
    try FileManager.default.createDirectory(atPath: texts, withIntermediateDirectories: true)
    try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(texts)/text.png"))
    try await place.askOfRuns { ask in
      let path = "/runs/one/test-many"
      for (json, field) in [
        (#"{"source": "folder", "folder": "/etc"}"#, "folder"), (#"{"source": "folder"}"#, "folder"),
        (#"{"source": "dataset"}"#, "dataset"),
        (#"{"source": "dataset", "dataset": "nobody"}"#, "dataset"), (#"{"source": "upload"}"#, "upload"),
        (#"{"source": "upload", "upload": "nobody"}"#, "upload"), (#"{"source": "list"}"#, "list"),
        (#"{"part": "test"}"#, "part"), (#"{"part": "sun"}"#, "part"), (#"{"count": 0}"#, "count"),
      ] {
        let answer = try await ask(.post, path, json: json)
        #expect(answer.status == 400 && answer.errors[field] != nil, "\(json): \(answer.text)")
      }
      try await #expect(ask(.post, "/runs/nobody/test-many", json: "{}").status == 404)
      try await #expect(ask(.get, "\(path)/20260101-000000-abcd.json").status == 404)
      // Nothing is left of what was refused.
      #expect(try FileManager.default.contentsOfDirectory(atPath: ask.server.scorings.folder).isEmpty)

      // Files that are no pictures are known when they are read.
      let ended = try await ask.scored(path, #"{"source": "folder", "folder": "\#(texts)"}"#, "failed")
      let unread: ScoringStatus = try await ask(.get, "\(ended)/status").decoded()
      #expect(unread.error?.contains("none of the images can be read") == true, "\(unread.error ?? "")")

      let images = #"{"source": "folder", "folder": "\#(folder)"}"#
      let broken = try await ask(.post, "/runs/nan/test-many", json: images)
      #expect(broken.status == 409 && broken.text.contains("not finite"), "\(broken.text)")
      try FileManager.default.removeItem(atPath: "\(place.runs)/one/checkpoints")
      let none = try await ask(.post, path, json: "{}")
      #expect(none.status == 409 && none.text.contains("checkpoint"), "\(none.text)")
      try await #expect(ask(.get, path).text.contains("no checkpoint"))
    }
  }

  @Test func `a picture that was sent is scored alone, and a data set by its parts`() async throws {
    let place = try DataSetPlace()
    let folder = try place.trainOnFolder("one")
    try await place.askOfRuns { ask in
      let sent: UploadAnswer = try await ask.upload(DataSetPlace.wave(5, 0).png(), name: "new.png").decoded()
      let base = try await ask.scored("/runs/one/test-many", #"{"source": "upload", "upload": "\#(sent.id)"}"#)
      let document: ScoringDocument = try await ask(.get, "\(base).json").decoded()
      #expect((document.name, document.scoring.done) == ("new.png", 1))

      let made: DataSetAnswer = try await ask(
        .post, "/datasets", json: #"{"source": "folder", "folder": "\#(folder)", "use": "as-is", "validation": 0}"#
      ).decoded()
      let all = try await ask.scored(
        "/runs/one/test-many", #"{"source": "dataset", "dataset": "\#(made.id)", "part": "train", "count": 7}"#)
      let scored: ScoringDocument = try await ask(.get, "\(all).json").decoded()
      #expect((scored.scoring.done, scored.scoring.images.data_set) == (7, made.id))
      try await #expect(ask(.get, all).text.contains("test?dataset=\(made.id)&amp;part=train&amp;index="))
      let none = try await ask(
        .post, "/runs/one/test-many", json: #"{"source": "dataset", "dataset": "\#(made.id)", "part": "test"}"#)
      #expect(none.status == 400 && none.errors["dataset"] != nil, "\(none.text)")
    }
  }

  @Test func `a scoring that was stopped keeps what it has, is deleted and brought back`() async throws {
    let place = try DataSetPlace()
    try place.trainOnFolder("one")
    try await place.askOfRuns { ask in
      let scorings = ask.server.scorings
      let id = Scoring.newID(at: Date())
      var scoring = Scoring(
        id: id, run: "one", kind: .reconstruction, images: .init(name: "many", part: .train), created: Date())
      (scoring.metrics, scoring.total) = ([.mse01], 1_000_000)
      try scorings.place(id).make()
      let images = ImageSubset(ImageSet(pictures: [DataSetPlace.wave(0, 0)], name: "one"))
      try scorings.start(scoring) { pass in
        for number in 0..<1_000_000 {
          try pass.append(
            [.init(image: number, title: "\(number)", label: nil, className: "", scores: [Float(number)])], from: images
          )
        }
      }
      let base = "/runs/one/test-many/\(id)"
      while scorings[id]?.done ?? 0 < 3 { try await Task.sleep(for: .milliseconds(5)) }
      try await #expect(ask(.post, "\(base)/delete").status == 409)
      try await ask.change("\(base)/abort")
      while scorings[id]?.status != .aborted { try await Task.sleep(for: .milliseconds(5)) }
      let ranking: ScoreRanking = try await ask(.get, "\(base)/ranking.json").decoded()
      #expect(ranking.images >= 3 && ranking.images < 1_000_000)
      try await #expect(ask(.post, "\(base)/abort").status == 409)
      // The files have the same numbers.
      let stored = scorings.place(id).columns(metrics: 1)
      #expect(stored.count == ranking.images && stored.values[0].last == Float(stored.count - 1))

      let deleted = try await ask.change("\(base)/delete")
      try await #expect(ask(.get, "\(base).json").status == 404)
      try await ask.change("/\(try #require(deleted.undo))")
      try await #expect(ask(.get, "\(base).json").status == 200)
      try await ask.change("/runs/one/rename", #"{"name": "two"}"#)
      try await #expect(ask(.get, "/runs/two/test-many/\(id).json").status == 200)
    }
  }

  @Test func `scores are ordered from the best to the worst, what is not a number last`() {
    var columns = ScoreColumns(metrics: 2)
    for (place, value) in [3, -1, Float.nan, 0, 7, 0].enumerated() {
      columns.append(image: Int32(place), label: -1, row: 0, [value, value])
    }
    let table = ScoredTable(columns, metrics: [.mse01, .psnr])
    #expect(table.order(.mse01) == [1, 3, 5, 0, 4, 2])
    #expect(table.order(.psnr) == [4, 0, 3, 5, 1, 2])
    #expect(table.order(.mae).isEmpty)
    let row = ScoreTableText.row(["1", "a,\"b\"\r\nc", "0.5"])
    #expect(row == "1,\"a,\"\"b\"\"\r\nc\",0.5\r\n")
    #expect((0..<4).map { ScoreTableText.field($0, of: Data(row.utf8)) } == ["1", "a,\"b\"\r\nc", "0.5", nil])
    #expect(ScoreTableText.field(0, of: Data("\"\"\"a\"\"\",2\r\n".utf8)) == "\"a\"")
  }
}
