import Foundation
import Hourglass

/// What people look at of a table of scores.
struct ScoreView: Sendable {
  /// The images that rows of pictures are chosen from.
  enum Side: String, Codable, Hashable, Sendable, CaseIterable {
    case all
    /// Those at the threshold and beyond it, on its bad side.
    case beyond
    /// Those on its good side.
    case within
  }

  /// The rows of pictures.
  enum Rows: String, Codable, Hashable, Sendable, CaseIterable {
    /// The worst, the median and the best, and those at the threshold.
    case overall
    /// The worst of each class, its median and its best ones.
    case worst, median, best
  }

  var metric: ScoreMetric
  /// The class; nil for all.
  var label: Int?
  /// The threshold; nil for none.
  var threshold: Float?
  var side = Side.all
  var rows = Rows.overall
  /// Images of a row.
  var count = 8
}

/// Scores of images by a metric: their distribution, its share beyond a threshold, and the images at its ends.
struct ScoreRanking: Codable, Sendable {
  /// A scored image.
  struct Entry: Codable, Sendable {
    /// Its number in its part of the data, from 0.
    var image: Int
    /// A path, a record's key, or its number.
    var title: String
    var label: Int?
    var class_name: String?
    /// The score; null where it is not a number.
    var score: Double
    /// Whether it is at the threshold or beyond it.
    var beyond: Bool
  }

  /// Images side by side.
  struct Row: Codable, Sendable {
    /// What they have in common: `worst`, `median`, `best`, `at the threshold`, or a class.
    var name: String
    var images: [Entry]
  }

  /// The scores of a class.
  struct ClassEntry: Codable, Sendable {
    var label: Int
    var name: String
    /// The number of its images.
    var images: Int
    /// The number of them at the threshold or beyond it.
    var beyond: Int
    var mean: Double
    var median: Double
    /// The worst score.
    var worst: Double
    /// Whether it is a normal class.
    var normal: Bool
  }

  /// Counts in bins of equal width.
  struct Bins: Codable, Sendable {
    /// The ends of the bins, one more than there are bins.
    var edges: [Double]
    var counts: [Int]
  }

  var metric: ScoreMetric
  var title: String
  /// Whether a larger score is better.
  var larger_is_better: Bool
  var label: Int?
  var threshold: Double?
  /// The number of images.
  var images: Int
  /// The number of them at the threshold or beyond it; 0 without a threshold.
  var beyond: Int
  /// The number of scores that are not numbers.
  var not_finite: Int
  var minimum: Double
  var maximum: Double
  var mean: Double
  var median: Double
  var histogram: Bins
  var rows: [Row]
  /// The classes, by number; empty where there are none.
  var classes: [ClassEntry]
  /// The number of classes whose rows are left out.
  var rows_left_out: Int
}

extension ScoreRanking {
  private static let bins = 60
  /// Classes with rows of pictures.
  private static let maxClassRows = 20

  /// Ranks the scores of `table` as `view` says; blocks.
  ///
  /// - Parameter titles: The titles of images by the places of their rows.
  init(_ table: ScoredTable, _ view: ScoreView, _ scoring: Scoring, titles: ([UInt64]) -> [String]) {
    let (metric, columns) = (view.metric, table.columns)
    let values = table.values(metric) ?? []
    let order = table.order(metric)
    let chosen = view.label.map { label in order.filter { columns.labels[Int($0)] == Int32(label) } } ?? order
    func isBeyond(_ place: Int32) -> Bool {
      view.threshold.map { metric.isBeyond(values[Int(place)], $0) } ?? false
    }
    // From the first image beyond the threshold on, all are.
    let border = view.threshold == nil ? chosen.count : chosen.partition(where: isBeyond)
    let pool =
      switch view.side {
      case .all: chosen[...]
      case .beyond: chosen[border...]
      case .within: chosen[..<border]
      }
    var parts: [(name: String, places: [Int32])] = []
    (classes, rows_left_out) = ([], 0)
    if scoring.has_classes {
      classes = Self.classes(order, values, columns.labels, scoring, isBeyond)
    }
    if view.rows == .overall {
      parts = [
        ("worst", Self.worst(pool, view.count)), ("median", Self.median(pool, view.count)),
        ("best", Array(pool.prefix(view.count))),
      ]
      if view.threshold != nil {
        let first = max(0, min(border - view.count / 2, chosen.count - view.count))
        parts.append(("at the threshold", Array(chosen[first..<min(first + view.count, chosen.count)])))
      }
    } else {
      let shown = classes.filter { view.label == nil || $0.label == view.label }
      rows_left_out = max(0, shown.count - Self.maxClassRows)
      for entry in shown.prefix(Self.maxClassRows) {
        let own = pool.filter { columns.labels[Int($0)] == Int32(entry.label) }[...]
        let places =
          switch view.rows {
          case .overall, .worst: Self.worst(own, view.count)
          case .median: Self.median(own, view.count)
          case .best: Array(own.prefix(view.count))
          }
        parts.append((entry.name, places))
      }
    }
    let names = titles(parts.flatMap { $0.places.map { columns.rows[Int($0)] } })
    var next = 0
    rows = parts.map { part in
      let entries = part.places.map { place in
        defer { next += 1 }
        let label = Int(columns.labels[Int(place)])
        return Entry(
          image: Int(columns.images[Int(place)]), title: names[next], label: label < 0 ? nil : label,
          class_name: label < 0 ? nil : scoring.className(label), score: Double(values[Int(place)]),
          beyond: isBeyond(place))
      }
      return Row(name: part.name, images: entries)
    }
    (self.metric, title, larger_is_better) = (metric, metric.title, metric.isLargerBetter)
    (label, threshold) = (view.label, view.threshold.map { Double($0) })
    (images, beyond) = (chosen.count, chosen.count - border)
    let found = Histogram(of: chosen.map { values[Int($0)] }, bins: Self.bins)
    histogram = Bins(found.counts, over: found.range)
    not_finite = found.notFinite
    let finite = chosen.lazy.map { values[Int($0)] }.filter(\.isFinite)
    (minimum, maximum) = (finite.min().map { Double($0) } ?? .nan, finite.max().map { Double($0) } ?? .nan)
    mean = finite.reduce(0.0) { $0 + Double($1) } / Double(max(1, chosen.count - found.notFinite))
    median = chosen.isEmpty ? .nan : Double(values[Int(chosen[chosen.count / 2])])
  }

  /// The last images of an order, the worst first.
  private static func worst(_ places: ArraySlice<Int32>, _ count: Int) -> [Int32] { places.suffix(count).reversed() }

  /// The images in the middle of an order.
  private static func median(_ places: ArraySlice<Int32>, _ count: Int) -> [Int32] {
    let first = places.startIndex + max(0, (places.count - count) / 2)
    return Array(places[first..<min(first + count, places.endIndex)])
  }

  /// The scores of each class, from images that are ordered from the best to the worst.
  private static func classes(
    _ order: [Int32], _ values: [Float], _ labels: [Int32], _ scoring: Scoring, _ isBeyond: (Int32) -> Bool
  ) -> [ClassEntry] {
    let largest = Int(labels.max() ?? -1)
    guard (0..<maxClasses).contains(largest) else { return [] }
    var counts = [Int](repeating: 0, count: largest + 1)
    var (beyond, seen, sums) = (counts, counts, [Double](repeating: 0, count: largest + 1))
    for label in labels where label >= 0 { counts[Int(label)] += 1 }
    var (medians, worst) = (sums, sums)
    for place in order where labels[Int(place)] >= 0 {
      let (label, value) = (Int(labels[Int(place)]), Double(values[Int(place)]))
      if seen[label] == counts[label] / 2 { medians[label] = value }
      (seen[label], sums[label], worst[label]) = (seen[label] + 1, sums[label] + value, value)
      if isBeyond(place) { beyond[label] += 1 }
    }
    return counts.indices.filter { counts[$0] > 0 }.map { label in
      ClassEntry(
        label: label, name: scoring.className(label), images: counts[label], beyond: beyond[label],
        mean: sums[label] / Double(counts[label]), median: medians[label], worst: worst[label],
        normal: scoring.normal_classes.contains(label))
    }
  }

  /// Larger numbers are not those of classes.
  private static let maxClasses = 1 << 16
}

extension ScoreRanking.Bins {
  /// The bins of a histogram with these counts over a range.
  init(_ counts: [Int], over range: ClosedRange<Float>) {
    let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
    self.counts = counts
    edges = (0...counts.count).map { low + (high - low) * Double($0) / Double(counts.count) }
  }
}

extension Array where Element == Int32 {
  /// The first index whose element satisfies `isAfter`, where all elements after one that does, do.
  fileprivate func partition(where isAfter: (Int32) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
