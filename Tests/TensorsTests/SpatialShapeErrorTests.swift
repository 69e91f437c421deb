import Diagnostics
import ImageShapes
import Tensors
import Testing

/// Shapes that do not fit a spatial operation are reported with need, find and cure.
@Suite struct SpatialShapeErrorTests {
  private let filters = Parameter([3, 4, 3, 3], .constant(0))

  /// The error of a trace.
  private func failure(_ trace: (Graph) -> Void) -> ShapeError? {
    let graph = Graph(parameters: ParameterTable([(name: "decoder.weight", parameter: filters)]))
    trace(graph)
    do {
      try graph.check()
      return nil
    } catch {
      return error
    }
  }

  private func expect(
    _ code: ShapeError.Code, _ place: String, _ source: SourceLocation = #_sourceLocation, _ trace: (Graph) -> Void
  ) throws {
    let failure = failure(trace)
    let error = try #require(failure, "\(place)", sourceLocation: source)
    #expect(error.code == code, "\(error)", sourceLocation: source)
    #expect(error.report.place == place, sourceLocation: source)
    #expect(error.report.expected != nil && error.report.got != nil, "\(error)", sourceLocation: source)
  }

  @Test func `what is no image`() throws {
    try expect(.rank, "max pooling") { _ = $0.input("x", [9]).maxPooled(window: 2, stride: 2) }
    try expect(.rank, "max pooling") { _ = $0.input("x", [9]).maxSwitches(window: 2, stride: 2) }
    try expect(.rank, "average pooling") { _ = $0.input("x", [9]).averagePooled(window: 2, stride: 2) }
    try expect(.rank, "nearest upsampling") { _ = $0.input("x", [9]).upsampledNearest(by: 2) }
    try expect(.rank, "bilinear upsampling") { _ = $0.input("x", [9]).upsampledBilinear(by: 2) }
    try expect(.rank, "filter") { _ = $0.input("x", [9]).filtered(by: [1], padding: 0) }
    try expect(.rank, "cropping") { _ = $0.input("x", [9]).cropped(by: Margins(1)) }
    try expect(.rank, "warp") { _ = $0.input("x", [9]).warped(by: $0.input("m", [6])) }
    try expect(.rank, "unpooling at fixed positions") {
      _ = $0.input("x", [9]).unpooledAtFixedPositions(window: 2, stride: 2, height: 4, width: 4)
    }
    try expect(.rank, "decoder, transposed convolution") {
      _ = $0.input("x", [9]).transposeConvolved(with: $0.value(of: filters))
    }
    try expect(.rank, "transposed convolution") {
      _ = $0.input("x", [3, 4, 4]).transposeConvolved(with: $0.input("w", [3, 4, 3]))
    }
  }

  @Test func `arguments out of range`() throws {
    let images = [3, 6, 6]
    for (window, stride, padding) in [(0, 1, 0), (2, 0, 0), (2, 2, 2), (2, 2, -1)] {
      try expect(.argument, "max pooling") {
        _ = $0.input("x", images).maxPooled(window: window, stride: stride, padding: padding)
      }
      try expect(.argument, "average pooling") {
        _ = $0.input("x", images).averagePooled(window: window, stride: stride, padding: padding)
      }
    }
    try expect(.argument, "nearest upsampling") { _ = $0.input("x", images).upsampledNearest(by: 0) }
    try expect(.argument, "bilinear upsampling") { _ = $0.input("x", images).upsampledBilinear(by: -1) }
    try expect(.argument, "filter") { _ = $0.input("x", images).filtered(by: [1, 1], padding: 0) }
    try expect(.argument, "filter") { _ = $0.input("x", images).filtered(by: [1, 1, 1], padding: 3) }
    try expect(.argument, "cropping") { _ = $0.input("x", images).cropped(by: Margins(3)) }
    try expect(.argument, "cropping") {
      _ = $0.input("x", images).cropped(by: Margins(top: -1, bottom: 0, left: 0, right: 0))
    }
    for (stride, padding, outputPadding) in [(0, 0, 0), (1, -1, 0), (2, 0, 2), (2, 0, -1), (1, 0, 1)] {
      try expect(.argument, "decoder, transposed convolution") {
        _ = $0.input("x", images).transposeConvolved(
          with: $0.value(of: filters), stride: stride, padding: padding, outputPadding: outputPadding)
      }
    }
  }

  @Test func `windows, filters and paddings larger than the image`() throws {
    try expect(.kernel, "max pooling") { _ = $0.input("x", [1, 2, 6]).maxPooled(window: 3, stride: 1) }
    try expect(.kernel, "average pooling") {
      _ = $0.input("x", [1, 6, 1]).averagePooled(window: 4, stride: 1, padding: 1)
    }
    try expect(.kernel, "filter") { _ = $0.input("x", [1, 2, 6]).filtered(by: [1, 1, 1], padding: 0) }
    try expect(.kernel, "decoder, transposed convolution") {
      _ = $0.input("x", [3, 1, 4]).transposeConvolved(with: $0.value(of: filters), padding: 2)
    }
  }

  @Test func `a transposed convolution for other channels`() throws {
    let error = try #require(
      failure { _ = $0.input("x", [4, 6, 6]).transposeConvolved(with: $0.value(of: filters)) })
    #expect(
      error.description == "decoder, transposed convolution: the filters have a different number of channels"
        + " (expected 3 channels, got 4 in [n, 4, 6, 6]); give the layer 4 input channels")
  }

  @Test func `an unpooling whose input is not like its pool's output`() throws {
    let channels = try #require(
      failure {
        let pool = $0.input("x", [24, 28, 28]).maxPooled(window: 2, stride: 2, name: "encoder.pool2")
        _ = $0.input("z", [12, 14, 14]).maxUnpooled(by: pool)
      })
    #expect(channels.code == .channels)
    #expect(
      channels.description == "max unpooling: the unpooling's input must have the shape of its pool's output"
        + " (expected [n, 24, 14, 14] (the switches of the pool encoder.pool2), got [n, 12, 14, 14]);"
        + " unpool before the convolution that changes the channels, as the encoder's mirror image")
    let size = try #require(
      failure {
        let pool = $0.input("x", [24, 28, 28]).maxPooled(window: 2, stride: 2)
        _ = $0.input("z", [24, 12, 12]).maxUnpooled(by: pool)
      })
    #expect(size.code == .mismatch)
    #expect(size.report.expected == "[n, 24, 14, 14] (the switches of the pool)")
    #expect(size.report.cure?.contains("size") == true)
  }

  @Test func `operands that do not belong together`() throws {
    try expect(.mismatch, "gathering") {
      _ = $0.input("x", [2, 6, 6]).gathered(at: $0.input("s", [2, 3, 2]), window: 2, stride: 2)
    }
    try expect(.mismatch, "max unpooling") {
      let switches = $0.input("s", [2, 3, 3])
      _ = $0.input("x", [2, 3, 3]).scattered(to: switches, window: 2, stride: 2, height: 9, width: 6)
    }
    try expect(.mismatch, "unpooling at fixed positions") {
      _ = $0.input("x", [2, 3, 3]).unpooledAtFixedPositions(window: 2, stride: 2, height: 8, width: 6)
    }
    try expect(.mismatch, "warp") { _ = $0.input("x", [2, 3, 3]).warped(by: $0.input("m", [2, 3])) }
  }

  @Test func `nothing traps behind a first error`() throws {
    let error = failure {
      let failed = $0.input("x", [4, 6, 6]).transposeConvolved(with: $0.value(of: filters)).flattened()
      let pool = failed.maxPooled(window: 0, stride: 0)
      let back = pool.values.maxUnpooled(by: pool).averagePooled(window: 0, stride: 0).upsampledNearest(by: -1)
      _ = back.upsampledBilinear(by: 0).filtered(by: [], padding: -1).cropped(by: Margins(-1)).warped(by: back)
        .unpooledAtFixedPositions(window: 0, stride: 0, height: 0, width: 0)
    }
    #expect(error?.code == .channels)
  }
}
