import Diagnostics
import Settings

/// Reads the layers of a model file.
enum LayerList {
  /// The layers of `items`, with repeats expanded; unreadable ones become ``UnreadLayer``.
  static func read(_ items: [YAMLValue], _ problems: Problems) -> [LayerDescription] {
    items.flatMap { layers($0, problems) }
  }

  private static func layers(_ item: YAMLValue, _ problems: Problems) -> [LayerDescription] {
    if let word = item.scalar { return [layer(word, nil, line: item.line, problems)] }
    guard let fields = item.fields, let field = fields.first, fields.count == 1 else {
      problems.add(
        Report(
          "a layer cannot be read", expected: "one kind of layer, such as - conv: {filters: 16, kernel: 3}",
          got: item.fields.map { "\($0.map(\.name).joined(separator: ", "))" } ?? "a list",
          cure: "write the fields of a layer in braces"), line: item.line)
      return [LayerDescription(UnreadLayer(keyword: "?"), line: item.line)]
    }
    if field.name == "repeat" { return repeated(field, problems) }
    return [layer(field.name, field.value, line: field.line ?? item.line, problems)]
  }

  private static func layer(
    _ keyword: String, _ value: YAMLValue?, line: Int?, _ problems: Problems
  ) -> LayerDescription {
    guard let kind = LayerKinds.all.first(where: { $0.keyword == keyword }) else {
      problems.add(
        Report("no such layer", got: keyword, cure: knownNames(LayerKinds.keywords, insteadOf: keyword)), line: line)
      return LayerDescription(UnreadLayer(keyword: keyword), line: line)
    }
    return read(kind, value, line: line, problems)
  }

  /// The layer `kind` with the settings in `value`; records problems.
  private static func read<Kind: LayerKind>(
    _ kind: Kind, _ value: YAMLValue?, line: Int?, _ problems: Problems
  ) -> LayerDescription {
    let keyword = kind.keyword
    let problemsBefore = problems.count
    var given = value?.fields?.map(ModelFileField.init) ?? []
    if let value, value.fields == nil, value.scalar != "" {
      if let name = Kind.soleSetting {
        given = [ModelFileField(name: name, line: line, value: value)]
      } else {
        let names = Kind.settingNames
        problems.add(
          Report(
            "a field has no name", place: keyword, got: value.scalar ?? "a list",
            cure: names.isEmpty ? "\(keyword) has no fields" : "write {\(names[0]): …}"), line: line)
      }
    }
    var kind = kind
    var name: String?
    for field in given where field.name == "name" {
      name = field.value.scalar
      if name?.isEmpty ?? true {
        problems.add(
          Report("the value does not fit", place: "\(keyword), name", expected: "a name"), line: field.line)
      }
    }
    kind.set(given, of: keyword, except: ["name"], line: line, problems)
    let isRead = problems.count == problemsBefore
    return LayerDescription(isRead ? kind : UnreadLayer(keyword: keyword), name: name, line: line)
  }

  /// Expands `repeat: {times: 2, layers: [...]}`; a name within becomes name-1, name-2 and so on.
  private static func repeated(_ field: YAMLValue.Field, _ problems: Problems) -> [LayerDescription] {
    let line = field.line
    guard let given = field.value.fields, let count = given.first(where: { $0.name == "times" })?.value,
      let times = count.scalar.flatMap({ Int($0) }),
      (1...1000).contains(times), let items = given.first(where: { $0.name == "layers" })?.value.list
    else {
      problems.add(
        Report("a repeat cannot be read", place: "repeat", expected: "{times: 1 to 1000, layers: [...]}"), line: line)
      return [LayerDescription(UnreadLayer(keyword: "repeat"), line: line)]
    }
    if count.isQuoted {
      problems.add(
        Report(quoted: count.written, place: "repeat, times", expected: "an integer from 1 to 1000"), line: line)
    }
    for other in given where !["times", "layers"].contains(other.name) {
      problems.add(
        Report(
          "no such field", place: "repeat", got: other.name,
          cure: knownNames(["times", "layers"], insteadOf: other.name)), line: other.line)
    }
    let layers = read(items, problems)
    return (1...times).flatMap { time in
      layers.map { layer in
        LayerDescription(layer.kind, name: layer.name.map { "\($0)-\(time)" }, line: layer.line)
      }
    }
  }
}

/// A layer that could not be read.
struct UnreadLayer: LayerKind {
  var keyword = "?"

  func build(at site: LayerSite) throws(LayerProblem) -> BuiltLayer {
    throw LayerProblem(Report("the layer could not be read", got: keyword))
  }
  func intendedOutput(at site: LayerSite) -> [Int]? { nil }
}
