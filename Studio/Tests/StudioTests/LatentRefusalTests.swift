import Foundation
import HTTPTypes
import Hourglass
import Synchronization
import Testing
import Web

@testable import Studio

@Suite struct LatentRefusalTests {
  @Test func `what cannot be is refused with a sentence`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("ae", DataSetPlace.wide())
    try await place.askOfRuns { ask in
      _ = try await ask.encode("ae")
      for (path, body, status) in [
        ("decode", #"{"view": {"part": "train"}, "places": [{}]}"#, 400),
        ("decode", #"{"view": {"part": "train"}, "places": [{"point": 36}]}"#, 400),
        ("decode", #"{"view": {"part": "train"}, "places": [{"code": [1, 2]}]}"#, 400),
        ("decode", #"{"view": {"part": "train", "map": "tsne"}, "places": [{"position": [0, 0]}]}"#, 404),
        ("decode", #"{"view": {"part": "train", "map": "code", "x": 32}, "places": [{"position": [0, 0]}]}"#, 400),
        ("decode", #"{"view": {"part": "test"}, "places": [{"point": 0}]}"#, 409),
        ("traversal", #"{"view": {"part": "train"}, "code": [1], "unit": 0, "low": 0, "high": 1, "steps": 3}"#, 400),
        ("neighbours", #"{"view": {"part": "train"}, "of": {"point": 99}, "k": 2}"#, 400),
        ("subset", #"{"view": {"part": "train"}, "title": "A", "points": [36]}"#, 400),
        ("stop", #"{"view": {"part": "train"}, "kind": "tsne"}"#, 409),
        ("decode", #"{"view": {"part": "train", "stamp": "../../x"}, "places": [{"point": 0}]}"#, 400),
        ("work", #"{"view": {"data": "nothing"}, "kind": "codes"}"#, 404),
        ("work", #"{"view": {"data": "../ae"}, "kind": "codes"}"#, 400),
      ] {
        let answer = try await ask.post("ae", path, body)
        #expect(answer.status == status, "\(path) \(body): \(answer.status) \(answer.text)")
      }
      try await #expect(ask(.get, "/runs/ae/latent/column?part=train&column=unit&unit=32").status == 400)
      try await #expect(ask(.get, "/runs/none/latent.json").status == 404)
    }
  }

  @Test func `a run without a checkpoint, a damaged one, and weights that are not finite are told`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("ae", DataSetPlace.wide())
    _ = try place.diverge("nan", DataSetPlace.wide(), shape: ImageShape(channels: 1, height: 8, width: 8))
    let directory = RunDirectory(path: "\(place.runs)/ae")
    let checkpoint = URL(fileURLWithPath: directory.bestCheckpoint)
    try Data(try Data(contentsOf: checkpoint).dropLast(100)).write(to: checkpoint)
    try await place.askOfRuns { ask in
      for (run, words) in [("ae", "cannot be used"), ("nan", "not finite")] {
        try await #expect(ask.post(run, "work", #"{"view": {"part": "train"}, "kind": "codes"}"#).status == 200)
        var work: LatentWork?
        while work?.state != .failed {
          work = try await ask.codes(run).work.first
          try #require(work != nil && work?.state != .done)
        }
        #expect(work?.problem?.contains(words) == true, "\(work?.problem ?? "")")
      }
      try FileManager.default.removeItem(atPath: directory.checkpoints)
      let answer = try await ask(.get, "/runs/ae/latent.json")
      #expect(answer.status == 409 && answer.text.contains("no checkpoint"))
      try await #expect(ask(.get, "/runs/ae/latent").text.contains("no checkpoint"))
    }
  }

  @Test func `without their images codes stay, and decode`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("vae", DataSetPlace.variational())
    try await place.askOfRuns { ask in _ = try await ask.encode("vae") }
    try FileManager.default.removeItem(atPath: "\(place.images)/digits")
    try await place.askOfRuns { ask in
      let document = try await ask.codes("vae")
      #expect(document.state == .ready && document.table?.pictures_problem != nil)
      #expect(document.notes.contains { $0.contains("pictures are missing") })
      try await #expect(ask.floats("vae", "points?part=train").count == 72)
      let decoded = try await ask.post("vae", "decode", #"{"view": {"part": "train"}, "places": [{"point": 0}]}"#)
      #expect(decoded.status == 200)
      let picture = try await ask(.get, "/runs/vae/latent/images/0.png?part=train")
      #expect((400..<500).contains(picture.status))
    }
  }

  @Test func `codes of an older checkpoint stay what they are, and are not decoded by a newer one`() async throws {
    let place = try DataSetPlace()
    try place.trainOnDigits("vae", DataSetPlace.variational())
    let path = RunDirectory(path: "\(place.runs)/vae").bestCheckpoint
    try await place.askOfRuns { ask in
      let stamp = try #require(try await ask.encode("vae").table?.stamp)
      try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: path)
      try await #expect(ask.codes("vae").state == .missing)
      try await #expect(ask.floats("vae", "points?part=train&v=\(stamp)").count == 72)
      let answer = try await ask.post(
        "vae", "decode", #"{"view": {"part": "train", "stamp": "\#(stamp)"}, "places": [{"point": 0}]}"#)
      #expect(answer.status == 409 && answer.text.contains("newer checkpoint"))
    }
  }

  @Test func `computations take turns, are stopped, and are bounded`() async throws {
    let told = Told()
    let works = LatentWorks { _, work in told.add(work) }
    func key(_ number: Int) -> CodeKey { CodeKey(run: "run", stamp: "\(number)", data: "", part: .train) }
    let endless: LatentWorks.Run = { progress in
      while progress.report(0.5) { try await Task.sleep(for: .milliseconds(1)) }
      throw CancellationError()
    }
    let first = try await works.start(.tsne, of: key(0), endless)
    #expect(first.state == .working)
    for number in 1...8 { try await #expect(works.start(.tsne, of: key(number), endless).state == .waiting) }
    let error = await #expect(throws: WebError.self) { try await works.start(.tsne, of: key(9), endless) }
    #expect(error?.status == .serviceUnavailable)
    // The same again is the same.
    try await #expect(works.start(.tsne, of: key(1), endless).state == .waiting)
    for number in (2...8).reversed() { try await works.stop(.tsne, of: key(number)) }
    try await works.stop(.tsne, of: key(0))
    while await works.works(of: key(1)).first?.state != .working { try await Task.sleep(for: .milliseconds(1)) }
    #expect(await works.works(of: key(0)).first?.state == .stopped)
    #expect(await works.works(of: key(5)).first?.state == .stopped)
    try await works.stop(.tsne, of: key(1))
    while await works.works(of: key(1)).first?.state != .stopped { try await Task.sleep(for: .milliseconds(1)) }
    await #expect(throws: WebError.self) { try await works.stop(.tsne, of: key(1)) }
  }

  @Test func `a code that is not finite is refused, and nothing stays of its table`() throws {
    let place = try DataSetPlace()
    let folder = "\(place.path)/codes"
    do {
      let writer = try CodeTableWriter(folder)
      try writer.append(codes: [1, 2, 3, 4], images: [0, 1], labels: [5, 6], errors: [0, 0])
      #expect(throws: WebError.self) {
        try writer.append(codes: [1, .nan], images: [2], labels: nil, errors: [0])
      }
      #expect(try writer.codes() == [1, 2, 3, 4])
      #expect(writer.classes(named: ["a"]).map(\.name) == ["5", "6"])
    }
    try #expect(!FileManager.default.contentsOfDirectory(atPath: place.path).contains { $0.hasPrefix("codes") })
  }
}

/// What pages were told.
private final class Told: Sendable {
  private let all = Mutex<[LatentWork]>([])
  func add(_ work: LatentWork) { all.withLock { $0.append(work) } }
}
