import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

extension LoadedModel {
  /// The corruption that `subject` names.
  ///
  /// - Throws: `WebError` naming the field.
  func corruption(_ subject: TestSubject) throws(WebError) -> Corruption {
    switch subject.corruption {
    case "own", "": return run.configuration.training.corruption
    case "none": return .none
    case let text:
      do {
        return try Corruption(text)
      } catch {
        throw WebError(fields: [FieldError("corruption", PageWords.of(error))])
      }
    }
  }

  /// The picture as an image of the model's shape, and what the model sees of it: corrupted, where it is.
  ///
  /// - Throws: as ``images(_:labels:)``; `WebError` for a corruption that cannot be computed.
  func images(
    of picture: Picture, _ given: TestPicture, _ subject: TestSubject
  ) throws -> (image: ImageSubset, seen: ImageSubset) {
    var label = subject.label.isEmpty ? nil : subject.label
    if label == nil, run.model.needsLabels { label = given.label.map(String.init) }
    let image = try image(picture, given, label)
    let corruption = try corruption(subject)
    guard corruption != .none else { return (image, image) }
    let seed = UInt64(subject.seed) &+ run.configuration.training.seed
    return (image, try images(pixels: corrupted(image, corruption, seed: seed), labels: image.labels))
  }

  private func image(_ picture: Picture, _ given: TestPicture, _ label: String?) throws -> ImageSubset {
    guard let pixels = given.pixels else { return try images([picture], labels: label.map { [$0] }) }
    // The library reads classes of pictures, by number or name.
    let labels = try label.flatMap { try images([picture], labels: [$0]).labels }
    return try images(pixels: pixels, labels: labels)
  }

  /// What the model makes of a picture.
  ///
  /// - Throws: why the picture cannot be read, or the model cannot take it.
  func test(_ given: TestPicture, _ subject: TestSubject) throws -> TestResult {
    let begin = ContinuousClock.now
    guard Picture.Colour(rawValue: shape.channels) != nil else { throw notPictures }
    let picture = try given.decoded(shape)
    let (image, seen) = try images(of: picture, given, subject)
    let isCorrupted = try corruption(subject) != .none
    let originals = try pixels(of: image)
    let result = ReconstructedImages(
      originals: originals, corrupted: isCorrupted ? try pixels(of: seen) : nil,
      reconstructions: try reconstruct(seen), shape: shape)
    let input = try normalized(seen)
    let limits = ValueStatistics(of: input)
    var notes = given.notes
    if given.pixels == nil, let note = conversionNote(picture) { notes.append(note) }
    if let note = checkpoint.note { notes.append(note) }
    let code = try code(of: seen)
    var tested = TestResult(
      title: given.title,
      label: subject.label.isEmpty ? given.className ?? given.label.map(String.init) : subject.label,
      notes: notes, pictures: try shown(given.pixels == nil ? picture : nil, result, input: input, subject.pixels),
      code: code,
      metrics: try metrics(result, isCorrupted ? nil : evaluate(image)),
      corruption: isCorrupted ? "\(try corruption(subject))" : nil, scaling: "\(scaling)",
      normalization: run.model.normalizer.kind.rawValue, input_minimum: limits.minimum, input_maximum: limits.maximum,
      milliseconds: 0)
    if tested.hasNonFinite {
      tested.notes.append("The model's numbers for this picture are not finite; its weights may have grown too large.")
    }
    tested.milliseconds = (ContinuousClock.now - begin) / .milliseconds(1)
    return tested
  }

  /// Prepares what tests of pictures need, by testing a black one.
  ///
  /// - Throws: as ``test(_:_:)``.
  func prepareTests() throws {
    guard Picture.Colour(rawValue: shape.channels) != nil else { return }
    let black = Picture(width: shape.width, height: shape.height, colour: .grey, filledWith: 0)
    let given = TestPicture(try black.png(), title: "black")
    var subject = TestSubject()
    subject.label = run.model.needsLabels ? "0" : ""
    _ = try test(given, subject)
    _ = try layers(given, subject)
  }

  /// The layers as the picture passes through them; those of the last picture are remembered.
  ///
  /// - Throws: as ``test(_:_:)``.
  func layers(_ given: TestPicture, _ subject: TestSubject) throws -> [LayerInspection] {
    var subject = subject
    (subject.snapshot, subject.pixels) = ("", .clip)
    return try layers(key: "\(given.key) \(subject.query)") {
      try images(of: given.decoded(shape), given, subject).seen
    }
  }

  private func code(of seen: ImageSubset) throws -> TestResult.Code {
    let values = try encode(seen)
    let dimensions = try codeDimensions()
    let tiles = LayerTiles(values, dimensions: dimensions)
    let drawn = try tiles.drawn()
    var picture = try TestResult.Shown("code", "Code", "", drawn.picture, side: .max)
    (picture.width, picture.height) = tiles.displaySize
    return TestResult.Code(
      dimensions: dimensions, values: values, statistics: ValueStatistics(of: values), picture: picture,
      low: drawn.range.lowerBound, high: drawn.range.upperBound, left_out: tiles.leftOut)
  }

  /// The dimensions of the code, `[c, h, w]` where the last layer before it has maps.
  private func codeDimensions() throws -> [Int] {
    let size = try codeSize()
    if let known = codeMaps, known.reduce(1, *) == size { return known }
    let found = try run.model.layerOutputs().outputs.last {
      $0.name.hasPrefix("encoder") && $0.dimensions.count == 3 && $0.dimensions.reduce(1, *) == size
    }?.dimensions
    codeMaps = found ?? [size]
    return found ?? [size]
  }

  private func shown(
    _ picture: Picture?, _ result: ReconstructedImages, input: [Float], _ conversion: PixelConversion
  ) throws -> [TestResult.Shown] {
    func planes(_ pixels: some Collection<Float>) -> Picture { Picture(planes: pixels, shape: shape) }
    var shown: [TestResult.Shown] = []
    let isInverted = run.configuration.data.isInverted
    if let picture, picture.shape != shape || isInverted {
      let colour = picture.colour == .grey ? "grey" : "RGB"
      shown.append(
        try .init("picture", "Picture", "as it was given: \(picture.width)x\(picture.height), \(colour)", picture))
    }
    shown.append(
      try .init(
        "image", "Image", "\(shape)\(isInverted ? ", inverted, as the run's own images are" : "")",
        planes(result.originals)))
    if let corrupted = result.corrupted {
      shown.append(try .init("corrupted", "Corrupted", "what the model sees in place of the image", planes(corrupted)))
    }
    let kind = run.model.normalizer.kind
    if kind != .none {
      let range = kind.range(of: scaling.range)
      let extent = range.upperBound - range.lowerBound
      let words =
        switch kind {
        case .meanImage: "the mean training image is subtracted; middle grey is 0, so that it looks unlike the picture"
        case .meanPixel: "the mean of each channel is subtracted; middle grey is 0, so that it looks pale"
        case .perImage: "standardised by its own mean and deviation; middle grey is 0"
        case .whitening: "neighbouring pixels are decorrelated (ZCA); middle grey is 0, and only edges remain"
        case .none: ""
        }
      shown.append(
        try .init("input", "Network’s input", words, planes(input.map { ($0 - range.lowerBound) / extent })))
    }
    let reconstruction = conversion.picture(of: result.reconstructions, shape: shape)
    shown.append(try .init("reconstruction", "Reconstruction", reconstruction.caption, reconstruction.picture))
    let (differences, maximum) = result.differences()
    shown.append(
      try .init(
        "difference", "Difference",
        "|image − reconstruction|, from dark blue for 0 to yellow for \(Figures.number(Double(maximum)))",
        differences[0]))
    return shown
  }

  private func metrics(_ result: ReconstructedImages, _ evaluation: Evaluation?) -> [TestResult.Metric] {
    let differences = zip(result.originals, result.reconstructions).map { abs(Double($0) - Double($1)) }
    let mse01 = result.errors[0]
    var metrics = [
      TestResult.Metric(name: "mse01", title: "MSE of pixels", value: mse01),
      // As the metrics of runs: at most 100 dB.
      TestResult.Metric(name: "psnr", title: "PSNR (dB)", value: -10 * log10(max(mse01, 1e-10))),
      TestResult.Metric(
        name: "mae01", title: "Mean difference", value: differences.reduce(0, +) / Double(differences.count)),
      TestResult.Metric(name: "max01", title: "Largest difference", value: differences.max() ?? 0),
    ]
    guard let evaluation else { return metrics }
    // Pixels from 0 to 1 that nothing normalizes are the network's units.
    if run.model.normalizer.kind != .none || scaling != .unit {
      metrics.append(TestResult.Metric(name: "mse", title: "MSE, network’s units", value: evaluation.mse))
    }
    metrics.append(TestResult.Metric(name: "loss", title: "Loss (\(run.model.lossName))", value: evaluation.loss))
    return metrics
  }

  /// What is changed of a picture before the model sees it, one sentence; nil where nothing is.
  func conversionNote(_ picture: Picture) -> String? {
    let conversion = run.conversion(of: [picture])
    let size = PixelSize(width: shape.width, height: shape.height)
    let changes = [
      conversion.resized > 0 ? "resized from \(picture.width)x\(picture.height) to \(size)" : nil,
      conversion.recoloured > 0 ? shape.channels == 1 ? "made grey" : "made RGB" : nil,
    ].compactMap(\.self)
    return changes.isEmpty
      ? nil : "The picture was \(changes.joined(separator: " and ")), as the run’s own images were."
  }
}

extension TestResult.Shown {
  /// A picture, shrunk where a side is longer than `side`.
  fileprivate init(
    _ name: String, _ title: String, _ caption: String, _ picture: Picture, side: Int = 384
  ) throws {
    let shown = picture.shrunk(to: side)
    (self.name, self.title, self.caption) = (name, title, caption)
    (width, height) = (shown.width, shown.height)
    url = try shown.address()
  }
}
