import Hourglass
import Jobs

/// What the form of a new run shows of devices: the fields of ``RunForm/device`` with what the machine has.
struct DeviceFields {
  private let document: DevicesDocument
  private let values: [String: String]

  /// - Parameters:
  ///   - document: The devices.
  ///   - values: The values that the form begins with, by field.
  init(_ document: DevicesDocument, values: [String: String]) { (self.document, self.values) = (document, values) }

  /// The fields of the template.
  ///
  /// - Parameter field: The view of a field, whose choices are those of its declaration.
  func view(_ field: (RunForm.Field) -> [String: Any]) -> [String: Any] {
    let given = RunForm.device.fields.count { values[$0.path] != nil }
    var view: [String: Any] = [
      "title": RunForm.device.title, "given": given, "has_given": given > 0, "install": Self.install(document),
      "is_looking": document.is_looking, "is_open": given > 0 || !document.devices.isEmpty,
    ]
    guard !document.devices.isEmpty || given > 0 else { return view }
    view["has_devices"] = true
    var fields: [String: [String: Any]] = [:]
    for declared in RunForm.device.fields { fields[declared.path] = field(declared) }
    // The choices say what fits.
    let help = RunForm.device.fields[0].setting.help
    view["device"] = (fields["device"] ?? [:]).merging(["has_choices": true, "choices": devices, "help": help]) { $1 }
    view["precisions"] = precisions(fields["precision"] ?? [:])
    let gpus = document.devices.filter(\.is_gpu)
    if !gpus.isEmpty {
      view["deterministic"] =
        [
          "condition": Self.condition(names(gpus)), "is_chosen": isChosen(gpus),
          "field": fields["deterministic"] ?? [:],
        ]
        as [String: Any]
    }
    return view
  }

  /// The processor, each device, kinds of several, and `auto`.
  private var devices: [[String: Any]] {
    let chosen = values["device"]
    var options = [("", "\(DeviceRequest.processor): the processor (default)")]
    options += document.devices.map { device in
      let memory = device.memory_bytes.map { ", \(Figures.bytes($0))" } ?? ""
      return (device.name, "\(device.name): \(device.title)\(memory)")
    }
    let kinds = Dictionary(grouping: document.devices, by: \.kind).filter { $0.value.count > 1 }
    options += kinds.sorted { $0.key < $1.key }.map { kind, all in
      (kind, "\(kind): the first of \(Figures.count(all.count)) that is free")
    }
    options.append((DeviceRequest.automatic, "\(DeviceRequest.automatic): what a measurement finds faster"))
    if let chosen, !options.contains(where: { $0.0 == chosen }) { options.append((chosen, "\(chosen) (not found)")) }
    return options.map { value, label in ["value": value, "label": label, "selected": value == (chosen ?? "")] }
  }

  /// A field for the devices of each choice of precisions.
  private func precisions(_ field: [String: Any]) -> [[String: Any]] {
    let groups = Dictionary(grouping: document.devices) { $0.precisions }.filter { $0.key.count > 1 }
    return groups.sorted { $0.key.joined() < $1.key.joined() }.enumerated().map { place, group in
      let chosen = values["precision"]
      let words = group.key.dropFirst()
      let choices: [[String: Any]] =
        [["value": "", "label": "\(group.key[0]) (default)", "selected": !words.contains(chosen ?? "")]]
        + words.map { ["value": $0, "label": $0, "selected": $0 == chosen] }
      let fields: [String: Any] = ["id": "precision-\(place)", "has_choices": true, "choices": choices]
      return [
        "condition": Self.condition(names(group.value)), "is_chosen": isChosen(group.value),
        "field": field.merging(fields) { $1 },
      ]
    }
  }

  /// The names that may ask for one of `devices`.
  private func names(_ devices: [DevicesDocument.Device]) -> [String] {
    devices.map(\.name) + Set(devices.map(\.kind)).sorted()
      + (devices.contains(where: \.is_measured) ? [DeviceRequest.automatic] : [])
  }

  private func isChosen(_ devices: [DevicesDocument.Device]) -> Bool {
    values["device"].map { names(devices).contains($0) } ?? false
  }

  private static func condition(_ names: [String]) -> String { "device=\(names.joined(separator: "|"))" }

  /// The commands that install a plugin; empty where there is a device.
  static func install(_ document: DevicesDocument) -> [[String: Any]] {
    document.packages.enumerated().map { place, package in
      ["command": place == 0 ? "hourglass device install \(package)" : package, "is_first": place == 0]
    }
  }
}

extension StudioServer {
  /// What the page of jobs shows of devices.
  static func deviceFields(_ document: DevicesDocument) -> [String: Any] {
    var fields: [String: Any] = [
      "install": DeviceFields.install(document), "problems": document.problems, "is_looking": document.is_looking,
      "all": document.devices.map { device -> [String: Any] in
        var row: [String: Any] = [
          "name": device.name, "title": device.title,
          "memory": device.memory_bytes.map { Figures.bytes($0) } ?? Figures.nothing,
        ]
        if let url = device.url { row["job"] = ["url": url, "name": device.job_name ?? ""] }
        return row
      },
    ]
    if !document.devices.isEmpty { fields["has_devices"] = true }
    return fields
  }
}
