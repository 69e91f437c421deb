import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct HomePageTests {
  @Test func `a new folder says what to do first`() async throws {
    let place = try DataSetPlace()
    try await place.askOfRuns { ask in
      let page = try await ask(.get, "/").text
      #expect(page.contains("Make a data set"))
      #expect(!page.contains("<run-table"))
      let home: HomeDocument = try await ask(.get, "/index.json").decoded()
      #expect((home.runs.count, home.jobs.count, home.version) == (0, 0, Run.version))
    }
  }

  @Test func `runs are rows with all their columns`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one")
    try await place.askOfRuns { ask in
      let page = try await ask(.get, "/").text
      #expect(page.contains(#"<tr data-id="AE~one" data-status="done""#))
      #expect(page.contains(#"<polyline points=""#))
      #expect(!page.contains("style="))
      let row = try #require(page.split(separator: #"<tr data-id="AE~one""#).last?.split(separator: "</tr>").first)
      // The name is the head of its row.
      let cells = row.split(separator: "<td").count - 1 + row.split(separator: "<th").count - 1
      let heads = page.split(separator: "<thead>")[1].split(separator: "</thead>")[0].split(separator: "<th").count - 1
      #expect(cells == heads)
    }
  }

  @Test(arguments: [
    ("fashion-mnist", "fashion-mnist"), ("/data/few", "few"), ("/data/few/", "few"), ("/data/few/dataset.yaml", "few"),
    ("dataset.yaml", "dataset.yaml"), ("/data/few/list.txt", "list.txt"),
  ])
  func `a run is listed with the name of its data set`(_ reference: String, _ name: String) {
    #expect(RunEntry.datasetName(reference) == name)
  }

  @Test func `texts in the cells of a row are no markup`() throws {
    #expect(MarkupText.escaped("a<b & \"c\" > 'd'") == "a&lt;b &amp; &quot;c&quot; &gt; &#39;d&#39;")
    #expect(MarkupText.escaped("fashion-mnist") == "fashion-mnist")
  }

  @Test func `jobs are listed in their order, moved, stopped and removed`() async throws {
    let place = try DataSetPlace()
    try await place.askOfRuns { ask in
      let queue = ask.server.queue
      var ids: [String] = []
      for name in ["a", "b", "c"] {
        ids.append(try await queue.add(.train(run: name, runFile: "model: ae\n")).id.rawValue)
      }
      func order() async throws -> [String] {
        let document: JobsDocument = try await ask(.get, "/jobs.json").decoded()
        return document.jobs.filter { $0.status == .queued }.map(\.name)
      }
      try await #expect(order() == ["a", "b", "c"])
      try await ask.change("/jobs/\(ids[2])/move", #"{"to": "first"}"#)
      try await #expect(order() == ["c", "a", "b"])
      try await ask.change("/jobs/\(ids[2])/move", #"{"to": "down"}"#)
      try await #expect(order() == ["a", "c", "b"])
      try await ask.change("/jobs/\(ids[1])/move", #"{"to": "up"}"#)
      try await #expect(order() == ["a", "b", "c"])
      try await ask.change("/jobs/\(ids[0])/move", #"{"to": "last"}"#)
      try await #expect(order() == ["b", "c", "a"])
      try await #expect(ask(.post, "/jobs/\(ids[0])/move", json: #"{"to": "away"}"#).errors["to"] != nil)
      let page = try await ask(.get, "/jobs")
      #expect(page.status == 200)
      #expect(page.text.contains("Move c up"))
      try await ask.change("/jobs/\(ids[0])/pause")
      try await ask.change("/abort_jobs", #"{"job_ids": ["\#(ids[1])"]}"#)
      let job: JobDocument = try await ask(.get, "/jobs/\(ids[1])/status.json").decoded()
      #expect((job.status, job.type) == (.aborted, .train))
      try await #expect(ask(.get, "/jobs/\(ids[1])/status").status == 200)
      try await ask.change("/jobs/\(ids[1])/delete")
      try await #expect(ask(.get, "/jobs/\(ids[1])/status.json").status == 404)
      let outside = try await ask(.get, "/jobs/..%2F..%2Fx/log")
      #expect([400, 404].contains(outside.status), "\(outside.status): \(outside.text.prefix(200))")
    }
  }

  @Test func `a sparkline has points within its box, and none for one value`() throws {
    let points = try #require(Sparkline.points([100, 10, 1]))
    #expect(points == "1,1.5 45,11 89,20.5")
    #expect(Sparkline.points([1]) == nil)
    #expect(try #require(Sparkline.points([.nan, 2, 2, .infinity])) == "1,11 89,11")
  }
}
