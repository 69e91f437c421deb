import Diagnostics

/// The tensors and the metadata of a safetensors file, read into memory and found whole.
public struct SafetensorsFile: Sendable {
  /// One tensor of the file.
  public struct Entry: Hashable, Sendable {
    /// The tensor's name, unique in the file.
    public let name: String
    /// The type of its elements.
    public let type: SafetensorsElement
    /// The size of each dimension; empty for a single number.
    public let shape: [Int]
    /// Where its bytes lie, counted from the beginning of the data.
    let bytes: Range<Int>
  }

  /// Where the file was read from.
  public let path: String
  /// What the writer noted, without Hourglass's checksum.
  public let metadata: [String: String]
  /// The tensors in the order of their data.
  public let entries: [Entry]
  /// Whether the file has a checksum, which then was right; files of other programs have none.
  public let isChecked: Bool
  private let positions: [String: Int]
  private let contents: FileContents
  private let dataStart: Int

  init(
    path: String, metadata: [String: String], entries: [Entry], isChecked: Bool, contents: FileContents, dataStart: Int
  ) {
    self.path = path
    self.metadata = metadata
    self.entries = entries
    self.isChecked = isChecked
    positions = Dictionary(uniqueKeysWithValues: entries.indices.map { (entries[$0].name, $0) })
    self.contents = contents
    self.dataStart = dataStart
  }

  /// The tensor of this name, or nil.
  public func entry(named name: String) -> Entry? { positions[name].map { entries[$0] } }

  /// The elements of a tensor of floating-point numbers, row-major.
  ///
  /// - Throws: ``SafetensorsError`` when there is no such tensor or its elements are of another type.
  public func floats(named name: String) throws(SafetensorsError) -> [Float] {
    try elements(named: name, type: .float32)
  }

  /// The elements of a tensor of signed integers, row-major.
  ///
  /// - Throws: ``SafetensorsError`` when there is no such tensor or its elements are of another type.
  public func signedIntegers(named name: String) throws(SafetensorsError) -> [Int64] {
    try elements(named: name, type: .int64)
  }

  /// The elements of a tensor of unsigned integers, row-major.
  ///
  /// - Throws: ``SafetensorsError`` when there is no such tensor or its elements are of another type.
  public func unsignedIntegers(named name: String) throws(SafetensorsError) -> [UInt64] {
    try elements(named: name, type: .uint64)
  }

  /// Copies the floating-point tensor `name`, which must have this shape, to `destination` of as many elements.
  ///
  /// - Throws: ``SafetensorsError`` when the tensor is missing or has another shape or type.
  public func copyFloats(
    named name: String, shape: [Int], to destination: UnsafeMutableBufferPointer<Float>
  ) throws(SafetensorsError) {
    let entry = try entry(named: name, type: .float32)
    guard entry.shape == shape else {
      throw SafetensorsError(
        .mismatch, "tensor \(name) has another shape than the model's", path: path, expected: "\(shape)",
        got: "\(entry.shape)", cure: "give the configuration that the file was trained with")
    }
    let source = bytes(of: entry)
    require(destination.count * 4 == source.count, "\(name): \(destination.count) elements for shape \(shape)")
    UnsafeMutableRawBufferPointer(destination).copyMemory(from: source)
  }

  private func elements<Element: BitwiseCopyable>(
    named name: String, type: SafetensorsElement
  ) throws(SafetensorsError) -> [Element] {
    // The data of files by other programs need not be aligned, so they are copied and never bound to a type.
    let source = bytes(of: try entry(named: name, type: type))
    let count = source.count / MemoryLayout<Element>.stride
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
      initialized = count
    }
  }

  private func entry(named name: String, type: SafetensorsElement) throws(SafetensorsError) -> Entry {
    guard let entry = entry(named: name) else {
      let names = entries.map(\.name)
      throw SafetensorsError(
        .missingTensor, "no tensor has this name", path: path, expected: name,
        got: "\(names.count) tensors of other names",
        cure: nearestName(to: name, among: names).map { "did you mean \($0)?" }
          ?? "give the model that the file was trained with")
    }
    guard entry.type == type else {
      throw SafetensorsError(
        .mismatch, "tensor \(name) has elements of another type", path: path, expected: type.rawValue,
        got: entry.type.rawValue)
    }
    return entry
  }

  private func bytes(of entry: Entry) -> UnsafeRawBufferPointer {
    let range = dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound
    return UnsafeRawBufferPointer(rebasing: contents.bytes[range])
  }
}
