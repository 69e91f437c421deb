public import Autoencoders
import ImageShapes
import Tensors

/// What an image's code holds, counted honestly: numbers, pooling switches and indices.
public struct Compression: Codable, Hashable, Sendable {
  /// The bits of an image: 8 a pixel and channel.
  public var imageBits: Int
  /// The numbers of the code, of 32 bits each; 0 for indices of a codebook.
  public var floats: Int
  /// The indices of a codebook, of log₂ K bits each, rounded up.
  public var indices: Int
  /// The bits of an index.
  public var bitsPerIndex: Int
  /// The pooling switches that the decoder needs besides the code.
  public var switches: Int
  /// The bits of all switches: log₂ of the positions in a window each, rounded up.
  public var switchBits: Int

  /// The bits of a code with everything that the decoder needs.
  public var codeBits: Int { 32 * floats + bitsPerIndex * indices + switchBits }
  /// The bits of an image over those of its code: below 1 the code is larger than the image.
  public var ratio: Double { Double(imageBits) / Double(max(codeBits, 1)) }

  /// The line in reports: `6272 bits → 50 numbers of 32 bits = 1600 bits, 3.92 to 1`.
  public var words: String {
    var parts: [String] = []
    if floats > 0 { parts.append("\(floats) numbers of 32 bits") }
    if indices > 0 { parts.append("\(indices) indices of \(bitsPerIndex) bits") }
    if switches > 0 { parts.append("\(switches) switches of \(switchBits / switches) bits") }
    let rounded = (ratio * 100).rounded() / 100
    return "\(imageBits) bits → \(parts.joined(separator: " + ")) = \(codeBits) bits, \(rounded) to 1"
  }
}

extension TracedModel {
  /// What a code of the model holds.
  /// - Throws: `ShapeError` when the model cannot be traced.
  public func compression() throws -> Compression {
    let graph = Graph(parameters: parameters)
    let images = graph.input("images", image.dimensions)
    guard let quantized = model as? any QuantizedEncoding else {
      return try compression(codeSize: encoding().code.shape.count, indices: 0, of: 0)
    }
    let indices = quantized.quantizedCode(of: images).indices.shape.dimensions.reduce(1, *)
    return try compression(codeSize: 0, indices: indices, of: quantized.codebookSize)
  }

  /// What a code of the model holds.
  ///
  /// - Parameters:
  ///   - codeSize: The dimension of the embedding.
  ///   - codebook: The use of its codebook, for a quantised code.
  func compression(codeSize: Int, codebook: CodebookMetrics?) throws -> Compression {
    try compression(
      codeSize: codebook == nil ? codeSize : 0, indices: codebook?.codesPerImage ?? 0, of: codebook?.codes ?? 0)
  }

  /// What `codeSize` numbers and `indices` of `codes` entries of a codebook hold, with the pooling switches.
  private func compression(codeSize: Int, indices: Int, of codes: Int) throws -> Compression {
    let switches = try poolingSwitches()
    return Compression(
      imageBits: 8 * image.elements, floats: codeSize, indices: indices, bitsPerIndex: Self.bits(codes),
      switches: switches.reduce(0) { $0 + $1.count },
      switchBits: switches.reduce(0) { $0 + $1.count * Self.bits($1.positions) })
  }

  /// The bits that tell `choices` apart.
  private static func bits(_ choices: Int) -> Int {
    choices <= 1 ? 0 : Int.bitWidth - (choices - 1).leadingZeroBitCount
  }
}
