import Autoencoders
import Settings
import Testing

/// A published model with other values of its settings.
struct ModelVariant: Sendable, CustomTestStringConvertible {
  let model: any ModelConfiguration

  var testDescription: String {
    let changed = model.changedSettings.map { "\($0.name)=\($0.value)" }
    return ([type(of: model).name] + changed).joined(separator: " ")
  }

  /// The published model, and for every setting models with each of several other values of it.
  ///
  /// - Parameter isSmall: Whether layers have at most twelve units or filters besides.
  static func all(of kind: any ModelConfiguration.Type, isSmall: Bool) throws -> [ModelVariant] {
    let base = isSmall ? try smallSettings(of: kind) : [:]
    var variants = [ModelVariant(model: try kind.init(base))]
    for setting in kind.settingDescriptions {
      for value in others(setting, than: base[setting.name] ?? setting.defaultValue ?? .none) {
        var values = base
        values[setting.name] = value
        variants.append(ModelVariant(model: try kind.init(values)))
      }
    }
    return variants
  }

  /// Settings for layers of at most twelve units or filters.
  static func smallSettings(of kind: any ModelConfiguration.Type) throws -> [String: SettingValue] {
    var values: [String: SettingValue] = [:]
    for setting in kind.settingDescriptions {
      if let size = setting.defaultValue?.integer(as: Int.self), size > 12, case .integer = setting.type {
        values[setting.name] = setting.name == "k" ? 5 : 12
      } else if let sizes = setting.defaultValue?.list {
        values[setting.name] = .list(sizes.indices.map { .integer(Int128(9 - $0)) })
      }
    }
    return values
  }

  /// Values that fit `setting` besides `value`.
  private static func others(_ setting: SettingDescription, than value: SettingValue) -> [SettingValue] {
    let candidates: [SettingValue] =
      switch setting.type {
      case .flag: [true, false]
      case .choice(let words): words.map { .text($0) }
      case .integer(let range): [.integer(range.lowerBound), .integer((value.integer(as: Int128.self) ?? 0) + 1), 3]
      case .number(let range):
        [range.lower, range.upper.map { min($0, 1000) }, (value.number ?? 1) / 2, 0.3].compactMap {
          $0.map { .number($0) }
        }
      case .list(_, let count, _):
        [[], [7], [6, 5, 4]].filter { count.contains(($0 as SettingValue).list?.count ?? 0) }
      case .text, .path, .json: []
      }
    return candidates.filter { candidate in
      candidate != value && (try? setting.value(candidate)) != nil
    }
  }
}
