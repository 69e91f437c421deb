import Files
import Foundation
import ImageData
public import Pictures
import Training

/// An evaluation as files: JSON, Markdown, and one HTML page that needs no other file.
///
/// The first picture is at the top; below the tables are the curves of the training, then the other pictures.
public struct EvaluationReport {
  /// A picture of the report.
  public struct Figure {
    /// The name of its file, without extension.
    public var name: String
    /// What it shows, one sentence.
    public var caption: String
    public var picture: Picture

    /// Creates a figure; the parameters are its properties.
    public init(name: String, caption: String, picture: Picture) {
      (self.name, self.caption, self.picture) = (name, caption, picture)
    }
  }

  private let evaluation: RunEvaluation
  private let figures: [Figure]
  private let curves: TrainingCurves?

  /// Creates a report of `evaluation`.
  ///
  /// - Parameters:
  ///   - evaluation: What was measured.
  ///   - figures: Pictures.
  ///   - training: The run's training, for its curves; nil for none. PCA and the mean image are lines of the charts where
  ///     the evaluation is of the validation images.
  public init(_ evaluation: RunEvaluation, figures: [Figure] = [], training: TrainingComparison? = nil) {
    (self.evaluation, self.figures) = (evaluation, figures)
    let isValidation = evaluation.part == DatasetPart.validation.rawValue
    curves = training.map { TrainingCurves($0, yardsticks: isValidation ? evaluation.yardsticks : []) }
  }

  /// Writes `<part>.json`, `<part>.md`, `<part>.html`, the pictures and the curves into `folder`, which is made.
  ///
  /// - Returns: the path of the page.
  /// - Throws: `FolderError`, `AtomicFileError`; `PictureError` when a picture cannot be encoded.
  public func write(to folder: String) throws -> String {
    try Folder.make(folder)
    let base = "\(folder)/\(evaluation.part)"
    for figure in figures { try figure.picture.write(to: "\(base)-\(figure.name).png") }
    for chart in curves?.charts ?? [] { try AtomicFile.write(text: chart.svg, to: "\(base)-\(chart.name).svg") }
    try AtomicFile.write(text: evaluation.jsonLine() + "\n", to: "\(base).json")
    try AtomicFile.write(text: markdown, to: "\(base).md")
    try AtomicFile.write(text: html(), to: "\(base).html")
    return "\(base).html"
  }

  private var title: String {
    Heading(run: evaluation.run, dataset: evaluation.dataset, part: evaluation.part).title
  }

  private var summary: String {
    "\(evaluation.model), \(evaluation.parameters) parameters, \(evaluation.measured.reconstruction.images) images, "
      + "checkpoint of epoch \(evaluation.epoch), step \(evaluation.step)."
  }

  private var sections: [(title: String, table: ReportTable)] {
    let tables = EvaluationTables(evaluation)
    var sections = [
      ("Reconstruction", ReportTable(tables.reconstruction.header, rows: tables.reconstruction.rows))
    ]
    if !evaluation.measured.classes.isEmpty {
      sections.append(("Classes", ReportTable(tables.classes.header, rows: tables.classes.rows)))
    }
    return sections
  }

  /// The report in Markdown; pictures are beside it.
  public var markdown: String {
    func shown(_ figure: Figure) -> String {
      "![\(figure.caption)](\(evaluation.part)-\(figure.name).png)\n\n\(figure.caption)"
    }
    var parts = ["# \(title)", summary] + figures.prefix(1).map(shown)
    for section in sections { parts.append("## \(section.title)\n\n\(section.table.markdown)") }
    let details = EvaluationTables(evaluation).details.map { "* \($0.name): \($0.value)" }
    parts.append("## Model and code\n\n\(details.joined(separator: "\n"))")
    if !evaluation.notes.isEmpty { parts.append(evaluation.notes.map { "* \($0)" }.joined(separator: "\n")) }
    if let curves, let table = curves.table {
      parts.append("## Training")
      parts += curves.charts.map { "![\($0.caption)](\(evaluation.part)-\($0.name).svg)\n\n\($0.caption)" }
      parts.append(table.markdown)
      if let omission = curves.omission { parts.append(omission) }
    }
    if figures.count > 1 { parts += ["## Pictures"] + figures.dropFirst().map(shown) }
    parts.append(definitions)
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The report as one page with its pictures, for light and dark screens.
  func html() throws -> String {
    var page = ReportPage(title)
    page.paragraph(summary)
    for figure in figures.prefix(1) { try page.figure(figure.picture, figure.caption) }
    for section in sections {
      page.heading(section.title)
      page.table(section.table)
    }
    page.heading("Model and code")
    page.definitions(EvaluationTables(evaluation).details)
    page.list(evaluation.notes)
    if let curves, let table = curves.table {
      page.heading("Training")
      for chart in curves.charts { page.figure(svg: chart.svg, chart.caption) }
      page.table(table, summary: "The epochs as a table", note: curves.omission)
    }
    if figures.count > 1 { page.heading("Pictures") }
    for figure in figures.dropFirst() { try page.figure(figure.picture, figure.caption) }
    page.paragraph(definitions)
    return page.html
  }

  /// What the columns mean.
  private var definitions: String {
    let images = evaluation.yardstickImages.map(\.words) ?? "training images"
    return "mse01 and mae: mean over all elements, in pixels from 0 to 1; sse: squared error summed over an image; "
      + "psnr: of each image, then averaged; ssim and ms-ssim: mean over images. PCA and the mean image are computed "
      + "from \(images)."
  }
}
