import Foundation
import Hourglass
import Web

/// A field of the form of a new run, as JSON.
struct FieldDocument: Codable, Hashable, Sendable {
  /// The path in the run file, which is the field's name: `training.epochs`.
  var path: String
  /// The name as forms show it.
  var label: String
  /// What it does.
  var help: String
  /// What fits, in words.
  var expected: String
  /// What a number counts or measures.
  var unit: String?
  /// The value, or words for it, where none is given; nil where one must be.
  var `default`: String?
  /// The words that it may be; nil for other values.
  var choices: [String]?
  /// Whether a list of values makes a run with each.
  var is_swept: Bool

  init(_ field: RunForm.Field) {
    let setting = field.setting
    (path, label, help, is_swept) = (field.path, setting.label, setting.sentence, field.isSwept)
    (expected, unit) = (setting.expected, setting.unit)
    `default` = setting.placeholder
    choices = setting.words
  }
}

/// A model, an optimiser or a schedule with its settings, as JSON.
struct KindDocument: Codable, Hashable, Sendable {
  var name: String
  var summary: String
  var settings: [FieldDocument]

  init(_ kind: KindDescription, _ choice: RunForm.Choice) {
    (name, summary, settings) = (kind.name, kind.summary, choice.fields(of: kind).map(FieldDocument.init))
  }
}

/// Fields under a heading, as JSON.
struct GroupDocument: Codable, Hashable, Sendable {
  var title: String
  var fields: [FieldDocument]

  init(_ group: RunForm.Group) { (title, fields) = (group.title, group.fields.map(FieldDocument.init)) }
}

extension RunForm {
  /// The optimisers as JSON.
  static let optimizerDocuments = optimizers.kinds.map { KindDocument($0, optimizers) }
  /// The learning-rate schedules as JSON.
  static let scheduleDocuments = schedules.kinds.map { KindDocument($0, schedules) }
  /// The settings that stand under a heading, as JSON.
  static let groupDocuments = (training + data + [reading, augmentation, loss, start]).map(GroupDocument.init)
  /// What a run takes of the queue, as JSON.
  static let queueDocument = GroupDocument(queue)
  /// What trains a run, as JSON.
  static let deviceDocument = GroupDocument(device)
}

extension SettingDescription {
  /// The value or the words where none is given; nil where a value must be given.
  var placeholder: String? {
    if let defaultWords { return defaultWords.isEmpty ? nil : defaultWords }
    guard let value = defaultValue else { return nil }
    let text = value.typed
    return text.isEmpty ? "none" : text
  }

  /// The words of a choice or a flag; nil for other types.
  var words: [String]? {
    switch type {
    case .choice(let words): isOptional && defaultWords == nil ? words + ["none"] : words
    case .flag: ["true", "false"]
    default: nil
    }
  }

  /// What it does, and when it has an effect, with what fits where the type does not say it all.
  var sentence: String {
    let sentence = help.hasSuffix(".") ? String(help.dropLast()) : help
    let condition = condition.map { ", \($0.replacing("--", with: ""))" } ?? ""
    let isPlain = words != nil || type == .path || expected == "text"
    return sentence + condition + (isPlain ? "." : ": \(expected).")
  }
}
