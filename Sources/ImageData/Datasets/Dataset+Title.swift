internal import Foundation

extension Dataset {
  /// The name as people write it: `Fashion-MNIST`; of a path, its last component without an ending.
  public var title: String {
    if let known = DatasetCatalogue.standard.known.first(where: { $0.name == name }) { return known.title }
    // `.` and `..` have names too.
    let component = URL(fileURLWithPath: name).standardizedFileURL.lastPathComponent
    return component.split(separator: ".").first.map(String.init) ?? component
  }
}
