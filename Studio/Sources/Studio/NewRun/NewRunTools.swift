/// What the pages for new runs share: opened images, and threads of their own.
final class NewRunTools: Sendable {
  /// The images of forms that are being filled.
  let images = RunImages()
  /// Opens images and traces models.
  let checks = ComputeQueue("checks", threads: 1, waiting: 128)
  /// Measures yardsticks, one after the other.
  let yardsticks = ComputeQueue("yardsticks", threads: 1, waiting: 8)
}
