internal import Diagnostics
internal import Foundation
public import ImageShapes
public import Pictures

/// The images of an LMDB database of Caffe's Datum messages, read from the mapped file on demand.
///
/// Raw records of the set's shape are copied plane by plane straight from the file.
public final class DatumImages: ImageSource {
  public let name: String
  public let source: String?
  public let shape: ImageShape
  public let labels: [Int32]?
  public let classNames: [String]
  /// The conversion to ``shape`` of encoded records and records of other shapes.
  public let preparation: PicturePreparation

  let file: LMDBFile
  /// The offset of each record's planes in its value; ``notPlanes`` if a copy is not enough.
  private let planes: [UInt32]
  /// Whether the planes are stored blue first.
  private let isBGR: Bool
  private let knownFingerprint = KnownFingerprint()

  /// Marks a record that is encoded or of another shape.
  private static let notPlanes = UInt32.max

  /// Opens a database; does not check for an unfinished import.
  ///
  /// - Parameters:
  ///   - path: a folder with data.mdb.
  ///   - labels: a database with the label of each image under the same keys.
  ///   - reading: how images are read.
  ///   - shape: the shape of the images; nil for the preparation's size or the first readable record's.
  /// - Throws: ``ImageFileError``; ``ImageFileError`` when no record is an image, when the shapes differ and the preparation
  ///   gives no size, or when the labels do not fit.
  public static func open(
    _ path: String, labels: String? = nil, reading: ImageReading = ImageReading(), shape: ImageShape? = nil
  ) throws -> DatumImages {
    try DatumImages(LMDBFile(path: path), name: path, labels: labels.map { try LMDBFile(path: $0) }, reading, shape)
  }

  package init(
    _ file: LMDBFile, name: String, labels: LMDBFile? = nil, _ reading: ImageReading, _ shape: ImageShape? = nil
  ) throws {
    guard !file.records.isEmpty else {
      throw ImageFileError(.empty, "the database holds no records", place: name, cure: "make it again")
    }
    require(file.records.count <= Int(Int32.max), "\(name): too many records")
    (self.file, self.name, self.source) = (file, name, name)
    preparation = reading.preparation
    isBGR = reading.channelOrder == .bgr
    let found = try shape ?? file.imageShape(reading)
    let pass = try file.locatePlanes(found, preparation: reading.preparation, notPlanes: Self.notPlanes)
    self.shape = found
    planes = pass.planes
    self.labels = try LabelPolicy.labels(note: reading.note) {
      if let labels { return try labels.labels(for: file) }
      guard let negative = pass.negative else { return pass.labels }
      throw ImageFileError(
        .badLabel, "the label is negative", place: file.place(of: negative), expected: "an integer from 0",
        cure: "number the classes from 0")
    }
    classNames = file.classNames()
  }

  public var count: Int { planes.count }

  /// The record's key.
  public func title(of index: Int) -> String { file.key(of: file.records[index]) }

  public func titleBytes(of index: Int) -> [UInt8] { file.withKey(of: file.records[index]) { Array($0) } }

  public func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    require(index >= 0 && index < count, "\(name): no record \(index) among \(count)")
    require(pixels.count >= bytesPerImage, "\(name): \(pixels.count) bytes are too few for \(shape)")
    let record = file.records[index]
    let offset = planes[index]
    try file.withValue(of: record) { value in
      guard offset == Self.notPlanes else {
        copyPlanes(value.baseAddress! + Int(offset), shape, to: pixels.baseAddress!)
        return
      }
      let place = file.place(of: record)
      guard let fields = DatumFields(value) else { throw DatumFields.notDatum(place) }
      switch try fields.content(of: place) {
      case .planes(let stored, let range):
        try convert(stored, to: pixels, place: place, index: index) {
          copyPlanes(value.baseAddress! + range.lowerBound, stored, to: $0.baseAddress!)
        }
      case .floats(let stored):
        let bytes = try Caffe_Datum.levels(of: value, range: preparation.valueRange, place: place)
        try convert(stored, to: pixels, place: place, index: index) { target in
          bytes.withUnsafeBytes { copyPlanes($0.baseAddress!, stored, to: target.baseAddress!) }
        }
      case .encoded(let range):
        let bytes = UnsafeRawBufferPointer(rebasing: value[range])
        let own = UnsafeMutableBufferPointer(rebasing: pixels[..<bytesPerImage])
        try preparation.write(bytes, place: place, index: index, as: shape, into: own)
      }
    }
  }

  public func storedSize(of index: Int) throws -> PixelSize {
    guard planes[index] == Self.notPlanes else { return PixelSize(width: width, height: height) }
    let record = file.records[index]
    let place = file.place(of: record)
    return try file.withValue(of: record) { value in
      guard let fields = DatumFields(value) else { throw DatumFields.notDatum(place) }
      switch try fields.content(of: place) {
      case .planes(let stored, _), .floats(let stored): return PixelSize(width: stored.width, height: stored.height)
      case .encoded(let range):
        return try PixelSize(ofPicture: UnsafeRawBufferPointer(rebasing: value[range]), place: place)
      }
    }
  }

  /// The fingerprint of a sample of the images; computed once.
  public var fingerprint: String { knownFingerprint.value { sampledFingerprint } }

  /// Copies stored planes, red first.
  @inline(__always)
  private func copyPlanes(_ stored: UnsafeRawPointer, _ shape: ImageShape, to pixels: UnsafeMutablePointer<UInt8>) {
    let target = UnsafeMutableRawPointer(pixels)
    guard shape.channels == 3, isBGR else {
      target.copyMemory(from: stored, byteCount: shape.elements)
      return
    }
    PlaneOrder.copySwapped(from: stored, to: target, planeBytes: shape.height * shape.width)
  }

  /// Converts an image of the shape `stored`, written by `fill`, to the set's shape.
  private func convert(
    _ stored: ImageShape, to pixels: UnsafeMutableBufferPointer<UInt8>, place: String, index: Int,
    fill: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) throws {
    if stored == shape { return fill(pixels) }
    guard preparation.allows(stored, in: shape) else {
      throw ImageFileError.mixedShapes(place, expected: shape, got: stored)
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: stored.elements) { buffer, initialized in
      fill(buffer)
      initialized = stored.elements
    }
    preparation.write(Picture(bytePlanes: bytes, shape: stored), index: index, as: shape, into: pixels)
  }
}

extension ImageFileError {
  static func mixedShapes(_ place: String, expected: ImageShape, got: ImageShape) -> ImageFileError {
    ImageFileError(
      .mixedShapes, "the record differs in shape from those before it", place: place, expected: "\(expected)",
      got: "\(got)",
      cure: "resize all to one size: --resize \(expected.width)x\(expected.height)")
  }
}
