import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// Several runs, in the manner of DIGITS' `job_ids`.
struct RunsRequest: Codable, Sendable, SchemaProviding {
  /// Their identifiers.
  var run_ids: [String]

  static let ids = Schema.array(.text(length: 1...500), count: 1...5000)
  static let schema = Schema.object(["run_ids": Schema.Field(ids, help: "The identifiers of runs.")])
}

/// Tags for several runs.
struct TagRunsRequest: Codable, Sendable, SchemaProviding {
  var run_ids: [String]
  /// A word, or several with spaces or commas between.
  var add: String?
  /// A tag.
  var remove: String?

  static let schema = Schema.object([
    "run_ids": Schema.Field(RunsRequest.ids, help: "The identifiers of runs."),
    "add": Schema.Field(.nullable(.text(length: 0...1000)), isRequired: false, help: "Tags, with spaces between."),
    "remove": Schema.Field(.nullable(.text(length: 0...64)), isRequired: false, help: "A tag that is removed."),
  ])
}

/// A group for several runs.
struct GroupRunsRequest: Codable, Sendable, SchemaProviding {
  var run_ids: [String]
  /// The name of the group; empty for none.
  var group: String?

  static let schema = Schema.object([
    "run_ids": Schema.Field(RunsRequest.ids, help: "The identifiers of runs."),
    "group": Schema.Field(.nullable(.text(length: 0...64)), isRequired: false, help: "The group; empty for none."),
  ])
}

extension StudioServer {
  var severalRunEndpoints: [Endpoint] {
    [
      .change(.post, "/abort_runs", "Stop the training of several runs") { (body: RunsRequest, _) in
        let runs = try await subjects(body.run_ids)
        let stopped = runs.filter(\.canStop)
        guard !stopped.isEmpty else { throw WebError(.conflict, type: "state", "none of them is being trained") }
        for run in stopped { try await abort(run) }
        return ChangeAnswer(message: "\(Figures.count(stopped.count, "run")) being stopped.")
      },
      .change(.post, "/delete_runs", "Move several runs to the trash") { (body: RunsRequest, _) in
        let runs = try await subjects(body.run_ids)
        if let run = runs.first(where: { $0.status.isActive }) {
          throw Self.wrongState(run, "it is being trained; abort it first")
        }
        return try await delete(runs)
      },
      .change(.post, "/archive_runs", "Leave several runs out of lists") { (body: RunsRequest, _) in
        try await archive(subjects(body.run_ids), true)
      },
      .change(.post, "/unarchive_runs", "Show several archived runs in lists again") { (body: RunsRequest, _) in
        try await archive(subjects(body.run_ids), false)
      },
      .change(.post, "/tag_runs", "Add or remove tags of several runs") { (body: TagRunsRequest, _) in
        try await tag(subjects(body.run_ids), TagRequest(add: body.add, remove: body.remove))
      },
      .change(.post, "/group_runs", "Put several runs into a group, or into none") { (body: GroupRunsRequest, _) in
        try await group(subjects(body.run_ids), as: body.group)
      },
    ]
  }

  private func subjects(_ ids: [String]) async throws -> [RunSubject] {
    var runs: [RunSubject] = []
    for id in ids { runs.append(try await subject(id)) }
    return runs
  }

  private func group(_ runs: [RunSubject], as group: String?) async throws -> ChangeAnswer {
    let before = runs.filter { $0.row != nil }.map { ($0.id, $0.row?.group) }
    do {
      try await catalogue.annotate(before.map(\.0)) { try $0.set(group: group) }
    } catch let error as RunError where error.code == .badName {
      throw WebError(fields: [FieldError("group", error.description)])
    }
    let undo = undo.add { [catalogue] in
      for (id, group) in before { try await catalogue.annotate([id]) { try $0.set(group: group) } }
      return "The groups are as they were."
    }
    let name = group?.trimmingCharacters(in: .whitespaces) ?? ""
    let what = name.isEmpty ? "taken out of their group" : "put into the group \(name)"
    return ChangeAnswer(message: "\(Self.named(runs)) \(what).", undo: undo)
  }
}
