import Settings

extension YAMLSection {
  /// All fields but `names`, each as what it looks like.
  func scalars(except names: [String]) throws(SettingError) -> [String: SettingValue] {
    var fields: [String: SettingValue] = [:]
    for name in self.names where !names.contains(name) {
      guard let value = try single(name) else { continue }
      guard case .text(let text) = value else {
        fields[name] = value
        continue
      }
      if let whole = Int(text) {
        fields[name] = .integer(Int128(whole))
      } else if let number = Double(text) {
        fields[name] = .number(number)
      } else if let flag = Bool(text) {
        fields[name] = .flag(flag)
      } else {
        fields[name] = .text(text)
      }
    }
    return fields
  }
}
