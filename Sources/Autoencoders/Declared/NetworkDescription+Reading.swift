import Diagnostics
import Files
import ImageShapes
import NeuralNetworks
import Settings

extension NetworkDescription {
  /// Reads the network of the model file at `path`.
  /// - Throws: ``NetworkError`` with everything that cannot be read.
  public init(path: String) throws(NetworkError) {
    let problems = Problems(file: path)
    try self.init(contentsOf: path, problems)
    guard problems.isEmpty else { throw problems.error(.unreadable) }
  }

  /// Reads the network of `text`, from the file `file`.
  /// - Throws: ``NetworkError`` with everything that cannot be read.
  public init(yaml text: String, file: String) throws(NetworkError) {
    let problems = Problems(file: file)
    try self.init(yaml: text, problems)
    guard problems.isEmpty else { throw problems.error(.unreadable) }
  }

  /// Reads the network of `text` that a run holds, where quotes of numbers and flags are ignored; `file` names it in errors.
  /// - Throws: ``NetworkError`` with everything that cannot be read.
  init(stored text: String, file: String) throws(NetworkError) {
    let problems = Problems(file: file)
    try self.init(problems) { () throws(SettingError) in try YAMLValue(stored: text, path: file) }
    guard problems.isEmpty else { throw problems.error(.unreadable) }
  }

  /// Reads the file at `path` as far as possible; adds problems to `problems`.
  init(contentsOf path: String, _ problems: Problems) throws(NetworkError) {
    try self.init(yaml: Self.text(ofFile: path), problems)
  }

  /// The maximum length of a model file in bytes.
  private static let maximumLength = 1 << 20

  /// The text of the model file at `path`; bytes of a Torch listing that are not UTF-8 are replaced.
  package static func text(ofFile path: String) throws(NetworkError) -> String {
    let text: String?
    do {
      text = try InputFile(path, expected: "a YAML file or a Torch listing").withBytes(limit: maximumLength) { bytes in
        isTorch(path) ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
      }
    } catch {
      throw NetworkError(.unreadable, [(error as? InputFileError)?.report ?? Report("\(error)", place: path)])
    }
    guard let text else {
      throw NetworkError(
        .unreadable, [Report("the model file is not text", place: path, expected: "UTF-8", cure: "save it as UTF-8")])
    }
    return text
  }

  /// Reads `text` as far as possible; adds problems to `problems`.
  ///
  /// - Throws: ``NetworkError`` for text that is not YAML or has no fields.
  init(yaml text: String, _ problems: Problems) throws(NetworkError) {
    try self.init(problems) { () throws(SettingError) in try YAMLValue(yaml: text, path: problems.file) }
  }

  private init(_ problems: Problems, _ read: () throws(SettingError) -> YAMLValue?) throws(NetworkError) {
    let value: YAMLValue?
    do throws(SettingError) {
      value = try read()
    } catch {
      throw NetworkError(.unreadable, [error.report], lines: [error.line])
    }
    guard let fields = value?.fields else {
      throw NetworkError(
        .unreadable,
        [Report("the model file has no fields", place: problems.file, expected: "name, encoder and decoder")])
    }
    self.init(fields, problems)
    file = problems.file
  }

  private static let fieldNames = [
    "name", "image", "pixels", "encoder", "decoder", "loss", "penalties", "corruption",
  ]

  /// Reads `fields` as far as possible; adds problems to `problems`.
  init(_ fields: [YAMLValue.Field], _ problems: Problems) {
    for field in fields where !Self.fieldNames.contains(field.name) {
      problems.add(
        Report("no such field", got: field.name, cure: knownNames(Self.fieldNames, insteadOf: field.name)),
        line: field.line)
    }
    let given = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    self.init(
      name: Self.name(given["name"], problems), image: Self.image(given["image"], problems),
      encoder: Self.layers(given["encoder"], "encoder", problems),
      decoder: Self.layers(given["decoder"], "decoder", problems),
      loss: Self.numbers(given["loss"], "loss", in: 0...1e9, problems),
      penalties: Self.penalties(given["penalties"], problems))
    pixels = Self.pixels(given["pixels"], problems)
    corruption = Self.corruption(given["corruption"], problems)
    lossLine = fields.first { $0.name == "loss" }?.line
    let known = ReconstructionLoss.Kind.allCases.map(\.rawValue)
    let unknown = loss.keys.filter { !known.contains($0) }.sorted()
    for name in unknown {
      problems.add(
        Report("no such loss", place: "loss", got: name, cure: knownNames(known, insteadOf: name)), line: lossLine)
    }
    guard unknown.isEmpty else { return }
    do throws(LossError) {
      _ = try reconstructionLoss()
    } catch {
      problems.add(error.report, line: lossLine)
    }
  }

  private static func corruption(_ value: YAMLValue?, _ problems: Problems) -> Corruption {
    guard let value else { return .none }
    do throws(SettingError) {
      if let text = value.scalar { return try Corruption(text) }
      var corruptions: [Corruption] = []
      for entry in value.list ?? [value] {
        let fields = (entry.fields ?? []).map { ($0.name, $0.value.scalar == nil ? "" : SettingValue($0.value)) }
        corruptions.append(try Corruption(fields: Dictionary(fields) { first, _ in first }))
      }
      return Corruption(corruptions)
    } catch {
      problems.add(error.report, line: value.line)
      return .none
    }
  }

  private static func pixels(_ value: YAMLValue?, _ problems: Problems) -> PixelScaling? {
    guard let value else { return nil }
    guard let scaling = value.scalar.flatMap(PixelScaling.init(rawValue:)) else {
      problems.add(
        Report(
          "no such range of pixels", place: "pixels", got: value.scalar ?? "several values",
          cure: knownNames(PixelScaling.allCases.map(\.rawValue), insteadOf: value.scalar ?? "")), line: value.line)
      return nil
    }
    return scaling
  }

  private static func name(_ value: YAMLValue?, _ problems: Problems) -> String {
    guard let name = value?.scalar, !name.isEmpty else {
      problems.add(Report("the network has no name", cure: "add name: …"), line: value?.line)
      return ""
    }
    guard name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }), !name.hasPrefix(".") else {
      problems.add(
        Report("the network's name cannot name a folder", expected: "letters, digits, - and _", got: name),
        line: value?.line)
      return ""
    }
    return name
  }

  private static func image(_ value: YAMLValue?, _ problems: Problems) -> ImageShape? {
    guard let value else { return nil }
    let expected = "[channels, height, width]"
    let list = value.list ?? []
    let numbers = list.compactMap { $0.scalar.flatMap { Int($0) } }
    guard numbers.count == 3, list.count == 3, numbers.allSatisfy({ (1...65_536).contains($0) }) else {
      problems.add(
        Report(
          "the image shape cannot be read", place: "image", expected: expected, got: value.scalar ?? "other values"),
        line: value.line)
      return nil
    }
    guard !list.contains(where: \.isQuoted) else {
      let text = list.map(\.written).joined(separator: ", ")
      problems.add(Report(quoted: "[\(text)]", place: "image", expected: expected), line: value.line)
      return nil
    }
    return ImageShape(channels: numbers[0], height: numbers[1], width: numbers[2])
  }

  private static func numbers(
    _ value: YAMLValue?, _ name: String, in range: ClosedRange<Double>, _ problems: Problems
  ) -> [String: Double] {
    guard let value else { return [:] }
    if let word = value.scalar, !word.isEmpty { return [word: 1] }
    guard let fields = value.fields else {
      problems.add(
        Report("a field has a value that does not fit", place: name, expected: "names with numbers"), line: value.line)
      return [:]
    }
    var numbers: [String: Double] = [:]
    for field in fields {
      let (place, expected) = ("\(name), \(field.name)", "a number from 0")
      guard let number = field.value.scalar.flatMap({ Double($0) }), range.contains(number) else {
        problems.add(
          Report(
            "a field has a value that does not fit", place: place, expected: expected, got: field.value.written),
          line: field.line)
        continue
      }
      guard !field.value.isQuoted else {
        problems.add(Report(quoted: field.value.written, place: place, expected: expected), line: field.line)
        continue
      }
      numbers[field.name] = number
    }
    return numbers
  }

  private static func penalties(_ value: YAMLValue?, _ problems: Problems) -> CodePenalties {
    var penalties = CodePenalties()
    guard let value else { return penalties }
    guard let fields = value.fields else {
      problems.add(
        Report("a field has a value that does not fit", place: "penalties", expected: "names with weights"),
        line: value.line)
      return penalties
    }
    penalties.set(fields.map(ModelFileField.init), of: "penalties", line: value.line, problems)
    return penalties
  }

  private static func layers(_ value: YAMLValue?, _ part: String, _ problems: Problems) -> [LayerDescription] {
    guard let items = value?.list, !items.isEmpty else {
      problems.add(Report("the network has no \(part)", cure: "add \(part): and a list of layers"), line: value?.line)
      return []
    }
    return LayerList.read(items, problems)
  }
}
