import Foundation
import Hourglass
import TestSupport
import Testing

/// What another program sees of an import or a download.
@Suite(.serialized) struct DataEventTests {
  private let program: Program
  private static let importing = [
    "data", "import", "pictures", "--output", "db", "--resize", "96x96", "--threads", "1", "--events", "events.jsonl",
  ]

  init() throws { program = try Program() }

  private func writePictures(_ count: Int) throws {
    let bytes = (0..<40 * 40 * 3).map { UInt8(truncatingIfNeeded: $0 * 7 >> 3) }
    let png = try Picture(width: 40, height: 40, colour: .rgb, bytes: bytes).png()
    for index in 0..<count { try program.folder.write(png, "pictures/\(index).png") }
  }

  private func events() throws -> [DataEvent] {
    var reader = EventReader<DataEvent>(path: program.folder("events.jsonl"))
    return try reader.read().events
  }

  private func reports(_ events: [DataEvent]) -> [ImportReport] {
    events.compactMap { if case .importing(let report) = $0 { report } else { nil } }
  }

  @Test func `an import reports its parts, and at the end what was made`() throws {
    try writePictures(40)
    try program.folder.write([1, 2, 3], "pictures/bad.png")
    let made = try program(Self.importing + ["--on-bad-image", "skip"])
    #expect(made.status == 0, "\(made.errors)")
    let events = try events()
    let reports = reports(events)
    #expect(reports.first.map { [$0.done, $0.total] } == [0, 41])
    #expect(reports.last.map { [$0.done, $0.total, $0.bad] } == [41, 41, 1])
    #expect(Set(reports.map(\.part)) == ["train_db", "val_db"])
    #expect(events.last == .done(DataSummary(folder: "db", images: 40, bad: 1)))
    for event in events { #expect(try DataEvent(jsonLine: event.jsonLine()) == event) }
  }

  @Test func `a signal stops an import cleanly, and it is resumed where it was`() throws {
    try writePictures(3000)
    let running = try program.started(Self.importing)
    while running.process.isRunning, try !reports(events()).contains(where: { $0.done > 0 }) { usleep(1000) }
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.outcome()
    #expect(outcome.status == 128 + SIGTERM, "\(outcome.errors)")
    guard case .stopped(let failure) = try events().last else {
      Issue.record("the import did not end with an event")
      return
    }
    #expect(failure.message.contains("continue with --resume"))
    let resumed = try program(Self.importing + ["--resume"])
    #expect(resumed.status == 0, "\(resumed.errors)")
    let events = try events()
    #expect(try #require(reports(events).first).done > 0)
    #expect(events.last == .done(DataSummary(folder: "db", images: 3000, bad: 0)))
  }

  @Test func `the error that ends the work is its last event`() throws {
    expectOneError(try program("data", "import", "nowhere", "--output", "db", "--events", "events.jsonl"), "nowhere")
    guard case .failed(let failure) = try events().last else {
      Issue.record("the import did not end with an event")
      return
    }
    #expect(failure.message.contains("nowhere"))
    let get = ["data", "get", "mnist", "--data-root", "root", "--events", "events.jsonl"]
    expectOneError(try program(get + ["--from", program.folder.path]), "train-images-idx3-ubyte.gz")
    guard case .failed = try events().last else {
      Issue.record("the download did not end with an event")
      return
    }
  }

  @Test func `a file of events that cannot be started is an error, and nothing is made`() throws {
    try writePictures(4)
    expectOneError(
      try program("data", "import", "pictures", "--output", "db", "--events", "missing/events.jsonl"),
      "missing/events.jsonl", "cannot be written")
    #expect(!FileManager.default.fileExists(atPath: program.folder("db")))
  }
}
