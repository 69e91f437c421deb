import Foundation

extension RunDraft {
  /// The run file: what is given, and nothing else; lists for a sweep.
  var runFile: String {
    if let wholeFile { return wholeFile }
    return sections.map { section in
      if let whole = section.settings.first, whole.name.isEmpty {
        return "\(section.name): \(Self.whole(whole.values[0]))\n"
      }
      let lines = section.settings.map { setting in
        let values = setting.values.map(Self.scalar)
        if setting.isSweep { return "  \(setting.name): [\(values.joined(separator: ", "))]" }
        guard setting.values[0].contains("\n") else { return "  \(setting.name): \(values[0])" }
        return "  \(setting.name): \(Self.block(setting.values[0]))"
      }
      return "\(section.name):\n\(lines.joined(separator: "\n"))\n"
    }.joined()
  }

  /// How many runs the lists make.
  var combinations: Int {
    sections.flatMap(\.settings).reduce(devices.requests.count * processes.counts.count) { count, setting in
      setting.isSweep ? min(count * setting.values.count, Int(Int32.max)) : count
    }
  }

  /// A section that is one value: JSON is YAML, text is quoted where it must be.
  private static func whole(_ text: String) -> String {
    text.hasPrefix("[") || text.hasPrefix("{") ? text : scalar(text)
  }

  /// A value on one line, quoted unless every reader of YAML takes it as it is.
  static func scalar(_ text: String) -> String {
    let isPlain =
      text.wholeMatch(of: /[A-Za-z0-9_.\/+\-](?:[A-Za-z0-9_.\/+\-=%,() ]*[A-Za-z0-9_.\/+\-=%)])?/) != nil
      && !text.hasPrefix("- ") && text != "-" && !["null", "Null", "NULL"].contains(text) && !text.contains(",")
    guard !isPlain else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        || [0x2028, 0x2029, 0xFEFF].contains(scalar.value):
        quoted += "\\u" + String(format: "%04x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Text of several lines, as it is; quoted where a block would change it.
  private static func block(_ text: String) -> String {
    let text = text.replacing("\r\n", with: "\n")
    let isPlain = text.unicodeScalars.allSatisfy {
      $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0xFEFF
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard isPlain, let first = lines.first(where: { !$0.isEmpty }), !first.hasPrefix(" ") else { return scalar(text) }
    let body = lines.dropLast(lines.last == "" ? 1 : 0).map { $0.isEmpty ? "" : "    \($0)" }
    return "|\n" + body.joined(separator: "\n")
  }
}
