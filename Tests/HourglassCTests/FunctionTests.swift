import CHourglass
import Foundation
import HourglassC
import TestSupport
import Testing

/// The functions as programs in C call them.
struct FunctionTests {
  private static let count = 40
  /// Discs of different sizes and places, `[40, 12, 10]`.
  private let bytes = (0..<count).flatMap { index -> [UInt8] in
    let (x, y, radius) = (3 + index % 4 * 2, 3 + index / 4 % 3 * 2, 2 + index / 12)
    return (0..<120).map { place in
      let (dx, dy) = (place % 10 - x, place / 10 - y)
      return dx * dx + dy * dy < radius * radius ? 230 : 20
    }
  }

  private var error: String { hourglass_last_error().map { String(cString: $0) } ?? "" }

  /// Calls `body` with the discs as an argument.
  private func withImages<R>(_ body: (inout hourglass_images) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes { buffer in
      var images = hourglass_images(
        elements: buffer.baseAddress, element: HOURGLASS_UINT8, order: HOURGLASS_PLANES, count: Int64(Self.count),
        channels: 1, height: 12, width: 10, black: 0, white: 1, classes: nil)
      return try body(&images)
    }
  }

  private func model(_ settings: String = "{model: {name: AE, code_size: 5}, training: {epochs: 3, batch_size: 8}}")
    throws -> OpaquePointer
  {
    var model: OpaquePointer?
    #expect(hourglass_create(settings, 1, &model) == HOURGLASS_OK, "\(error)")
    return try #require(model)
  }

  private func codes(_ model: OpaquePointer, _ images: inout hourglass_images) -> [Float] {
    var codes = [Float](repeating: .nan, count: Self.count * 5)
    #expect(hourglass_encode(model, &images, &codes) == HOURGLASS_OK, "\(error)")
    return codes
  }

  @Test func `a model is fitted, used, saved and read`() throws {
    let model = try model()
    defer { hourglass_free(model) }
    try withImages { images in
      #expect(hourglass_fit(model, &images, nil, nil, nil) == HOURGLASS_OK)
      let codes = codes(model, &images)
      #expect(codes.allSatisfy { $0.isFinite })
      var decoded = [Float](repeating: .nan, count: bytes.count)
      var reconstructed = decoded
      #expect(hourglass_decode(model, codes, Int64(Self.count), nil, HOURGLASS_PLANES, &decoded) == HOURGLASS_OK)
      #expect(hourglass_reconstruct(model, &images, &reconstructed) == HOURGLASS_OK)
      #expect(zip(decoded, reconstructed).allSatisfy { abs($0 - $1) < 0.01 })
      var errors = [Float](repeating: .nan, count: Self.count)
      #expect(hourglass_errors(model, &images, &errors) == HOURGLASS_OK)
      let squares = zip(reconstructed, bytes).prefix(120).map { ($0 - Float($1)) * ($0 - Float($1)) }
      #expect(abs(errors[0] - squares.reduce(0, +) / 120) < errors[0] * 1e-3)

      var (saved, size): (UnsafeMutableRawPointer?, Int64) = (nil, 0)
      #expect(hourglass_save(model, &saved, &size) == HOURGLASS_OK)
      var read: OpaquePointer?
      #expect(hourglass_load(saved, size, 0, &read) == HOURGLASS_OK, "\(error)")
      hourglass_release(saved)
      let copied = try #require(read)
      #expect(self.codes(copied, &images) == codes)
      hourglass_free(read)
    }
  }

  @Test func `an observer is called, and ends the training`() throws {
    let model = try model("{model: {name: AE, code_size: 5}, training: {epochs: 100000}}")
    defer { hourglass_free(model) }
    withImages { images in
      var count: Int32 = 0
      let status = hourglass_fit(
        model, &images, nil,
        { context, event in
          let count = context?.assumingMemoryBound(to: Int32.self)
          count?.pointee += 1
          return event.map { String(cString: $0).contains(#""event":"epoch""#) } == true ? 1 : 0
        }, &count)
      #expect(status == HOURGLASS_STOPPED)
      #expect(count >= 2)
      let codes = codes(model, &images)
      #expect(codes.allSatisfy { $0.isFinite })
    }
  }

  @Test func `a call without what it needs is an error`() throws {
    var other: OpaquePointer?
    #expect(hourglass_create(nil, 0, &other) == HOURGLASS_BAD_VALUE)
    #expect(hourglass_create("model: {name: AE}", 0, nil) == HOURGLASS_BAD_VALUE)
    #expect(hourglass_create("model: {name: AE}", -1, &other) == HOURGLASS_BAD_VALUE)
    #expect(error == "threads is out of range (expected 0 to 1024, got -1)")
    #expect(hourglass_create("model: {name: AEE}", 0, &other) == HOURGLASS_BAD_VALUE)
    #expect(error.contains("did you mean AAE?"))
    #expect(hourglass_open("/nowhere", 0, &other) == HOURGLASS_NO_FILE)
    #expect(hourglass_load("x", 1, 0, &other) == HOURGLASS_BAD_VALUE)
    #expect(hourglass_fit(nil, nil, nil, nil, nil) == HOURGLASS_BAD_VALUE)
    #expect(other == nil)
    hourglass_free(nil)
    hourglass_release(nil)
    let model = try model()
    defer { hourglass_free(model) }
    var numbers = [Float](repeating: 0, count: 8)
    #expect(hourglass_fit(model, nil, nil, nil, nil) == HOURGLASS_BAD_VALUE)
    withImages { images in
      #expect(hourglass_encode(model, &images, &numbers) == HOURGLASS_NOT_FITTED)
      #expect(hourglass_encode(model, &images, nil) == HOURGLASS_BAD_VALUE)
      #expect(hourglass_save(model, nil, nil) == HOURGLASS_BAD_VALUE)
    }
  }

  @Test func `an array that is out of range is an error`() throws {
    let model = try model()
    defer { hourglass_free(model) }
    let changes: [(inout hourglass_images) -> Void] = [
      { $0.elements = nil }, { $0.count = 0 }, { $0.count = .max }, { $0.count = -3 }, { $0.channels = 0 },
      { $0.width = -1 }, { ($0.height, $0.width) = (.max, .max) }, { $0.element = hourglass_element(7) },
      { $0.order = hourglass_order(9) },
      { ($0.element, $0.white) = (HOURGLASS_FLOAT32, 0) }, { ($0.element, $0.black) = (HOURGLASS_FLOAT32, .nan) },
    ]
    for change in changes {
      withImages { images in
        change(&images)
        // Bytes read as floats would be read beyond the end of the array.
        if images.element == HOURGLASS_FLOAT32 { images.count = 10 }
        #expect(hourglass_fit(model, &images, nil, nil, nil) == HOURGLASS_BAD_VALUE)
      }
    }
    withImages { images in
      var (low, high): (Float, Float) = (0, 0)
      #expect(hourglass_range(&images, &low, &high) == HOURGLASS_BAD_VALUE)
    }
  }

  @Test(arguments: [0, 15, 16, 119, 3 * 120 + 77])
  func `a number that is not finite is found wherever it is`(place: Int) throws {
    var numbers = (0..<4 * 120 + 5).map { Float($0) / 7 - 20 }
    var images = hourglass_images()
    try numbers.withUnsafeBytes { buffer in
      images = hourglass_images(
        elements: try #require(buffer.baseAddress) + 4, element: HOURGLASS_FLOAT32, order: HOURGLASS_PLANES, count: 4,
        channels: 1, height: 12, width: 10, black: 0, white: 1, classes: nil)
      var (low, high): (Float, Float) = (0, 0)
      #expect(hourglass_range(&images, &low, &high) == HOURGLASS_OK)
      #expect(low == Float(1) / 7 - 20 && high == Float(480) / 7 - 20)
    }
    numbers[place + 1] = place.isMultiple(of: 2) ? .nan : -.infinity
    try numbers.withUnsafeBytes { buffer in
      images.elements = try #require(buffer.baseAddress) + 4
      var (low, high): (Float, Float) = (0, 0)
      #expect(hourglass_range(&images, &low, &high) == HOURGLASS_BAD_VALUE)
      #expect(error.contains("row \(place / 120), element \(place % 120)"))
    }
  }
}
