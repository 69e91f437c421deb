public import Autoencoders
public import ImageData
public import ImageShapes
public import Tensors
import Training

/// Computes what each layer of a trained model makes of an image.
public final class LayerInspector {
  private let model: TracedModel
  private let outputs: [LayerOutput]
  private let program: any PreparedProgram
  private let scaling: PixelScaling

  /// Creates an inspector.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - layers: The names of the layers and functions to compute; nil for all.
  ///   - scaling: The pixel range of its training.
  ///   - executor: The executor that runs the model.
  /// - Throws: `LayerError` for an unknown name.
  public init(
    _ model: TracedModel, layers: [String]? = nil, scaling: PixelScaling, executor: any TensorExecutor
  ) throws {
    let (program, outputs) = try model.layerOutputs(named: layers)
    self.program = executor.prepare(program, capacity: 1)
    (self.model, self.outputs, self.scaling) = (model, outputs, scaling)
  }

  /// The layers as the first image of `images` passes through them, in order.
  ///
  /// - Parameters:
  ///   - images: At least one image of the model's shape.
  ///   - parameters: A vector of the executor.
  ///   - weights: The result of ``weights(_:)`` for the same parameters; nil to measure them again.
  /// - Throws: why the image cannot be read; `RunError` for an image that the model cannot take.
  public func inspect(
    _ images: ImageSubset, parameters: any DeviceVector, weights: [[ParameterInspection]]? = nil
  ) throws -> [LayerInspection] {
    try model.check(images)
    guard let batch = try ImageFeed(images, batchSize: 1).next() else { return [] }
    program.run(batch, scaling: scaling, parameters: parameters, gradients: nil, at: .evaluation(of: batch.images))
    return zip(outputs, weights ?? self.weights(parameters)).map { output, weights in
      let values = program.values(of: output.values)
      return LayerInspection(
        name: output.name, operation: output.operation, dimensions: output.dimensions,
        activations: ValueStatistics(of: values), parameters: weights,
        isInReconstruction: output.isInReconstruction, values: values)
    }
  }

  /// The parameters of each layer, in the layers' order; no image changes them.
  ///
  /// `parameters` is a vector of the executor.
  public func weights(_ parameters: any DeviceVector) -> [[ParameterInspection]] {
    let flat = parameters.hostCopy()
    return outputs.map { output in
      model.parameters.filter { $0.layer == output.name }.map { entry in
        let values = flat.withUnsafeBuffer { Array($0[entry.range]) }
        return ParameterInspection(
          name: entry.name, dimensions: entry.parameter.dimensions, statistics: ValueStatistics(of: values),
          values: values)
      }
    }
  }
}
