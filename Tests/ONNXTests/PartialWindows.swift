import Autoencoders
import ImageShapes

/// Networks whose last windows of a pool lie partly beyond the image, or whose windows leave its last rows out.
enum PartialWindows {
  private static let image = ImageShape(channels: 2, height: 8, width: 7)

  /// Each network by its name; those that unpool have no decoder of codes alone.
  static let networks: [(name: String, pool: String, isUnpooled: Bool)] =
    [(2, 2, 0), (3, 2, 0), (3, 3, 1), (4, 3, 2), (2, 3, 0)].flatMap { window, stride, padding in
      let windows = "window: \(window), stride: \(stride), padding: \(padding)"
      return [
        ("max \(windows)".asName, "max-pool: {\(windows), ceil-mode: true}", false),
        ("unpooled \(windows)".asName, "max-pool: {\(windows), ceil-mode: true, name: pool}", true),
        ("average \(windows)".asName, "average-pool: {\(windows)}", false),
      ]
    }

  static func model(_ pool: String, isUnpooled: Bool) throws -> TracedModel {
    let decoder =
      isUnpooled
      ? ["unpool: {pool: pool}", "conv: {filters: image, kernel: 3, padding: 1}"]
      : ["flatten", "linear: {units: image}", "reshape: {to: image}"]
    let text = """
      name: Net
      encoder:
        - conv: {filters: 3, kernel: 3, padding: 1, activation: tanh}
        - \(pool)
        - conv: {filters: 3, kernel: 1, activation: tanh}
      decoder:
        - \(decoder.joined(separator: "\n  - "))
      """
    return try TracedModel(
      LayeredAutoencoder(NetworkDescription(yaml: text, file: "net.yaml"), image: image), image: image)
  }
}

extension String {
  /// The text without the signs that a file's name or a Python identifier has not.
  fileprivate var asName: String { replacing(":", with: "").replacing(",", with: "") }
}
