import Settings

/// Settings shared by many layers.
extension Setting {
  /// A number of filters or units, or that of the images.
  static func extent(_ name: String, _ path: any SettingPath<Root, Extent>, help: String) -> Self {
    .text(name, path, expected: "an integer from 1 to 65536, or image", pattern: "image|[0-9]+", help: help)
      .withPlainNumbers
  }

  /// The activation after a layer.
  static func activation(_ path: any SettingPath<Root, ActivationName?>) -> Self {
    .choice("activation", path, help: "The activation.")
  }

  /// A layer's name.
  static func name(_ name: String, _ path: any SettingPath<Root, String>, help: String) -> Self {
    Setting(
      name, .text(expected: "a name", pattern: nil), help: help, accepts: { !($0.text ?? "").isEmpty },
      get: { .text($0[keyPath: path]) },
      set: { root, value in
        root[keyPath: path] = value.text ?? ""
        return true
      })
  }

  /// The initial values of weights or biases.
  static func initializer(_ name: String, _ path: any SettingPath<Root, InitializerName?>, help: String) -> Self {
    Setting(
      name, .json(expected: "a number, \(InitializerName.words)"), isOptional: true, help: help,
      accepts: { InitializerName($0) != nil },
      get: { $0[keyPath: path]?.value ?? .none },
      set: { root, value in
        root[keyPath: path] = InitializerName(value)
        return true
      })
  }
}
