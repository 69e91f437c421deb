import HTTPTypes
import Hourglass
import Web

extension StudioServer {
  /// Test Many: the errors of the reconstructions of many images.
  var testManyEndpoints: [Endpoint] {
    let (id, scoring) = (Self.runID, Self.scoringID)
    return Endpoint.page(
      "/runs/{id}/test-many", "Test many images: where they come from, and earlier tests", [id], template: "test-many"
    ) { call in
      try await scorings(of: subject(call(id)), .reconstruction)
    } view: { document, _ in
      ScoringsView(document, .reconstruction).page
    }
      + [
        .change(
          .post, "/runs/{id}/test-many", "Score the reconstructions of many images, in the background", [id],
          status: .accepted, refusals: [.conflict, .serviceUnavailable, .init(code: 507)]
        ) { (body: ScoringRequest, call) in
          try await startScoring(body, subject(call(id)), .reconstruction)
        }
      ]
      + Endpoint.page(
        "/runs/{id}/test-many/{scoring}", "The scores of many images", [id, scoring], template: "scores"
      ) { call in
        let (scoring, run) = try await scored(call, .reconstruction)
        return try await document(scoring, run)
      } view: { document, _ in
        ScoringView(document).page
      } + scoringEndpoints("test-many", .reconstruction, .mse01)
  }
}
