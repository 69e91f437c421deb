import Autoencoders
import Foundation
import Hourglass

extension Model {
  /// Writes the codes of `images`, `[n, code size]`.
  ///
  /// - Throws: ``InterfaceError`` where the model is not fitted; `RunError` for images that it cannot take.
  func encode(_ images: BorrowedImages, into codes: UnsafeMutablePointer<Float>) throws {
    let programs = try usedPrograms()
    let source = ImageSubset(programs.fitted.configuration.asRead(images))
    var place = codes
    try programs.encoder().encode(source, parameters: programs.fitted.parameters) { batch in
      batch.codes.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return }
        place.update(from: base, count: values.count)
        place += values.count
      }
    }
  }

  /// Writes the images of codes, `[count, code size]`.
  ///
  /// - Throws: ``InterfaceError`` where the model is not fitted, and for classes that it does not have; `ModelError` for a
  ///   model whose decoder needs more than a code.
  func decode(
    _ codes: UnsafePointer<Float>, count: Int, classes: UnsafePointer<Int32>?, order: BorrowedImages.Order,
    into images: UnsafeMutablePointer<Float>
  ) throws {
    let programs = try usedPrograms()
    let (fitted, decoder) = (programs.fitted, try programs.decoder())
    try Numbers(codes, count: count * decoder.codeSize, width: decoder.codeSize).check()
    let classes = classes.map { Array(UnsafeBufferPointer(start: $0, count: count)) }
    try fitted.model.check(classes: classes)
    let target = PixelWriter(
      images, shape: fitted.model.image, order: order, levels: fitted.configuration.asRead(fitted.levels))
    let piece = 1024
    for first in stride(from: 0, to: count, by: piece) {
      let rows = first..<min(first + piece, count)
      let values = UnsafeBufferPointer(start: codes + first * decoder.codeSize, count: rows.count * decoder.codeSize)
      let pixels = decoder.decode(
        Array(values), labels: classes.map { Array($0[rows]) }, parameters: fitted.parameters)
      target.write(pixels, at: first)
    }
  }

  /// Writes the reconstructions of `images` in their order and numbers.
  ///
  /// - Throws: as ``encode(_:into:)``.
  func reconstruct(
    _ images: BorrowedImages, order: BorrowedImages.Order, into reconstructions: UnsafeMutablePointer<Float>
  ) throws {
    let programs = try usedPrograms()
    let fitted = programs.fitted
    let target = PixelWriter(
      reconstructions, shape: images.shape, order: order, levels: fitted.configuration.asRead(images.levels))
    try programs.reconstructor().reconstruct(
      ImageSubset(fitted.configuration.asRead(images)), parameters: fitted.parameters
    ) {
      target.write($1, at: Int($0.first ?? 0))
    }
  }

  /// Writes the mean squared error of each reconstruction, in the numbers of `images`.
  ///
  /// - Throws: as ``encode(_:into:)``.
  func errors(_ images: BorrowedImages, into errors: UnsafeMutablePointer<Float>) throws {
    let programs = try usedPrograms()
    let elements = images.shape.elements
    let range = images.levels.white - images.levels.black
    let source = programs.fitted.configuration.asRead(images)
    var original = [Float](repeating: 0, count: elements)
    try programs.reconstructor().reconstruct(ImageSubset(source), parameters: programs.fitted.parameters) {
      indices, pixels in
      for (place, index) in indices.enumerated() {
        try original.withUnsafeMutableBufferPointer { try source.readLevels(Int(index), into: $0) }
        var sum = 0.0
        for i in 0..<elements {
          let difference = Double(pixels[place * elements + i] - original[i] / 255)
          sum += difference * difference
        }
        errors[Int(index)] = Float(sum / Double(elements)) * range * range
      }
    }
  }
}

extension TracedModel {
  /// Rejects classes of codes that the model does not have.
  fileprivate func check(classes: [Int32]?) throws(InterfaceError) {
    guard let classes else {
      guard needsLabels else { return }
      throw .badValue("the model needs the class of each code", expected: "classes from 0", got: "none", cure: "give y")
    }
    let known = 0..<(classCount.map { Int32($0) } ?? .max)
    guard let wrong = classes.first(where: { !known.contains($0) }) else { return }
    throw .badValue("no such class", expected: "0 to \(known.upperBound - 1)", got: "\(wrong)")
  }
}

/// Writes pixels from 0 to 1, `[n, c, h, w]`, to an array of another order and other numbers.
private struct PixelWriter {
  private let base: UnsafeMutablePointer<Float>
  private let shape: ImageShape
  private let order: BorrowedImages.Order
  private let levels: NumberLevels

  init(
    _ base: UnsafeMutablePointer<Float>, shape: ImageShape, order: BorrowedImages.Order, levels: NumberLevels
  ) {
    (self.base, self.shape, self.order, self.levels) = (base, shape, order, levels)
  }

  /// Writes whole images, of which the first is the `first` of the array.
  func write(_ pixels: [Float], at first: Int) {
    let target = base + first * shape.elements
    let (factor, summand) = (levels.white - levels.black, levels.black)
    pixels.withUnsafeBufferPointer { pixels in
      guard order == .interleaved && shape.channels > 1 else {
        for i in 0..<pixels.count { target[i] = pixels[i] * factor + summand }
        return
      }
      let (channels, plane) = (shape.channels, shape.height * shape.width)
      for image in stride(from: 0, to: pixels.count, by: shape.elements) {
        for channel in 0..<channels {
          for pixel in 0..<plane {
            target[image + pixel * channels + channel] = pixels[image + channel * plane + pixel] * factor + summand
          }
        }
      }
    }
  }
}
