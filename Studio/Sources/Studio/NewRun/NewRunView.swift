import Hourglass
import Web

/// What the template of the form shows.
struct NewRunView {
  private let document: NewRunDocument
  private let root: String

  init(_ document: NewRunDocument, root: String) { (self.document, self.root) = (document, root) }

  /// Whether the form is filled from something that changes are marked against.
  private var isFilled: Bool { document.from != nil }

  var page: PageView {
    PageView(
      "New run", section: "runs",
      [
        "from": document.from ?? "", "is_filled": isFilled, "datasets": datasets,
        "has_datasets": !document.datasets.isEmpty,
        "presets": PresetCatalogue.all.map { ["name": $0.name, "summary": $0.summary] },
        "dataset_original": value("data.dataset") ?? "", "model_original": value("model.name") ?? "",
        "optimizer_original": value("optimizer.name") ?? "", "schedule_original": value("schedule.name") ?? "",
        "families": families, "model_kinds": kinds(RunForm.models),
        "is_network": value("source") == "network", "network_text": value("network.text") ?? Self.exampleNetwork,
        "is_lua": value("network.language") == "lua", "customizable": Self.customizable,
        "optimizers": options(RunForm.optimizers), "optimizer_kinds": kinds(RunForm.optimizers),
        "schedules": options(RunForm.schedules), "schedule_kinds": kinds(RunForm.schedules),
        "first": group(RunForm.training[0], isOpen: true), "groups": otherGroups, "starts": document.starts,
        "corruption": list(
          field("corruption", "Corruption", Self.corruptionHelp, Self.modelsOwn), Corruption.kindDescriptions,
          ["noun": "corruption", "default": Self.modelsOwn, "ordered": true]),
        "penalties": list(
          field("penalties", "Penalties", Self.penaltyHelp, "none"), ParameterPenalty.kindDescriptions,
          ["noun": "penalty", "suffix": "parameters"]),
        "penalty_settings": penalties.fields.map { field($0, prefix: "", isChosen: true) },
        "corruption_open": value("corruption") != nil || value("penalties") != nil
          || penalties.fields.contains { value($0.path) != nil },
        "compute": DeviceFields(document.devices, values: document.values)
          .view { field($0, prefix: "", isChosen: true) },
        "queue": queue, "schedule_fields": Self.scheduleFields, "max_runs": RunDraft.maxRuns,
      ])
  }

  private func value(_ path: String) -> String? { document.values[path] }

  // MARK: Choices

  private var datasets: [[String: Any]] {
    let chosen = value("data.dataset")
    // Several data sets may be of the same known one; a usable one comes first.
    let all = document.datasets
    let place =
      all.firstIndex { $0.reference == chosen && $0.state == "ready" } ?? all.firstIndex { $0.reference == chosen }
    var options: [[String: Any]] = all.enumerated().map { number, set in
      let state = set.state == "ready" ? "" : set.state == "making" ? " (being made)" : " (\(set.state))"
      return [
        "value": set.reference, "label": set.title + state + (set.id == nil ? " (by name)" : ""),
        "selected": number == place,
      ]
    }
    if let chosen, place == nil {
      options.append(["value": chosen, "label": chosen, "selected": true])
    }
    return options
  }

  private var families: [[String: Any]] {
    ModelCatalogue.families.map { family in
      [
        "title": family.title,
        "models": family.kinds.map { kind in
          ["name": kind.name, "summary": kind.summary, "selected": kind.name == value("model.name")]
        },
      ]
    }
  }

  /// The models that have a text to begin a network with.
  private static let customizable = ModelCatalogue.kinds.filter { $0 is any LayeredModel.Type }.map {
    ["name": $0.name]
  }

  private static let exampleNetwork = {
    // The data set says the shape.
    let text = (try? AE().network(for: AE.defaultImage)?.yaml) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("image: ") }.joined(separator: "\n")
  }()

  private func options(_ choice: RunForm.Choice) -> [[String: Any]] {
    let chosen = value("\(choice.section).name")
    return choice.kinds.map { kind in
      let isDefault = kind.name == choice.defaultName
      return [
        "value": isDefault ? "" : kind.name, "label": isDefault ? "\(kind.name) (default)" : kind.name,
        "summary": kind.summary, "selected": isDefault ? chosen == nil : kind.name == chosen,
      ]
    }
  }

  private func kinds(_ choice: RunForm.Choice) -> [[String: Any]] {
    let chosen = value("\(choice.section).name") ?? choice.defaultName
    return choice.kinds.map { kind in
      let published = choice.section == "model" ? try? ModelCatalogue.kind(named: kind.name) : nil
      return [
        "condition": "\(choice.section).name=\(kind.name)" + (kind.name == choice.defaultName ? "|" : ""),
        "is_chosen": kind.name == chosen, "summary": Self.summary(kind, of: choice), "source": published?.source ?? "",
        "has_source": published != nil,
        "has_fields": !kind.settings.isEmpty,
        "fields": choice.fields(of: kind).map { field($0, prefix: "\(kind.name)-", isChosen: kind.name == chosen) },
      ]
    }
  }

  /// What a kind is, in words; the formula of a schedule is of the learning rate that is chosen above it.
  private static func summary(_ kind: KindDescription, of choice: RunForm.Choice) -> String {
    guard choice.section == "schedule" else { return kind.summary }
    return kind.name == choice.defaultName
      ? "The learning rate stays as it is." : "Rate: \(kind.summary); lr is the learning rate above"
  }

  // MARK: Groups

  private var otherGroups: [[String: Any]] {
    (Array(RunForm.training.dropFirst()) + [RunForm.loss] + RunForm.data + [
      RunForm.augmentation, RunForm.reading, RunForm.start,
    ])
    .filter { $0.title != Self.penaltyGroup }.map { group($0, isOpen: false) }
  }

  /// The settings of training that stand among the penalties on parameters.
  private var penalties: RunForm.Group {
    RunForm.training.first { $0.title == Self.penaltyGroup } ?? RunForm.Group(title: Self.penaltyGroup, fields: [])
  }

  private static let penaltyGroup = "Penalties"

  private func group(_ group: RunForm.Group, isOpen: Bool) -> [String: Any] {
    let given = group.fields.count { value($0.path) != nil }
    return [
      "title": group.title, "open": isOpen || given > 0, "given": given, "has_given": given > 0,
      "fields": group.fields.map { field($0, prefix: "", isChosen: true) },
    ]
  }

  /// Processes and threads, which share the slots.
  private var queue: [String: Any] {
    var view = group(RunForm.queue, isOpen: false)
    view["fields"] = RunForm.queue.fields.map { declared in
      var field = self.field(declared, prefix: "", isChosen: true)
      // Not the range that the declaration allows on any machine.
      let slots = Figures.count(document.slots, "slot")
      if declared.path == "processes" {
        let help = declared.setting.help.dropLast()
        field["help"] = "\(help): 1 to \(document.slots), and with their threads at most \(slots)."
      } else {
        field["help"] = declared.setting.help
      }
      return field
    }
    return view
  }

  // MARK: Fields

  /// - Parameters:
  ///   - field: The field.
  ///   - prefix: Makes its id unique where several kinds have such a field.
  ///   - isChosen: Whether its kind is the one that the form is filled with.
  private func field(_ field: RunForm.Field, prefix: String, isChosen: Bool) -> [String: Any] {
    let given = isChosen ? value(field.path) : nil
    let setting = field.setting
    var view = self.field(field.path, setting.label, setting.sentence, setting.placeholder ?? "required")
    view["id"] = "\(prefix)\(field.path)".map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    view["unit"] = setting.unit ?? ""
    view["has_unit"] = setting.unit.map { !setting.label.lowercased().contains($0) } ?? false
    view["value"] = given ?? ""
    view["has_original"] = isFilled && isChosen
    view["list"] = field.path == "start.from"
    guard let words = setting.words else { return view }
    view["has_choices"] = true
    view["choices"] =
      [["value": "", "label": "\(setting.placeholder ?? "none") (default)", "selected": given == nil]]
      + words.map { ["value": $0, "label": $0, "selected": $0 == given] as [String: Any] }
    if let given, !words.contains(given) {
      // A list, which a sweep gives.
      view["has_choices"] = false
    }
    return view
  }

  private func field(_ path: String, _ label: String, _ help: String, _ placeholder: String) -> [String: Any] {
    [
      "path": path, "id": path.replacing(".", with: "-"), "label": label, "help": help, "placeholder": placeholder,
      "value": value(path) ?? "", "has_original": isFilled, "has_choices": false, "has_unit": false, "list": false,
    ]
  }

  // MARK: Corruptions and penalties

  private static let modelsOwn = "the model’s"
  private static let corruptionHelp =
    "The corruption of the images that the network sees, such as gaussian=0.5,clip=true; several joined by +, or none."
  private static let penaltyHelp =
    "Penalties on parameters, such as l2=1e-4 or l1=1e-5:encoder; several joined by +."

  /// The field `field` as a list of entries of `kinds`.
  private func list(
    _ field: [String: Any], _ kinds: [KindDescription], _ more: [String: Any]
  ) -> [String: Any] {
    var view = field.merging(more) { $1 }
    view["kinds"] = kinds.map { kind in
      [
        "name": kind.name, "names": ([kind.name] + kind.aliases).joined(separator: " "), "summary": kind.summary,
        "fields": kind.settings.map { setting -> [String: Any] in
          var field = self.field(
            RunForm.Field(path: setting.name, setting: setting, isSwept: false), prefix: "", isChosen: false)
          field["setting"] = setting.name
          field["is_layer"] = setting.name == "parameters"
          return field
        },
      ]
    }
    return view
  }

  /// The names of the controls that change the learning rate.
  private static let scheduleFields = {
    let kinds = [RunForm.optimizers, RunForm.schedules]
    let settings = kinds.flatMap { choice in
      ["\(choice.section).name"] + choice.kinds.flatMap { choice.fields(of: $0).map(\.path) }
    }
    return (["training.epochs"] + settings.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }).joined(
      separator: " ")
  }()
}
