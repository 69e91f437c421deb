/// Parameters chosen by prefixes of their names: `encoder` for `encoder.weight`, `encoder.0` for `encoder.0.bias`.
package enum ParameterScope {
  /// Whether one of `prefixes` is `name`, or a layer that contains it.
  package static func contains(_ prefixes: [String], _ name: String) -> Bool {
    prefixes.contains { name == $0 || name.hasPrefix($0 + ".") }
  }
}
