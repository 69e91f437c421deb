import Foundation
import Hourglass
import Testing

@testable import Studio

/// Events that are read as they are written.
@Suite struct RunEventsTests {
  private let place: DataSetPlace
  private let path: String
  private let store = RunEventsStore()

  init() throws {
    place = try DataSetPlace()
    try place.train("a")
    path = RunDirectory(path: "\(place.runs)/a").events
  }

  private func write(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: path)) }

  @Test func `lines that were added are read, once they are whole`() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let lines = whole.split(separator: UInt8(ascii: "\n"))
    let all = store.events(path).lines
    #expect(all.count == lines.count && lines.count > 4)
    for count in [1, 2, lines.count - 1] {
      try write(Data(lines[..<count].joined(separator: [10])) + [10])
      #expect(store.events(path).lines == Array(all[..<count]))
      // The next line is being written.
      try write(Data(lines[..<count].joined(separator: [10])) + [10] + lines[count].prefix(20))
      #expect(store.events(path).lines == Array(all[..<count]))
    }
    try write(whole)
    #expect(store.events(path).lines == all)
    #expect(store.events(path).start?.epochs == 3)
  }

  @Test func `the events of another start, and of no file, are not those of before`() throws {
    #expect(store.events(path).start?.epochs == 3)
    try place.train("b", epochs: 2)
    try write(Data(contentsOf: URL(fileURLWithPath: RunDirectory(path: "\(place.runs)/b").events)))
    #expect(store.events(path).start?.epochs == 2)
    unlink(path)
    #expect(store.events(path).lines.isEmpty && store.events(path).start == nil)
  }

  @Test func `of a long file the start and the end are kept, as it grows, too`() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let step = try #require(whole.split(separator: UInt8(ascii: "\n")).last) + [10]
    var long = whole
    for _ in 0..<3 {
      for _ in 0...(RunEvents.maxBytes / step.count) { long += step }
      try write(long)
      let events = store.events(path)
      #expect(events.start?.epochs == 3)
      #expect(events.lines.count * step.count < 3 * RunEvents.maxBytes)
      #expect(events.lines.count > RunEvents.maxBytes / step.count / 2)
    }
  }
}
