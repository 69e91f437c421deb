public import Yams

extension Node {
  /// What `text`, which came from the file `path`, says; nil where it says nothing.
  /// - Throws: ``YAMLFileError`` for what is not YAML.
  public init?(yaml text: String, path: String) throws(YAMLFileError) {
    do {
      guard let node = try Yams.compose(yaml: text) else { return nil }
      self = node
    } catch {
      throw YAMLFileError(notYAML: error, path: path)
    }
  }
}
