public import Pictures

extension TrainingComparison {
  /// The comparison as one HTML page that needs no other file and no script: the settings that differ, the curves, the
  /// metrics, the same images.
  ///
  /// Runs that differ in their seed alone are one line of the curves, their mean, in a band of their deviation. An axis is
  /// logarithmic where all values are above 0, except that of decibels.
  ///
  /// - Parameter images: The picture of ``picture(of:by:executor:)`` with a sentence below it; nil for none.
  /// - Throws: `PictureError` when the picture cannot be encoded.
  public func html(images: (picture: Picture, caption: String)? = nil) throws -> String {
    var page = ReportPage(runs.map(\.run).joined(separator: ", "))
    page.list(notes)
    page.heading("Settings that differ")
    if settings.isEmpty {
      page.paragraph("The settings are the same.")
    } else {
      page.table(
        ReportTable(settingsTable.header, rows: settingsTable.rows),
        note: "– is the default, or a setting that the run's model does not have.")
    }
    page.heading("Best and last")
    page.table(ReportTable(metricsTable.header, rows: metricsTable.rows))
    let charts = Curve.allCases.compactMap(pageChart)
    page.heading("Curves")
    if charts.isEmpty { page.paragraph("The runs have recorded no epochs, so there are no curves.") }
    for (chart, caption) in charts { page.figure(svg: chart.svg(width: 800, height: 360), caption) }
    if let images {
      page.heading("The same images")
      try page.figure(images.picture, images.caption)
    }
    page.paragraph(
      "mse01: mean squared error over all elements, in pixels from 0 to 1; psnr: of each image, then averaged; both on the "
        + "validation images. Best is the epoch of the best checkpoint.")
    return page.html
  }

  /// A curve with its caption; nil without points.
  private func pageChart(_ curve: Curve) -> (chart: LineChart, caption: String)? {
    guard let linear = chart(curve, hasMeans: true) else { return nil }
    let values = linear.series.flatMap { $0.points.map(\.y) + $0.band.map(\.low) } + linear.levels.map(\.y)
    let isLogarithmic = curve != .psnr && values.allSatisfy { $0 > 0 }
    let band = linear.series.contains { !$0.band.isEmpty } ? "; a band is the mean ± the deviation of seeds" : ""
    let scale = isLogarithmic ? " on a logarithmic axis" : ""
    guard let drawn = chart(curve, isLogarithmic: isLogarithmic, hasMeans: true) else { return nil }
    return (drawn, "\(linear.yLabel), by epoch\(scale)\(band).")
  }
}
