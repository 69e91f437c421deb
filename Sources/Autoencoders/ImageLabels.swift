public import Tensors

/// The classes of the images of a batch, for models that need them.
public enum ImageLabels {
  /// The name of the program's input.
  public static let inputName = "labels"
}

extension Graph {
  /// The class of each image as an integer from 0, `[n, 1]`.
  public var labels: Tensor { input(ImageLabels.inputName, [1]) }
}
