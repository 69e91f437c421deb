public import Tensors

/// The maximum of each window: `[n, c, h, w]` to `[n, c, (h + 2 padding - window) / stride + 1, …]`, rounded
/// down, or up with `roundsUp`.
public struct MaxPool2d: Module {
  public let window: Int
  public let stride: Int
  /// Rows and columns of -∞ around the images, at most window / 2.
  public let padding: Int
  /// Whether the number of windows is rounded up: the last ones may reach beyond the image.
  public let roundsUp: Bool
  /// The name of the pool in error messages.
  public let name: String?

  /// Creates a max pool.
  ///
  /// - Parameters:
  ///   - window: Rows and columns of a window.
  ///   - stride: The distance between windows; the window by default.
  ///   - padding: Rows and columns of -∞ around the images, at most window / 2.
  ///   - roundsUp: Whether the number of windows is rounded up, as by PyTorch's `ceil_mode` and Keras' `same`.
  ///   - name: The name in error messages.
  public init(
    _ window: Int, stride: Int? = nil, padding: Int = 0, roundsUp: Bool = false, name: String? = nil
  ) {
    self.window = window
    self.stride = stride ?? window
    self.padding = padding
    self.roundsUp = roundsUp
    self.name = name
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { pool(x).values }

  /// The maxima with their positions, which an unpooling needs.
  public func pool(_ x: Tensor) -> MaxPooling {
    x.maxPooled(window: window, stride: stride, padding: padding, roundsUp: roundsUp, name: name)
  }
}
