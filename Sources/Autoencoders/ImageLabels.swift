public import Tensors

/// The classes of the images of a batch, for models that are told them.
public enum ImageLabels {
  /// What the input of a program is called.
  public static let inputName = "labels"
}

extension Graph {
  /// The class of each image as a number from 0, `[n, 1]`.
  public var labels: Tensor { input(ImageLabels.inputName, [1]) }
}
