import Diagnostics
import Foundation
import TensorBoard
import TestSupport
import Testing

/// Writing event files.
@Suite struct EventWriterTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func `values come in the order in which they were handed over`() throws {
    let writer = EventWriter(folder: folder("run"))
    for step in 0..<1000 { writer.write(.scalar(Double(step)), tag: "loss", step: step) }
    try writer.close()
    let events = try events(of: try eventFile(in: folder("run")))
    #expect(events.dropFirst(2).map(\.step) == Array(0..<1000))
    #expect(events.dropFirst(2).map { $0.summary.value[0].scalar } == (0..<1000).map(Double.init))
  }

  @Test func `threads write together without loss`() async throws {
    let writer = EventWriter(folder: folder("run"))
    await withTaskGroup(of: Void.self) { group in
      for thread in 0..<8 {
        group.addTask {
          for step in 0..<500 { writer.write(.scalar(Double(step)), tag: "loss/\(thread)", step: step) }
        }
      }
    }
    try writer.close()
    for thread in 0..<8 {
      #expect(
        try scalars(in: folder("run"), tag: "loss/\(thread)")
          == Dictionary(uniqueKeysWithValues: (0..<500).map { ($0, [Double($0)]) }))
    }
  }

  @Test func `a flush writes what was handed over`() throws {
    let writer = EventWriter(folder: folder("run"), flushInterval: 3600)
    writer.write(.scalar(1), tag: "loss", step: 1)
    writer.flush()
    #expect(try scalars(in: folder("run")) == [1: [1]])
    writer.write(.scalar(2), tag: "loss", step: 2)
    #expect(try scalars(in: folder("run")) == [1: [1]])
    try writer.close()
    #expect(try scalars(in: folder("run")) == [1: [1], 2: [2]])
  }

  // Tests that wait for processes may hold all threads of Swift for minutes.
  @Test(.timeLimit(.minutes(30))) func `values are written after the interval without another call`() async throws {
    let writer = EventWriter(folder: folder("run"), flushInterval: 0.01)
    writer.write(.scalar(1), tag: "loss", step: 1)
    while try scalars(in: folder("run")) != [1: [1]] { try await Task.sleep(for: .milliseconds(5)) }
    writer.write(.scalar(2), tag: "loss", step: 2)
    while try scalars(in: folder("run")) != [1: [1], 2: [2]] { try await Task.sleep(for: .milliseconds(5)) }
    try writer.close()
  }

  @Test func `numbers that are not finite are written as they are`() throws {
    let writer = EventWriter(folder: folder("run"))
    for (step, number) in [Double.infinity, -.infinity, .nan, 1e300].enumerated() {
      writer.write(.scalar(number), tag: "loss", step: step)
    }
    try writer.close()
    let found = try scalars(in: folder("run"))
    #expect(found[0] == [.infinity] && found[1] == [-.infinity] && found[3] == [.infinity])
    #expect(found[2]?.first?.isNaN == true)
  }

  @Test func `files of a folder sort in the order of their writers`() throws {
    for step in 0..<12 {
      let writer = EventWriter(folder: folder("run"))
      writer.write(.scalar(0), tag: "loss", step: step)
      try writer.close()
    }
    let files = EventFolder.files(in: folder("run"))
    #expect(files.count == 12)
    #expect(try files.flatMap { try events(of: $0).dropFirst(2).map(\.step) } == Array(0..<12))
    let name = try #require(files.first?.split(separator: "/").last)
    #expect(name.wholeMatch(of: /events\.out\.tfevents\.\d{10}\.[A-Za-z0-9-]+\.\d+\.\d+/) != nil, "\(name)")
  }

  @Test func `a folder that cannot be created is reported once, and the values are written when it can be`() throws {
    let failures = ReportedFailures()
    try folder.write([1], "run")
    let writer = EventWriter(folder: folder("run"), flushInterval: 3600) { failures.append($0) }
    writer.write(.scalar(1), tag: "loss", step: 1)
    writer.flush()
    writer.flush()
    #expect(failures.codes == [.notCreated])
    try FileManager.default.removeItem(atPath: folder("run"))
    writer.write(.scalar(2), tag: "loss", step: 2)
    try writer.close()
    #expect(try scalars(in: folder("run")) == [1: [1], 2: [2]])
    #expect(failures.codes == [.notCreated])
  }

  @Test func `what could not be written is an error of closing`() throws {
    try folder.write([1], "run")
    let writer = EventWriter(folder: folder("run"))
    writer.write(.scalar(1), tag: "loss", step: 1)
    let error = #expect(throws: EventWritingError.self) { try writer.close() }
    #expect(error?.code == .notCreated)
    #expect(error?.description.contains("training continues") == true)
  }

  @Test func `values beyond 64 MiB that wait are dropped and counted`() throws {
    let failures = ReportedFailures()
    try folder.write([1], "run")
    let writer = EventWriter(folder: folder("run"), flushInterval: 3600) { failures.append($0) }
    let image = try PNGImage(smallPNG + [UInt8](repeating: 0, count: 10 << 20))
    for step in 0..<10 { writer.write(.images([image]), tag: "input", step: step) }
    writer.flush()
    #expect(failures.codes.contains(.dropped))
    try FileManager.default.removeItem(atPath: folder("run"))
    let error = #expect(throws: EventWritingError.self) { try writer.close() }
    #expect(error?.code == .dropped)
    #expect(error?.description.contains("4 dropped") == true, "\(String(describing: error))")
    let written = try events(of: try eventFile(in: folder("run")))
    #expect(written.dropFirst(2).map(\.step) == Array(0..<6))
  }

  @Test func `values after closing are ignored`() throws {
    let writer = EventWriter(folder: folder("run"))
    writer.write(.scalar(1), tag: "loss", step: 1)
    try writer.close()
    writer.write(.scalar(2), tag: "loss", step: 2)
    writer.flush()
    try writer.close()
    #expect(try scalars(in: folder("run")) == [1: [1]])
  }

  #if os(Linux)
    @Test func `a full disk is an error that says so, and the same records may be written again`() throws {
      var file = try AppendedFile(existing: "/dev/full")
      for _ in 0..<2 {
        let error = #expect(throws: EventWritingError.self) { try file.append([1, 2, 3]) }
        #expect(error?.code == .notAppended)
        #expect(error?.description.contains("No space left on device") == true)
      }
    }
  #endif

  @Test func `pieces are appended one behind the other`() throws {
    let path = try folder.write([], "file")
    var file = try AppendedFile(existing: path)
    try file.append([1, 2, 3])
    try file.append([])
    try file.append([4])
    #expect(try bytes(of: path) == [1, 2, 3, 4])
  }
}
