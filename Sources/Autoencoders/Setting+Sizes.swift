import Settings

/// Settings shared by many models.
extension Setting {
  /// Units or filters of a layer: 1 to 65,536.
  static func size(
    _ name: String, _ path: any SettingPath<Root, Int>, unit: String? = nil, help: String
  ) -> Self {
    .integer(name, path, in: 1...65_536, unit: unit, help: help)
  }

  /// Units of consecutive layers; at least one layer if `isNeeded`.
  static func sizes(
    _ name: String, _ path: any SettingPath<Root, [Int]>, isNeeded: Bool = false, help: String
  ) -> Self {
    .list(name, path, in: 1...65_536, count: (isNeeded ? 1 : 0)...1000, help: help)
  }

  /// The hidden layers of an encoder, mirrored by its decoder.
  static func hidden(_ path: any SettingPath<Root, [Int]>, isNeeded: Bool = false) -> Self {
    .sizes(
      "hidden", path, isNeeded: isNeeded,
      help: "Units of the encoder's hidden layers, such as 128,64; the decoder has them in reverse.")
  }

  /// The dimension of the code.
  static func codeSize(_ path: any SettingPath<Root, Int>) -> Self {
    .size("code_size", path, help: "The dimension of the code.")
  }

  /// The factor of a term of the loss.
  static func weight(
    _ name: String, _ path: any SettingPath<Root, Double>, help: String, condition: String? = nil
  ) -> Self {
    .number(name, path, in: .notNegative, help: help, condition: condition)
  }
}
