import Foundation
import Hourglass

/// A network as text, checked as the command line checks its file.
enum NetworkText {
  /// The network and its plan for images of one shape; nil for the shape that the text names.
  ///
  /// - Throws: `NetworkError`, or `SettingError` for text that is not YAML.
  static func checked(
    _ text: String, file: String, image: ImageShape?
  ) throws -> (network: NetworkDescription, plan: NetworkPlan) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("network-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent(file).path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try NetworkDescription.checked(path: path, image: image)
  }

  /// The line that a problem's place names, and the problem without its file.
  static func located(_ problem: Report, in file: String) -> (line: Int?, problem: Report) {
    var problem = problem
    let parts = problem.place?.components(separatedBy: ", ") ?? []
    let first = parts.first ?? ""
    let isFile = first.contains("/\(file)") || first.hasPrefix("definition")
    guard isFile else { return (nil, problem) }
    let rest = parts.dropFirst().joined(separator: ", ")
    problem.place = rest.isEmpty ? nil : rest
    return (first.split(separator: ":").last.flatMap { Int($0) }, problem)
  }
}
