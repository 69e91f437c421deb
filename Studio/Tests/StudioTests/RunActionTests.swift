import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Testing

@testable import Studio

@Suite struct RunActionTests {
  @Test func `a run gets tags, a note and another name, and loses them by Undo`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one")
    try await place.askOfRuns { ask in
      let tagged = try await ask.change("/runs/AE~one/tag", #"{"add": "paper best"}"#)
      try await ask.change("/runs/AE~one/note", #"{"note": "the <first>"}"#)
      var run: RunDocument = try await ask(.get, "/runs/AE~one.json").decoded()
      #expect((run.run.tags, run.run.note) == (["best", "paper"], "the <first>"))
      try await #expect(ask(.get, "/runs/AE~one").text.contains("the &lt;first&gt;"))
      try await ask.change("/" + #require(tagged.undo))
      let renamed = try await ask.change("/runs/AE~one/rename", #"{"name": "AE/two"}"#)
      #expect((renamed.id, renamed.url) == ("AE~two", "runs/AE~two"))
      run = try await ask(.get, "/runs/AE~two.json").decoded()
      #expect(run.run.tags == [])
      try await ask.change("/" + #require(renamed.undo))
      try await #expect(ask(.get, "/runs/AE~one.json").status == 200)
      try await #expect(ask(.post, "/runs/AE~one/rename", json: #"{"name": "../x"}"#).errors["name"] != nil)
      try await #expect(ask(.post, "/runs/AE~one/tag", json: #"{"add": ""}"#).errors["add"] != nil)
      // A change is undone once.
      try await #expect(ask(.post, "/" + #require(renamed.undo)).status == 404)
    }
  }

  @Test func `forms work without scripts`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one", epochs: 1)
    try await place.askOfRuns { ask in
      func send(_ uri: String, _ fields: String = "", on page: String = "/runs/AE~one") async throws -> String? {
        let (status, location) = try await ask.form(uri, fields, on: page)
        #expect(status == 303, "\(uri)")
        return location
      }
      try await #expect(send("/runs/AE~one/tag", "add=paper+best") == "http://localhost/runs/AE~one")
      try await #expect(send("/runs/AE~one/tag", "remove=paper") == "http://localhost/runs/AE~one")
      try await #expect(send("/runs/AE~one/note", "note=the+first") == "../../runs/AE~one")
      let run: RunDocument = try await ask(.get, "/runs/AE~one.json").decoded()
      #expect((run.run.tags, run.run.note) == (["best"], "the first"))
      try await #expect(send("/runs/AE~one/rename", "name=AE%2Ftwo") == "../../runs/AE~two")
      try await #expect(send("/runs/AE~two/archive", on: "/runs/AE~two") == "http://localhost/runs/AE~two")
      try await #expect(send("/runs/AE~two/delete", on: "/runs/AE~two") == "../../")
      try await #expect(send("/runs/AE~two/restore", on: "/") == "../../runs/AE~two")
      let job = try await ask.server.queue.add(.train(run: "later", runFile: "model: ae\ndata: mnist\n"))
      try await #expect(send("/jobs/\(job.id)/pause", on: "/jobs") == "http://localhost/jobs")
      try await #expect(send("/runs/later/resume", on: "/runs/later") == "../../runs/later")
      try await #expect(send("/jobs/\(job.id)/move", "to=last", on: "/jobs") == "http://localhost/jobs")
      try await #expect(send("/runs/later/abort", on: "/runs/later") == "../../runs/later")
      try await #expect(send("/jobs/\(job.id)/delete", on: "/jobs/\(job.id)/status") == "../../jobs")
      // What cannot be done is said on a page.
      try await #expect(ask.form("/runs/AE~two/rename", "name=..%2Fx", on: "/runs/AE~two").status == 400)
      try await #expect(ask.form("/runs/AE~two/resume", "", on: "/runs/AE~two").status == 409)
    }
  }

  @Test func `several runs are deleted, brought back, archived, tagged and grouped`() async throws {
    let place = try DataSetPlace()
    for name in ["a", "b", "c"] { try place.train(name, epochs: 1) }
    try await place.askOfRuns { ask in
      let deleted = try await ask.change("/delete_runs", #"{"run_ids": ["a", "b"]}"#)
      #expect(deleted.message == "2 runs were deleted.")
      var home: HomeDocument = try await ask(.get, "/index.json").decoded()
      #expect((home.runs.map(\.id), home.deleted.map(\.id)) == (["c"], ["a", "b"]))
      try await ask.change("/" + #require(deleted.undo))
      try await ask.change("/archive_runs", #"{"run_ids": ["a"]}"#)
      try await ask.change("/tag_runs", #"{"run_ids": ["b", "c"], "add": "x"}"#)
      try await ask.change("/group_runs", #"{"run_ids": ["b", "c"], "group": "sweep"}"#)
      home = try await ask(.get, "/index.json").decoded()
      #expect(Set(home.runs.map(\.id)) == ["b", "c"])
      #expect(home.runs.allSatisfy { $0.tags == ["x"] && $0.group == "sweep" })
      #expect(home.archived == 1)
      let archived: HomeDocument = try await ask(.get, "/index.json?archived=true").decoded()
      #expect(archived.runs.map(\.id) == ["a"])
      try await #expect(ask(.post, "/abort_runs", json: #"{"run_ids": ["b"]}"#).status == 409)
      try await #expect(ask(.post, "/delete_runs", json: #"{"run_ids": []}"#).status == 400)
      try await #expect(ask(.post, "/delete_runs", json: #"{"run_ids": ["nothing"]}"#).status == 404)
    }
  }

  @Test func `a deleted run is restored by its name`() async throws {
    let place = try DataSetPlace()
    try place.train("AE/one", epochs: 1)
    try await place.askOfRuns { ask in
      try await ask.change("/runs/AE~one/delete")
      try await #expect(ask(.get, "/runs/AE~one.json").status == 404)
      let restored = try await ask.change("/runs/AE~one/restore")
      #expect(restored.id == "AE~one")
      try await #expect(ask(.get, "/runs/AE~one.json").status == 200)
    }
  }

  @Test func `an unfinished run of the command line is resumed by a job of its own`() async throws {
    let place = try DataSetPlace()
    try place.train("one")
    try FileManager.default.removeItem(atPath: "\(place.runs)/one/results.json")
    try await place.askOfRuns { ask in
      var run: RunDocument = try await ask(.get, "/runs/one.json").decoded()
      #expect((run.status, run.job?.id) == (.interrupted, nil))
      #expect(run.actions.contains("resume"))
      try await ask.change("/runs/one/resume")
      run = try await ask(.get, "/runs/one.json").decoded()
      #expect(run.status == .queued)
      let job = try #require(JobID(rawValue: run.job?.id ?? ""))
      let text = try String(contentsOfFile: ask.server.queue.store.folder(of: job).runFile, encoding: .utf8)
      #expect(try text == String(contentsOfFile: "\(place.runs)/one/run.yaml", encoding: .utf8))
      try await #expect(ask(.post, "/runs/one/resume").status == 409)
    }
  }
}
