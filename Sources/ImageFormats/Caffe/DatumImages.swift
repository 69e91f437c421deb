internal import Diagnostics
internal import Foundation
public import ImageShapes
public import Pictures

/// The images of an LMDB database of Caffe's Datum messages, read from the mapped file as they are asked for.
///
/// Raw records of the set's own shape are copied plane by plane straight from the file.
public final class DatumImages: ImageSource {
  public let name: String
  public let source: String?
  public let shape: ImageShape
  public let labels: [Int32]?
  public let classNames: [String]
  /// How records of other shapes and encoded ones are brought to ``shape``.
  public let preparation: PicturePreparation

  private let file: LMDBFile
  /// Where the planes of each record begin in its value; ``notPlanes`` for what takes more than a copy.
  private let planes: [UInt32]
  /// Whether the planes are stored blue first.
  private let isBGR: Bool
  private let knownFingerprint = KnownFingerprint()

  /// Marks a record that is no raw one of the set's shape.
  private static let notPlanes = UInt32.max

  /// Opens the database at `path`, a folder with data.mdb.
  ///
  /// `labels` is a database with the label of each image under the same keys. A `shape` that is given is not looked for:
  /// it must be the preparation's size where there is one. Otherwise the shape is the first readable record's. An import
  /// that did not come to its end is refused by ``ImageCollection/open(_:reading:)``, not here.
  /// - Throws: ``LMDBError``; ``DatumError`` when no record is an image, when the shapes are mixed and the preparation
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
      throw LMDBError(.empty, Report("the database holds no records", place: name, cure: "make it again"))
    }
    require(file.records.count <= Int(Int32.max), "\(name): too many records")
    (self.file, self.name, self.source) = (file, name, name)
    preparation = reading.preparation
    isBGR = reading.channelOrder == .bgr
    let found = try shape ?? file.imageShape(reading)
    let pass = try file.locatePlanes(found, preparation: reading.preparation, notPlanes: Self.notPlanes)
    self.shape = found
    planes = pass.planes
    self.labels = try labels.map { try $0.labels(for: file) } ?? pass.labels
    classNames = file.classNames()
  }

  public var count: Int { planes.count }

  /// The record's key.
  public func title(of index: Int) -> String { file.key(of: file.records[index]) }

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
        try bring(stored, to: pixels, place: place, index: index) {
          copyPlanes(value.baseAddress! + range.lowerBound, stored, to: $0.baseAddress!)
        }
      case .floats(let stored):
        let bytes = try Caffe_Datum.levels(of: value, place: place)
        try bring(stored, to: pixels, place: place, index: index) { target in
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

  /// By a sample of the images; computed when first asked for.
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

  /// Writes an image of the shape `stored`, that `fill` gives, into `pixels` in the shape of the set.
  private func bring(
    _ stored: ImageShape, to pixels: UnsafeMutableBufferPointer<UInt8>, place: String, index: Int,
    fill: (UnsafeMutableBufferPointer<UInt8>) -> Void
  ) throws {
    if stored == shape { return fill(pixels) }
    guard preparation.allows(stored, in: shape) else {
      throw DatumError.mixedShapes(place, expected: shape, got: stored)
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: stored.elements) { buffer, initialized in
      fill(buffer)
      initialized = stored.elements
    }
    preparation.write(Picture(bytePlanes: bytes, shape: stored), index: index, as: shape, into: pixels)
  }
}

extension DatumError {
  static func mixedShapes(_ place: String, expected: ImageShape, got: ImageShape) -> DatumError {
    DatumError(
      .mixedShapes,
      Report(
        "the record has another shape than those before it", place: place, expected: "\(expected)", got: "\(got)",
        cure: "bring all to one shape: --resize \(expected.width)x\(expected.height)"))
  }
}
