import Diagnostics

/// The tensors and metadata of a safetensors file, read into memory and validated.
public struct SafetensorsFile: Sendable {
  /// One tensor of the file.
  public struct Entry: Hashable, Sendable {
    /// The tensor's name, unique in the file.
    public let name: String
    /// The dimensions; empty for a scalar.
    public let shape: [Int]
    /// The element type as the file names it: `F32`, `BF16`, `I64`.
    public let type: String
    /// The range of its bytes within the data.
    let bytes: Range<Int>
  }

  /// The file's path.
  public let path: String
  /// The metadata, without Hourglass's checksum.
  public let metadata: [String: String]
  /// The tensors in the order of their data.
  public let entries: [Entry]
  /// Whether the file has a checksum, and it matches; files of other programs have none.
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

  /// The tensor of this name; nil if there is none.
  public func entry(named name: String) -> Entry? { positions[name].map { entries[$0] } }

  /// The elements of tensor `name`, row-major.
  ///
  /// - Throws: ``SafetensorsError`` when there is no such tensor, or its elements are not of type F32.
  public func floats(named name: String) throws(SafetensorsError) -> [Float] {
    words(of: try existingFloats(named: name))
  }

  /// The elements of tensor `name` as little-endian words of its element type's size.
  ///
  /// - Throws: ``SafetensorsError`` when there is no such tensor.
  package func words<Word: FixedWidthInteger & BitwiseCopyable>(
    named name: String, as _: Word.Type = Word.self
  ) throws(SafetensorsError) -> [Word] {
    let entry = try existingEntry(named: name)
    let size = SafetensorsFormat.bytesOfTypes[entry.type]
    require(size == MemoryLayout<Word>.size, "\(name): words of \(MemoryLayout<Word>.size) bytes for \(entry.type)")
    return words(of: entry)
  }

  private func words<Word: BitwiseCopyable>(of entry: Entry) -> [Word] {
    // Data of other programs may be unaligned, so they are copied and never bound to a type.
    let source = bytes(of: entry)
    let count = source.count / MemoryLayout<Word>.size
    return [Word](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
      initialized = count
    }
  }

  /// Copies tensor `name`, which must have this shape, to `destination` of as many elements.
  ///
  /// - Throws: ``SafetensorsError`` when the tensor is missing, or has another shape or element type.
  public func copyFloats(
    named name: String, shape: [Int], to destination: UnsafeMutableBufferPointer<Float>
  ) throws(SafetensorsError) {
    let entry = try existingFloats(named: name)
    guard entry.shape == shape else {
      throw SafetensorsError(
        .mismatch, "tensor \(name) has another shape than the model's", path: path, expected: "\(shape)",
        got: "\(entry.shape)", cure: "give the configuration that the file was trained with")
    }
    let source = bytes(of: entry)
    require(destination.count * 4 == source.count, "\(name): \(destination.count) elements for shape \(shape)")
    UnsafeMutableRawBufferPointer(destination).copyMemory(from: source)
  }

  private func existingFloats(named name: String) throws(SafetensorsError) -> Entry {
    let entry = try existingEntry(named: name)
    guard entry.type == SafetensorsFormat.elementType else {
      throw SafetensorsError.unsupported(entry.type, of: name, path: path)
    }
    return entry
  }

  private func existingEntry(named name: String) throws(SafetensorsError) -> Entry {
    guard let entry = entry(named: name) else {
      let names = entries.map(\.name)
      throw SafetensorsError(
        .missingTensor, "no tensor has this name", path: path, expected: name,
        got: "\(names.count) tensors of other names",
        cure: nearestName(to: name, among: names).map { "did you mean \($0)?" }
          ?? "give the model that the file was trained with")
    }
    return entry
  }

  private func bytes(of entry: Entry) -> UnsafeRawBufferPointer {
    let range = dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound
    return UnsafeRawBufferPointer(rebasing: contents.bytes[range])
  }
}
