import Yams

extension YAMLSection {
  /// The fields of `text`, which came from the file `path`; nil where it has none.
  /// - Throws: ``SettingError`` for what is not YAML.
  package init?(yaml text: String, path: String) throws(SettingError) {
    guard let mapping = try Node(yaml: text, path: path)?.mapping else { return nil }
    self.init(mapping, place: path)
  }
}
