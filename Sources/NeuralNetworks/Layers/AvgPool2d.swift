public import Tensors

/// The mean of each window: `[n, c, h, w]` to `[n, c, (h + 2 padding - window) / stride + 1, …]`, rounded down.
public struct AvgPool2d: Module {
  public let window: Int
  public let stride: Int
  /// Rows and columns of zeros around the images, which count in the mean; at most window / 2.
  public let padding: Int

  /// Creates an average pool.
  ///
  /// - Parameters:
  ///   - window: Rows and columns of a window.
  ///   - stride: The distance between windows; the window by default.
  ///   - padding: Rows and columns of zeros around the images, at most window / 2.
  public init(_ window: Int, stride: Int? = nil, padding: Int = 0) {
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.averagePooled(window: window, stride: stride, padding: padding)
  }
}
