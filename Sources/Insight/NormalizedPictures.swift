public import Autoencoders
import Diagnostics
public import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
public import Pictures
public import Tensors
import Training

/// Normalizes pictures as training does, for display.
public final class NormalizedPictures {
  private let program: any PreparedProgram
  private let result: TensorResult
  private let parameters: any DeviceVector
  private let image: ImageShape
  /// The values shown as black and white.
  private let range: ClosedRange<Float>
  private static let batchSize = 64

  /// Creates a normalization of pixels from 0 to 1.
  ///
  /// - Parameters:
  ///   - normalization: The kind of normalization.
  ///   - training: The images that provide the statistics; pictures must have their shape.
  ///   - executor: The executor that runs the normalization.
  /// - Throws: `ModelError` if the normalization cannot be computed; why an image cannot be read.
  public init(_ normalization: ImageNormalization, of training: ImageSubset, executor: any TensorExecutor) throws {
    image = training.images.shape
    range = normalization.range(of: PixelScaling.unit.range)
    let normalizer = ImageNormalizer(normalization, image: image)
    let table = ParameterTable(of: normalizer)
    let values = FlatVector(count: table.vectorCount)
    for (parameter, statistic) in try normalizer.values(from: ScaledImages(training, scaling: .unit)) {
      guard let range = table.range(of: parameter) else { fatalError("a statistic that is not in its table") }
      values.replace(range, by: statistic)
    }
    parameters = executor.makeVector(values)
    let graph = Graph(parameters: table)
    let pixels = graph.input("images", image.dimensions)
    result = TensorResult(1 * normalizer(pixels).normalize(pixels))
    program = executor.prepare(try Program(graph, tensors: [result]), capacity: Self.batchSize)
  }

  /// The normalized pictures, mapped to black and white.
  ///
  /// Black to white covers all possible values for a subtracted mean, otherwise three deviations either way.
  public func pictures(of pictures: [Picture]) throws -> [Picture] {
    require(pictures.allSatisfy { $0.shape == image }, "pictures of other shapes than \(image)")
    var shown: [Picture] = []
    for start in stride(from: 0, to: pictures.count, by: Self.batchSize) {
      let batch = pictures[start..<min(start + Self.batchSize, pictures.count)]
      let pixels = batch.flatMap { $0.bytePlanes.map { Float($0) / 255 } }
      pixels.withUnsafeBufferPointer { pixels in
        guard let base = pixels.baseAddress else { return }
        program.run(count: batch.count, feeds: ["images": .floats(base)], parameters: parameters, gradients: nil)
      }
      let extent = range.upperBound - range.lowerBound
      let normalized = HostNumbers.unscaled(
        program.values(of: result)[...], by: extent, plus: range.lowerBound)
      for place in 0..<batch.count {
        shown.append(
          Picture(planes: normalized[place * image.elements..<(place + 1) * image.elements], shape: image))
      }
    }
    return shown
  }
}
