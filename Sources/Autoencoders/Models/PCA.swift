import Diagnostics
public import ImageShapes
public import NeuralNetworks
public import Settings
import Statistics
import Tensors

/// Principal component analysis: the optimal linear code of its dimension, computed directly from the training images.
///
/// z = W (x - mean) and x' = Wᵀ z + mean, with the principal components W; the baseline of every autoencoder. Thirty
/// components reconstruct MNIST's test images with a squared error of 13.87 (Hinton and Salakhutdinov, 2006). K.
/// Pearson, 1901.
public struct PCA: ModelConfiguration {
  public static let name = "PCA"
  public static let summary = "principal components, computed from the training images without training"
  public static let source = "Pearson, 1901; Hinton and Salakhutdinov, Science 313, 2006"
  public static let objective = ModelObjective(
    "The squared error of the best linear code of its dimension, computed without training: the rows of W are the "
      + "principal components, m is the mean image.",
    "min ‖x − x′‖² over all W", "z = W (x − m),  x′ = Wᵀ z + m")
  public static let settings: [Setting<Self>] = [
    .size("code_size", \.codeSize, help: "Components, at most the pixels.")
  ]

  public var codeSize = 30

  public init() {}

  public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

  public func check(_ image: ImageShape) throws(ModelError) {
    guard codeSize <= image.elements else {
      throw ModelError(
        .badValue,
        Report(
          "there are more components than pixels", place: "code_size",
          expected: "at most \(image.elements) for images of \(image)", got: "\(codeSize)"))
    }
    try statistically { () throws(StatisticsError) in try Covariance.check(size: image.elements) }
  }

  public func build(for image: ImageShape, loss: ReconstructionLoss) -> any Autoencoder {
    Network(
      image: image, mean: Parameter([image.elements], .constant(0), role: .statistic),
      components: Parameter([codeSize, image.elements], .constant(0), role: .statistic), reconstructionLoss: loss)
  }

  struct Network: Autoencoder {
    let image: ImageShape
    /// The mean image, `[c h w]`.
    let mean: Parameter
    /// W, by descending variance, `[30, c h w]`.
    let components: Parameter
    let reconstructionLoss: ReconstructionLoss

    func encode(_ images: Tensor) -> Tensor {  // [n, 30]
      let graph = images.graph
      return images.flattened().adding(bias: -graph.value(of: mean))
        .multiplied(byTransposed: graph.value(of: components))
    }
    func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
      let graph = code.graph
      let pixels = code.multiplied(byTransposed: graph.value(of: components).transposed())
      return DecoderOutput(pixels.adding(bias: graph.value(of: mean)).reshaped(to: image.dimensions))
    }

    /// None: the components come from the images.
    var stages: [TrainingStage] { [] }

    func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])] {
      let count = components.dimensions[0]
      guard count <= images.count else {
        throw ModelError(
          .badValue,
          Report(
            "there are more components than training images", place: "code_size", expected: "at most \(images.count)",
            got: "\(count)"))
      }
      let found = try images.principalComponents(count)
      return [(mean, found.mean), (components, found.directions)]
    }
  }
}

extension TrainingImages {
  /// The first `count` principal components.
  ///
  /// Images half as many as pixels, or fewer, are decomposed in memory, where the work grows with their number instead of
  /// that of the pixels; they take no more memory than the covariance would.
  fileprivate func principalComponents(_ count: Int) throws -> PrincipalComponents {
    guard 2 * self.count <= shape.elements else {
      let covariance = try covariance()
      return try statistically { () throws(StatisticsError) in try PrincipalComponents(of: covariance, count: count) }
    }
    var pixels: [Float] = []
    pixels.reserveCapacity(self.count * shape.elements)
    try forEachBatch { images, _ in pixels += images }
    let size = shape.elements
    return try statistically { () throws(StatisticsError) in
      try PrincipalComponents(of: pixels, size: size, count: count)
    }
  }
}
