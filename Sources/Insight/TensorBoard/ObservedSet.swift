import Autoencoders
import ImageData
import ImageFormats
import ImageShapes
import Pictures
import TensorBoard
import Tensors
import Training

/// What TensorBoard shows of a run's parameters, reconstructions and codes.
final class ObservedSet {
  /// The images that are reconstructed, and those that are encoded.
  private static let (reconstructedCount, encodedCount) = (8, 64)

  private let run: Run
  private let pictures, encoded: ImageSubset
  private let encoder: CodeEncoder
  private let reconstructor: StageReconstructor
  private var isPicture: Bool { Picture.Colour(rawValue: run.model.image.channels) != nil && pictures.count > 0 }

  init(_ run: Run, _ executor: any TensorExecutor) throws {
    self.run = run
    reconstructor = StageReconstructor(run, batchSize: Self.reconstructedCount)
    pictures = try run.observedImages(Self.reconstructedCount)
    encoded = try run.observedImages(Self.encodedCount)
    encoder = try CodeEncoder(
      run.model, scaling: run.configuration.training.scaling, batchSize: Self.encodedCount, executor: executor)
  }

  /// The images that are reconstructed; nil for images that are not pictures.
  func inputs() throws -> [PNGImage]? {
    guard isPicture else { return nil }
    return try pictures.indices.map { try PNGImage(pictures.images.picture(at: Int($0)).png()) }
  }

  /// Copies what a set is made of.
  func copy(_ state: ObservedState) throws -> Copy {
    let all = state.parameters.hostCopy()
    let parameters = all.withUnsafeBuffer { values in
      run.model.parameters.map { entry in
        Copy.Values(name: entry.name, parameter: entry.parameter, values: Array(values[entry.range]))
      }
    }
    let pixels = isPicture ? try reconstructor.reconstruct(pictures, state) : []
    return Copy(
      parameters: parameters, codes: try encoder.codes(of: encoded, parameters: state.parameters), pixels: pixels,
      shape: run.model.image)
  }

  /// What a set is made of, apart from the training.
  struct Copy: Sendable {
    struct Values: Sendable {
      let name: String
      let isBias, isStatistic: Bool
      let dimensions: [Int]
      let values: [Float]

      init(name: String, parameter: Parameter, values: [Float]) {
        (self.name, self.values, dimensions) = (name, values, parameter.dimensions)
        (isBias, isStatistic) = (parameter.role == .bias, parameter.role == .statistic)
      }
    }

    let parameters: [Values]
    /// `[n, d]`.
    let codes: [Float]
    /// `[n, c, h, w]`, from 0 for black to 1 for white; empty for images that are not pictures.
    let pixels: [Float]
    let shape: ImageShape

    /// The images and histograms with their tags.
    func values() throws -> [(tag: String, value: EventValue)] {
      var values: [(tag: String, value: EventValue)] = parameters.map { parameter in
        let group = parameter.isStatistic ? "statistics" : parameter.isBias ? "biases" : "weights"
        return ("\(group)/\(parameter.name)", .histogram(Histogram(of: parameter.values)))
      }
      if !codes.isEmpty { values.append(("codes", .histogram(Histogram(of: codes)))) }
      let reconstructions =
        try pixels.isEmpty ? [] : PictureGrid.pictures(pixels, shape: shape).map { try PNGImage($0.png()) }
      if !reconstructions.isEmpty { values.append(("images/reconstructions", .images(reconstructions))) }
      if let filters = try parameters.lazy.compactMap({
        try TileGrid.filters($0.values, dimensions: $0.dimensions, of: shape, maxTiles: 64)
      }).first {
        values.append(("images/filters", .images([try PNGImage(filters.picture.png())])))
      }
      return values
    }
  }
}
