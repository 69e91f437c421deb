import Foundation
import Hourglass
import Jobs

/// The rows of a table of runs, as the template `run-rows` wants them.
enum RunRows {
  /// The heads of the columns.
  static var heads: [[String: Any]] {
    RunColumn.all.map { column in
      var head: [String: Any] = ["name": column.name, "title": column.title]
      if column.isNumber { head["number"] = true }
      if let format = column.format { head["format"] = format }
      if column.isHidden { head["off"] = true }
      if column.isGroup { head["group"] = true }
      return head
    }
  }

  /// Names of more characters are shown in two pieces, of which the start is shortened where there is no room.
  private static let longName = 24
  private static let nameEnd = 14

  /// The row of a run.
  static func view(_ run: RunEntry) -> [String: Any] {
    let progress = run.progress ?? 0
    var view: [String: Any] = [
      "id": run.id, "name": run.name, "url": run.url, "status": run.status.rawValue, "tags": run.tags,
      "tagWords": run.tags.joined(separator: " "), "progress": Figures.raw(progress),
      "percent": Figures.percent(progress),
    ]
    if run.name.count > longName {
      view["long"] = ["start": String(run.name.dropLast(nameEnd)), "end": String(run.name.suffix(nameEnd))]
    }
    if run.archived { view["archived"] = true }
    if let note = run.note { view["note"] = note }
    if let points = Sparkline.points(run.curve, limit: 24) { view["sparkline"] = points }
    view["modified"] = (run.modified ?? run.created)?.formatted(.iso8601) ?? ""
    view["cells"] = cells(run)
    return view
  }

  /// The cells of the columns as HTML: a template takes ten times as long for the thousands of a large table.
  static func cells(_ run: RunEntry) -> String {
    var html = ""
    for column in RunColumn.all {
      let value = column.value(run)
      let text = value.map { MarkupText.escaped($0.text) } ?? Figures.nothing
      html +=
        column.isNumber ? "<td data-value=\"\(value?.raw ?? "")\" class=\"number\">\(text)</td>" : "<td>\(text)</td>"
    }
    return html
  }

  /// What an event says of a run: the columns that can change while it trains.
  static func event(_ run: RunEntry) -> RunRowEvent {
    var values: [String: RowValue] = [
      "id": .text(run.id), "status": .text(run.status.rawValue), "progress": .number(run.progress ?? 0),
      "tag": .text(run.tags.joined(separator: " ")),
    ]
    if let modified = run.modified { values["modified"] = .text(modified.formatted(.iso8601)) }
    for column in RunColumn.all {
      guard let value = column.value(run) else { continue }
      values[column.name] = column.isNumber ? Double(value.raw).map(RowValue.number) : .text(value.text)
    }
    return RunRowEvent(values: values)
  }
}

/// A row that has changed: the values by column.
struct RunRowEvent: Encodable, Hashable, Sendable {
  let values: [String: RowValue]

  func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
}

/// The value of a cell.
enum RowValue: Encodable, Hashable, Sendable {
  case text(String)
  case number(Double)

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    }
  }
}
