internal import Diagnostics
import ImageShapes
import Pictures

/// The images of a NumPy array whose numbers lie between the 256 levels of bytes; each is converted when it is read.
///
/// A `.npy` file stays mapped; an array of a `.npz` file stays in memory as it is stored.
final class NPYImages: ImageSource {
  let name: String
  let source: String?
  let labels: [Int32]?

  let array: NPYArray
  private let dimensions: NPYImageDimensions
  private let range: ValueRange
  private let knownFingerprint = KnownFingerprint()

  init(
    _ array: NPYArray, _ dimensions: NPYImageDimensions, range: ValueRange, name: String, source: String,
    labels: [Int32]?
  ) {
    (self.array, self.dimensions, self.range) = (array, dimensions, range)
    (self.name, self.source, self.labels) = (name, source, labels)
  }

  var count: Int { dimensions.count }
  var shape: ImageShape { dimensions.shape }
  var hasFractions: Bool { true }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws {
    forEachNumber(of: index) { place, number in pixels[place] = range.level(number) }
  }

  func readLevels(_ index: Int, into levels: UnsafeMutableBufferPointer<Float>) throws {
    let element = array.header.element
    switch (element.kind, element.bytes) {
    case (.floating, 4) where hasPlainRows: readRows(of: index, Float.self, into: levels)
    case (.floating, 8) where hasPlainRows: readRows(of: index, Double.self, into: levels)
    default: forEachNumber(of: index) { place, number in levels[place] = Float(range.exactLevel(number)) }
    }
  }

  /// Whether the numbers of an image are adjacent, in order, and in the machine's order of bytes.
  private var hasPlainRows: Bool {
    !array.header.isFortranOrder && !(dimensions.hasChannelsLast && shape.channels > 1)
      && array.header.element.isBigEndian == (1.bigEndian == 1)
  }

  /// Reads adjacent numbers, in a loop that the compiler vectorizes.
  private func readRows<Number: BinaryFloatingPoint & BitwiseCopyable>(
    of index: Int, _: Number.Type, into levels: UnsafeMutableBufferPointer<Float>
  ) {
    require(index >= 0 && index < count, "\(name): no image \(index) among \(count)")
    let (range, elements, size) = (range, shape.elements, MemoryLayout<Number>.size)
    array.withData { data in
      let image = UnsafeRawBufferPointer(rebasing: data[index * elements * size..<(index + 1) * elements * size])
      for place in 0..<elements {
        let number = image.loadUnaligned(fromByteOffset: place * size, as: Number.self)
        levels[place] = Float(range.exactLevel(Double(number)))
      }
    }
  }

  /// True above a gibibyte of levels.
  var samplesFingerprint: Bool { count > MappedRecords.fingerprintLimit / (4 * bytesPerImage) }

  var fingerprint: String {
    knownFingerprint.value { samplesFingerprint ? sampledFingerprint : fingerprint(step: 1) }
  }

  /// Calls `body` with the place in `[c, h, w]` of each number of an image, and the number.
  @inline(__always)
  private func forEachNumber(of index: Int, _ body: (_ place: Int, _ number: Double) -> Void) {
    require(index >= 0 && index < count, "\(name): no image \(index) among \(count)")
    let (element, shape) = (array.header.element, shape)
    let strides = dimensions.strides(isFortranOrder: array.header.isFortranOrder)
    array.withData { data in
      guard let start = data.baseAddress else { return }
      var place = 0
      for channel in 0..<shape.channels {
        for row in 0..<shape.height {
          var at = index * strides.image + channel * strides.channel + row * strides.row
          for _ in 0..<shape.width {
            body(place, element.value(at: start + at * element.bytes))
            place += 1
            at += strides.column
          }
        }
      }
    }
  }
}
