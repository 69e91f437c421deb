import Diagnostics
public import ImageShapes
public import NeuralNetworks
public import Tensors

/// Principal component analysis: the best linear code of its size, computed from the training images at once.
///
/// z = W (x - mean) and x' = Wᵀ z + mean, with the orthonormal directions W in which the images vary most: what every
/// autoencoder should beat. Thirty components restore MNIST's test images with a squared error of 13.87 (Hinton and
/// Salakhutdinov, 2006). K. Pearson, 1901.
public struct PCA: Autoencoder {
  /// The size of the code.
  public struct Configuration: ModelConfiguration {
    public static let name = "PCA"
    public static let summary = "principal components, computed from the training images without training"
    public static let source = "Pearson, 1901; Hinton and Salakhutdinov, Science 313, 2006"
    public static let defaultImage = ImageShape(channels: 1, height: 28, width: 28)

    /// The components.
    public var codeSize = 30

    public var pixelRange: String { "0..1" }

    public var reconstructionLoss: ReconstructionLoss { ReconstructionLoss(.meanSquaredError) }

    public init() {}

    public func makeModel(for image: ImageShape, loss: ReconstructionLoss) throws -> any Autoencoder {
      try ModelError.check(size: codeSize, of: "code_size")
      guard codeSize <= image.elements else {
        throw ModelError(
          .badValue,
          Report(
            "there are more components than pixels", place: "code_size",
            expected: "at most \(image.elements) for images of \(image)", got: "\(codeSize)"))
      }
      try PrincipalComponents.check(pixels: image.elements)
      return PCA(image: image, self, loss: loss)
    }
  }

  /// The mean image, `[c h w]`.
  public let mean: Parameter
  /// W: the directions, the most telling first, `[30, c h w]`.
  public let components: Parameter
  public let reconstructionLoss: ReconstructionLoss
  private let image: ImageShape

  public init(image: ImageShape, _ configuration: Configuration = Configuration(), loss: ReconstructionLoss? = nil) {
    reconstructionLoss = loss ?? configuration.reconstructionLoss
    mean = Parameter([image.elements], .constant(0), role: .statistic)
    components = Parameter([configuration.codeSize, image.elements], .constant(0), role: .statistic)
    self.image = image
  }

  public func encode(_ images: Tensor) -> Tensor {  // [n, 30]
    let graph = images.graph
    return images.flattened().adding(bias: -graph.value(of: mean)).multiplied(byTransposed: graph.value(of: components))
  }
  public func decode(_ code: Tensor) -> DecoderOutput {  // [n, c, h, w]
    let graph = code.graph
    let pixels = code.multiplied(byTransposed: graph.value(of: components).transposed())
    return DecoderOutput(pixels.adding(bias: graph.value(of: mean)).reshaped(to: image.dimensions))
  }

  /// None: the components come from the images.
  public var stages: [TrainingStage] { [] }

  public func values(from images: any TrainingImages) throws -> [(parameter: Parameter, values: [Float])] {
    let found = try PrincipalComponents(of: images, count: components.dimensions[0])
    return [(mean, found.mean), (components, found.directions)]
  }
}
