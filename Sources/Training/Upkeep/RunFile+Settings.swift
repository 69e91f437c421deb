import Yams

extension RunFile {
  /// Every setting of the run file at `path`, by its path within the file: `optimizer.learning_rate`,
  /// `penalties.0.l2`.
  ///
  /// Of the record, what differs with the machine's folders or follows from other fields is left out.
  ///
  /// - Throws: ``RunFileError``.
  public static func settingTexts(path: String) throws -> [(name: String, text: String)] {
    settingTexts(of: try root(path: path))
  }

  /// The same of the text of a run file; `path` is where it came from.
  package static func settingTexts(yaml text: String, path: String) throws -> [(name: String, text: String)] {
    settingTexts(of: try root(yaml: text, path: path))
  }

  private static func settingTexts(of root: Node.Mapping) -> [(name: String, text: String)] {
    var texts: [(name: String, text: String)] = []
    func add(_ node: Node, _ name: String) {
      switch node {
      case .scalar(let scalar): texts.append((name, scalar.string))
      case .mapping(let mapping):
        for (key, value) in mapping { add(value, name.isEmpty ? key.string ?? "" : "\(name).\(key.string ?? "")") }
      case .sequence(let sequence):
        for (index, value) in sequence.enumerated() { add(value, "\(name).\(index)") }
      default: break
      }
    }
    for (key, value) in root {
      guard let section = key.string, !["name", "history"].contains(section) else { continue }
      add(value, section)
    }
    let omitted = [classNamesField, imageCountsField].map { "record.\($0)" }
    let places: Set = ["record.dataset_path", "record.working_folder"]
    return texts.filter { !places.contains($0.name) && !omitted.contains($0.name) }
  }
}
