public import Yams

extension Node {
  /// What `text`, which came from the file `path`, says; nil where it says nothing.
  /// - Throws: ``SettingError`` for what is not YAML.
  public init?(yaml text: String, path: String) throws(SettingError) {
    do {
      guard let node = try Yams.compose(yaml: text) else { return nil }
      self = node
    } catch {
      throw SettingError(notYAML: error, text: text, path: path)
    }
  }
}
