import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Jobs
import Web

/// What is to be computed: the body of `POST /runs/<id>/latent/work` and `…/stop`.
struct LatentWorkRequest: LatentBody {
  var view: LatentView?
  var kind: LatentKind

  static var fields: [String: Schema.Field] {
    ["kind": Schema.Field(.oneOf(LatentKind.allCases.map(\.rawValue)))]
  }
}

extension StudioServer {
  var latentEndpoints: [Endpoint] {
    let id = Self.runID
    let parameters: [any DeclaredParameter] = [id, Self.latentData, Self.latentPart, Self.latentStamp]
    return Endpoint.page(
      "/runs/{id}/latent", "The codes of a run's images: their map, and ways through them", parameters,
      template: "latent", refusals: Self.latentRefusals,
      answer: { call in try await latentDocument(latentSubject(call)) },
      view: { document, _ in latentView(document) })
      + [
        .change(
          .post, "/runs/{id}/latent/work", "Start encoding images, or embedding their codes by t-SNE or UMAP", [id],
          refusals: Self.latentRefusals
        ) { (body: LatentWorkRequest, call) in
          try await startLatentWork(latentSubject(call, body), body.kind)
        },
        .change(
          .post, "/runs/{id}/latent/stop", "Stop encoding images, or embedding their codes", [id],
          refusals: Self.latentRefusals
        ) { (body: LatentWorkRequest, call) in
          let subject = try await latentSubject(call, body)
          try await latent.works.stop(body.kind, of: subject.key)
          return ChangeAnswer(message: "The computation is being stopped.")
        },
      ] + latentPointEndpoints + latentDecodingEndpoints + latentNeighbourEndpoints
  }

  private func startLatentWork(_ subject: LatentSubject, _ kind: LatentKind) async throws -> LatentWork {
    let key = subject.key
    switch kind {
    case .codes:
      let making = CodeMaking(
        key: CodeKey(run: key.run, stamp: subject.current, data: key.data, part: key.part), name: subject.run.name,
        directory: subject.run.directory, runs: queue.store.runs, source: subject.source, images: latent.images,
        tables: latent.tables, models: models, queue: latent.making)
      if !key.data.isEmpty {
        let set = try await catalogue.dataSets.dataSet(key.data)
        guard set.state == .ready else {
          throw WebError(.conflict, type: "state", set.problem ?? "\(set.title) is still being made")
        }
      }
      return try await latent.works.start(.codes, of: making.key) { try await making.run($0) }
    case .tsne, .umap:
      let table = try await codeTable(subject)
      let (tables, making) = (latent.tables, latent.making)
      return try await latent.works.start(kind, of: key) { progress in
        try await making { try Self.embed(table, kind, progress) }
        tables.forget(key)
      }
    }
  }

  /// Computes a map of a table's codes, and keeps it with them.
  private static func embed(_ table: CodeTable, _ kind: LatentKind, _ progress: LatentProgress) throws {
    let (array, embedding): (CodeTable.Column, PlaneEmbedding) =
      kind == .tsne ? (.tsne, .tsne(seed: 0)) : (.umap, .umap(seed: 0))
    progress.report(0)
    let positions = try CodePlane.embedded(table.floats(.codes), size: table.header.size, by: embedding) {
      progress.report($0)
    }
    let path = CodeTable.path(array, in: table.folder)
    do {
      try positions.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path), options: .atomic) }
    } catch {
      throw CodeTableWriter.cannotWrite(table.folder, error)
    }
  }
}
