import Foundation
import Hourglass
import Web

/// A page of the table of scores.
struct ScorePage: Codable, Sendable {
  /// An image.
  struct Row: Codable, Sendable {
    /// Its number in its part of the data, from 0.
    var image: Int
    var title: String
    var label: Int?
    var class_name: String?
    /// Its scores, in the order of `metrics`; null for what is not a number.
    var scores: [Double]
  }

  /// What is measured, in the order of the columns.
  var metrics: [ScoreMetric]
  /// The metric that orders the rows.
  var metric: ScoreMetric
  /// The page, from 1.
  var page: Int
  /// The number of pages, at least 1.
  var pages: Int
  /// Rows of a page.
  var size: Int
  /// The number of images on all pages.
  var total: Int
  var rows: [Row]

  /// The page of `table` with this number, or the last.
  init(
    _ table: ScoredTable, _ view: ScoreView, _ scoring: Scoring, page: Int, size: Int, isBestFirst: Bool,
    titles: ([UInt64]) -> [String]
  ) {
    let columns = table.columns
    let order = table.order(view.metric)
    let chosen = view.label.map { label in order.filter { columns.labels[Int($0)] == Int32(label) } } ?? order
    (metrics, metric, self.size, total) = (table.metrics, view.metric, size, chosen.count)
    pages = max(1, (chosen.count + size - 1) / size)
    self.page = min(page, pages)
    let range = (self.page - 1) * size..<min(chosen.count, self.page * size)
    let places = range.map { Int(chosen[isBestFirst ? $0 : chosen.count - 1 - $0]) }
    let names = titles(places.map { columns.rows[$0] })
    rows = zip(places, names).map { place, title in
      let label = Int(columns.labels[place])
      return Row(
        image: Int(columns.images[place]), title: title, label: label < 0 ? nil : label,
        class_name: label < 0 ? nil : scoring.className(label), scores: columns.values.map { Double($0[place]) })
    }
  }
}
