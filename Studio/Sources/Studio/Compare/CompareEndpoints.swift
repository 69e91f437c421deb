import HTTPTypes
import Web

extension StudioServer {
  /// How many runs can be compared.
  static let comparedCount = 2...20

  /// The comparison of runs: its page, its charts, its film.
  var compareEndpoints: [Endpoint] {
    let runs = Parameter<[String]>.texts(
      "run", "A run: its name with ~ for /, and ~ and % as %7E and %25; given 2 to 20 times", count: Self.comparedCount)
    let chart = Parameter<ComparedChart>.choice("chart", "The chart", default: .mse01)
    return Endpoint.page(
      "/runs/compare", "Runs side by side: settings that differ, metrics, curves, films", [runs], template: "compare",
      refusals: [.notFound]
    ) { call in
      try await comparison(comparedRuns(call(runs)))
    } view: { document, _ in
      Self.comparisonView(document)
    }
      + [
        .get(
          "/runs/compare/metrics.json", "A chart with a line for each run", [runs, chart], refusals: [.notFound]
        ) { call in
          let (subjects, chart) = (try await comparedRuns(call(runs)), try call(chart))
          if chart == .loss, let refusal = Self.lossRefusal(subjects) {
            throw WebError(fields: [FieldError("chart", refusal)])
          }
          return try await chart.document(comparedHistories(subjects), lossName: Self.lossNames(subjects).first)
        },
        .get(
          "/runs/compare/film.json", "The films of runs, a row for each", [runs], refusals: [.notFound]
        ) { call in
          let subjects = try await comparedRuns(call(runs))
          let runEvents = runEvents
          return try await compute { ComparedFilm(subjects, runEvents) }
        },
      ]
  }
}
