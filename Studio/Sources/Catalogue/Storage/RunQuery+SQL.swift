import GRDB

extension RunQuery {
  /// The runs of the page, and the number of all.
  func page(_ database: Database) throws -> RunPage {
    let filter = filter
    var sql = "SELECT \(RunRecord.columns.map { "run.\($0.name)" }.joined(separator: ", ")) FROM run"
    var arguments = StatementArguments()
    if case .setting(let name) = sort.key {
      sql += " LEFT JOIN run_setting AS sorted ON sorted.run = run.id AND sorted.name = ?"
      arguments += [name]
    }
    sql += " WHERE \(filter.sql) ORDER BY \(sort.sql)"
    arguments += filter.arguments
    if limit != nil || offset > 0 {
      sql += " LIMIT ? OFFSET ?"
      arguments += [max(limit ?? -1, -1), max(offset, 0)]
    }
    var rows: [RunRow] = []
    let cursor = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
    while let row = try cursor.next() { rows.append(RunRecord.row(row)) }
    try addSettings(to: &rows, database)
    let total =
      limit == nil && offset <= 0
      ? rows.count
      : try Int.fetchOne(
        database, sql: "SELECT count(*) FROM run WHERE \(filter.sql)", arguments: filter.arguments) ?? 0
    return RunPage(rows: rows, total: total, offset: max(offset, 0))
  }

  private func addSettings(to rows: inout [RunRow], _ database: Database) throws {
    guard !settings.isEmpty, !rows.isEmpty else { return }
    let places = Dictionary(uniqueKeysWithValues: rows.indices.map { (rows[$0].id, $0) })
    for name in Set(settings) {
      let cursor = try Row.fetchCursor(
        database, sql: "SELECT run, value FROM run_setting WHERE name = ?", arguments: [name])
      while let row = try cursor.next() {
        if let place = places[row[0]] { rows[place].settings[name] = row[1] as String }
      }
    }
  }

  private var filter: (sql: String, arguments: StatementArguments) {
    var conditions = ["TRUE"]
    var arguments = StatementArguments()
    func add(_ condition: String, _ value: String) {
      conditions.append(condition)
      arguments += [value]
    }
    for word in words.split(whereSeparator: \.isWhitespace) { add("instr(run.search, ?) > 0", word.lowercased()) }
    if let tag { add("EXISTS (SELECT 1 FROM run_tag WHERE run_tag.run = run.id AND tag = ?)", tag) }
    if let model { add("run.model = ?", model) }
    if let dataset { add("run.dataset = ?", dataset) }
    if let group { add("run.\"group\" = ?", group) }
    if !states.isEmpty {
      let names = states.map(\.rawValue).sorted()
      conditions.append("run.state IN (\(names.map { _ in "?" }.joined(separator: ", ")))")
      arguments += StatementArguments(names)
    }
    if let isArchived { conditions.append("run.is_archived = \(isArchived ? 1 : 0)") }
    return (conditions.joined(separator: " AND "), arguments)
  }
}

extension RunSort {
  /// The terms after ORDER BY.
  fileprivate var sql: String {
    let direction = isDescending ? " DESC" : ""
    let terms: [String]
    switch key {
    case .state:
      let order = RunState.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }.joined(separator: " ")
      terms = ["CASE run.state \(order) END\(direction)"]
    case .setting:
      terms = [
        "sorted.value IS NULL", "sorted.number IS NULL", "sorted.number\(direction)", "sorted.value\(direction)",
      ]
    case .name: return "run.name COLLATE NOCASE\(direction), run.name\(direction)"
    case .group, .model, .dataset:
      terms = ["run.\(column) IS NULL", "run.\(column) COLLATE NOCASE\(direction)"]
    default: terms = ["run.\(column) IS NULL", "run.\(column)\(direction)"]
    }
    return (terms + ["run.name COLLATE NOCASE", "run.name"]).joined(separator: ", ")
  }

  /// The column of a key that has one.
  private var column: String {
    let name = RunSort(key).description
    return key == .group ? "\"group\"" : name.replacing(".", with: "_")
  }
}
