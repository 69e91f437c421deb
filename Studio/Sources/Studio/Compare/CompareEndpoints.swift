import HTTPTypes
import Web

extension StudioServer {
  /// How many runs can be compared.
  static let comparedCount = 2...20

  /// The comparison of runs: its page, its charts, its film.
  var compareEndpoints: [Endpoint] {
    let runs = Parameter<[String]>.texts(
      "run", "A run: its name with ~ for /, and ~ and % as %7E and %25; given 2 to 20 times", count: Self.comparedCount)
    let apart = Parameter.flag(
      "apart", "Whether runs that differ in their seed alone are lines of their own, not a mean")
    let chart = Parameter<ComparedChart>.choice("chart", "The chart", default: .mse01)
    let download = Parameter.flag("download", "Whether browsers save the page instead of showing it")
    return Endpoint.page(
      "/runs/compare", "Runs side by side: settings that differ, metrics, curves, films", [runs, apart],
      template: "compare",
      refusals: [.notFound]
    ) { call in
      try await comparison(comparedRuns(call(runs)), areApart: call(apart))
    } view: { document, call in
      try Self.comparisonView(document, areApart: call(apart))
    }
      + [
        .get(
          "/runs/compare/metrics.json", "A chart with a line for each run or mean of seeds", [runs, chart, apart],
          refusals: [.notFound]
        ) { call in
          let (subjects, chart) = (try await comparedRuns(call(runs)), try call(chart))
          if chart == .loss, let refusal = Self.lossRefusal(subjects) {
            throw WebError(fields: [FieldError("chart", refusal)])
          }
          let groups = SeedGroup.groups(subjects, areApart: try call(apart))
          var document = try await chart.document(comparedLines(groups), lossName: Self.lossNames(subjects).first)
          chart.single.draw(comparedBaselines(subjects, chart), in: &document)
          return document
        },
        .get(
          "/runs/compare/film.json", "The films of runs, a row for each", [runs], refusals: [.notFound]
        ) { call in
          let subjects = try await comparedRuns(call(runs))
          let (runEvents, runFiles) = (runEvents, runFiles)
          return try await compute { ComparedFilm(subjects, runEvents, runFiles) }
        },
        .change(
          .post, "/runs/compare/report", "Write the report of a comparison of 2 to 20 runs",
          refusals: [.notFound, .conflict]
        ) { (body: RunsRequest, _) in
          try await writeComparisonReport(comparedRuns(body.run_ids))
        },
        .get(
          "/runs/compare/report.json", "The report of a comparison", [runs], refusals: [.notFound]
        ) { call in
          try await comparisonReport(comparedRuns(call(runs)))
        },
        .bytes(
          .get, "/runs/compare/report.html", "The report of a comparison as one page that needs no server",
          [runs, download], type: "text/html"
        ) { call in
          try await comparisonReport(comparedRuns(call(runs)), isDownload: call(download), call)
        },
      ]
  }
}
