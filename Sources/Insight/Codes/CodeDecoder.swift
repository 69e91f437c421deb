public import Autoencoders
import Diagnostics
public import ImageShapes
public import Tensors

/// Decodes codes, drawn or computed, to images.
public final class CodeDecoder {
  /// The dimension of a code.
  public let codeSize: Int
  private let program: any PreparedProgram
  private let reconstruction: TensorResult
  private let needsLabels: Bool
  private let scaling: PixelScaling

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - scaling: The pixel range of its training.
  ///   - batchSize: The maximum number of codes at a time.
  ///   - executor: The executor that runs the model.
  /// - Throws: `ModelError` for a model whose decoder needs more of an image than its embedding.
  public init(
    _ model: TracedModel, scaling: PixelScaling, batchSize: Int = 64, executor: any TensorExecutor
  ) throws {
    let (program, codeSize, reconstruction) = try model.decoding()
    self.program = executor.prepare(program, capacity: batchSize)
    needsLabels = program.inputNames.contains(ImageLabels.inputName)
    (self.codeSize, self.reconstruction, self.scaling) = (codeSize, reconstruction, scaling)
  }

  /// The images of `codes`, `[n, codeSize]`: `[n, c, h, w]`, from 0 for black to 1 for white; values may lie outside.
  ///
  /// - Parameters:
  ///   - codes: As many numbers as `codeSize` for each image.
  ///   - labels: The class of each image, for a model of classes; 0 by default.
  ///   - parameters: A vector of the executor.
  public func decode(_ codes: [Float], labels: [Int32]? = nil, parameters: any DeviceVector) -> [Float] {
    require(codes.count.isMultiple(of: codeSize), "\(codes.count) numbers are not codes of \(codeSize)")
    let count = codes.count / codeSize
    let classes = labels?.map { Float($0) } ?? [Float](repeating: 0, count: count)
    let elements = reconstruction.shape.count
    let (factor, summand) = scaling.toPixel
    return [Float](unsafeUninitializedCapacity: count * elements) { pixels, initialized in
      codes.withUnsafeBufferPointer { codes in
        classes.withUnsafeBufferPointer { classes in
          guard let code = codes.baseAddress, let label = classes.baseAddress else { return }
          for first in stride(from: 0, to: count, by: program.capacity) {
            let images = min(program.capacity, count - first)
            var feeds = [TracedModel.codeInputName: Feed.floats(code + first * codeSize)]
            if needsLabels { feeds[ImageLabels.inputName] = .floats(label + first) }
            program.run(count: images, feeds: feeds, parameters: parameters, gradients: nil)
            program.read(
              reconstruction, factor: factor, summand: summand,
              into: UnsafeMutableBufferPointer(rebasing: pixels[first * elements..<(first + images) * elements]))
          }
        }
      }
      initialized = count * elements
    }
  }
}
