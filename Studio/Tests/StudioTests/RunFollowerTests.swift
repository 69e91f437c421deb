import HTTPTypes
import Foundation
import Hourglass
import Testing

@testable import Studio

@Suite struct RunFollowerTests {
  @Test func `charts get the points of new events, and what a continued run repeats is replaced`() throws {
    let place = try DataSetPlace()
    let directory = RunDirectory(path: "\(place.runs)/one")
    try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
    func write(_ lines: [String]) throws {
      try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: directory.events))
    }
    let start =
      #"{"event":"started","parameters":9,"training_images":8,"validation_images":0,"steps_per_epoch":4,"#
      + #""epochs":3,"step":0,"loss_name":"mse","elapsed":0,"time":1000}"#
    func step(_ number: Int, loss: Double) -> String {
      #"{"event":"step","step":\#(number),"epoch":1,"step_of_epoch":\#(number),"images":2,"#
        + #""loss":\#(loss),"elapsed":1,"time":1001}"#
    }
    try write([start, step(1, loss: 0.5)])
    var follower = RunFollower(directory.path, lossName: "mse")
    #expect(follower.look().charts["loss"]?.x.step == [1])
    #expect(follower.look().charts.isEmpty)
    try write([start, step(1, loss: 0.5), step(2, loss: 0.25)])
    let tail = try #require(follower.look().charts["loss"])
    #expect((tail.x.step, tail.x.epoch, tail.from) == ([2], [0.5], nil))
    #expect(tail.series.map(\.values) == [[0.25]])
    try write([start.replacing(#""step":0"#, with: #""step":1"#), step(2, loss: 0.2)])
    let continued = follower.look()
    #expect((continued.filmFrom, continued.charts["loss"]?.from) == (2, 2))
    #expect(continued.charts["loss"]?.marks?.map(\.kind) == ["resume"])
  }

  @Test func `new lines of a log come once, without what was drawn over`() throws {
    let place = try DataSetPlace()
    let path = "\(place.path)/log"
    try Data("one\n".utf8).write(to: URL(fileURLWithPath: path))
    let first = LogTail.news(path, after: nil, limit: 1000)
    #expect(first.text == "")
    try Data("one\ntwo\n10%\r20%\r30%\nhal".utf8).write(to: URL(fileURLWithPath: path))
    let second = LogTail.news(path, after: first.offset, limit: 1000)
    #expect(second.text == "two\n30%\n")
    #expect(LogTail.news(path, after: second.offset, limit: 1000).text == "")
    #expect(LogTail.text(path, limit: 6) == "hal")
  }

  @Test func `a step that the film lost since is shown by the next one`() {
    #expect(StudioServer.keptStep(20, [10, 20, 30]) == 20)
    #expect(StudioServer.keptStep(25, [10, 20, 30]) == 30)
    #expect(StudioServer.keptStep(15, [10, 20, 30]) == 20)
    #expect(StudioServer.keptStep(40, [10, 20, 30]) == 40)
    #expect(StudioServer.keptStep(5, []) == 5)
  }
}
