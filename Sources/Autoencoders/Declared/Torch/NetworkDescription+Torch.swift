import Diagnostics
import Foundation
import ImageShapes
import NeuralNetworks

extension NetworkDescription {
  /// Reads the network of a Torch listing.
  ///
  /// - Parameters:
  ///   - text: Lua source that makes an `nn.Sequential`.
  ///   - file: The listing's file, for errors.
  ///   - name: The network's name.
  ///   - image: The image shape, which the listing may ask for; nil for the first common one that it takes.
  /// - Throws: ``NetworkError`` with everything that cannot be read.
  init(torch text: String, file: String, name: String, image: ImageShape?) throws(NetworkError) {
    let problems = Problems(file: file)
    do throws(TorchListing.Failure) {
      self.init(try TorchListing(text, images: image.map { [$0] } ?? Self.commonImages), name: name, problems)
    } catch {
      problems.add(error.report, line: error.line)
      throw problems.error(.unreadable)
    }
    guard problems.isEmpty else { throw problems.error(.unreadable) }
  }

  /// Reads the network of `listing` as far as possible; adds problems to `problems`.
  private init(_ listing: TorchListing, name: String, _ problems: Problems) {
    self.init(name: name, encoder: [], decoder: [])
    file = problems.file
    let reading = TorchReading(listing, problems)
    guard reading.layers.count > 1 else {
      // Modules that cannot be read may be the layers that are missing.
      guard problems.isEmpty else { return }
      problems.add(
        Report(
          "the listing's network is not an autoencoder", expected: "layers of an encoder and a decoder",
          got: "\(reading.layers.count) layers"), line: nil)
      return
    }
    encoder = Array(reading.layers[..<reading.split])
    decoder = Array(reading.layers[reading.split...])
    penalties = reading.penalties
    loss = Self.loss(listing.criterion, decoder, problems)
    lossLine = listing.criterion?.line
    // DIGITS feeds bytes, which its listings scale themselves.
    if let first = encoder.first?.kind as? MultiplyLayer, abs(first.factor) < 0.05 { pixels = .bytes }
    read(listing.fields, problems)
  }

  /// The loss of a criterion; without one, cross-entropy after a sigmoid and the mean squared error otherwise.
  private static func loss(
    _ criterion: TorchModule?, _ decoder: [LayerDescription], _ problems: Problems
  ) -> [String: Double] {
    typealias Kind = ReconstructionLoss.Kind
    guard let criterion else {
      let isSigmoid = decoder.last { !$0.kind.keepsElements }?.kind.activation == .sigmoid
      return [(isSigmoid ? Kind.binaryCrossEntropy : .meanSquaredError).rawValue: 1]
    }
    let known: [String: Kind] = [
      "MSECriterion": .meanSquaredError, "BCECriterion": .binaryCrossEntropy, "AbsCriterion": .meanAbsoluteError,
      "SmoothL1Criterion": .huber,
    ]
    guard let kind = known[criterion.kind] else {
      problems.add(
        Report(
          "no loss here for this criterion", got: criterion.name,
          cure: nearestName(to: criterion.kind, among: known.keys.sorted()).map { "did you mean nn.\($0)?" }
            ?? "known: \(known.keys.sorted().joined(separator: ", "))"), line: criterion.line)
      return [:]
    }
    if criterion.arguments.contains(where: { $0 != .none && $0 != .flag(true) }) {
      problems.add(
        Report(
          "the criterion has arguments", expected: "\(criterion.name)()", got: criterion.arguments[0].words,
          cure: "take them out: the loss is a mean over all elements"), line: criterion.line)
    }
    return [kind.rawValue: 1]
  }

  /// Reads the fields of the table that DIGITS takes; rejects those that would change the training unseen.
  private mutating func read(_ fields: [(name: String, value: TorchModule.Argument)], _ problems: Problems) {
    let known = [
      "model", "loss", "labelHook", "trainBatchSize", "validationBatchSize", "disableAutoDataParallelism", "pixels",
    ]
    let refused = [
      "croplen": "give --augment crop=NxN instead", "fineTuneHook": "give --from and --train-only instead",
    ]
    func misfit(_ name: String, _ expected: String, _ value: TorchModule.Argument) {
      problems.add(Report("a field does not fit", place: name, expected: expected, got: value.words), line: nil)
    }
    for (name, value) in fields {
      switch (name, value) {
      case ("trainBatchSize", .number(let size)) where (1...1_000_000).contains(size) && size == size.rounded():
        batchSize = Int(size)
      case ("trainBatchSize", _): misfit(name, "an integer from 1", value)
      case ("pixels", .text(let text)) where PixelScaling(rawValue: text) != nil: pixels = PixelScaling(rawValue: text)
      case ("pixels", _): misfit(name, PixelScaling.allCases.map(\.rawValue).joined(separator: ", "), value)
      case _ where refused[name] != nil:
        problems.add(Report("a field has no counterpart here", got: name, cure: refused[name]), line: nil)
      case _ where !known.contains(name):
        problems.add(Report("no such field", got: name, cure: knownNames(known, insteadOf: name)), line: nil)
      default: break
      }
    }
  }
}

extension NetworkDescription {
  /// Whether the file at `path` holds a Torch listing, by its file extension.
  package static func isTorch(_ path: String) -> Bool {
    path.lowercased().hasSuffix(TorchListing.fileExtension)
  }

  /// A network's name from the name of its file: letters, digits, `-`, `_` and dots within.
  static func title(ofFile path: String) -> String {
    let base = (path as NSString).lastPathComponent as NSString
    let letters = base.deletingPathExtension.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }
    let name = String(String(letters).drop { $0 == "." })
    return name.isEmpty ? "Torch" : name
  }

  /// The shapes that a listing is tried with when none is given.
  private static let commonImages: [ImageShape] = [
    (1, 28), (3, 32), (1, 32), (3, 64), (1, 64), (3, 96), (3, 128), (3, 224), (3, 227), (3, 256),
  ].map { ImageShape(channels: $0.0, height: $0.1, width: $0.1) }

  /// Reads and plans a listing; without an image shape, for the common one that fits best.
  static func checkedTorch(_ text: String, path: String, image: ImageShape?) throws(NetworkError) -> (
    NetworkDescription, NetworkPlan
  ) {
    var failure: Problems?
    var fewest: Problems?
    for shape in image.map({ [$0] }) ?? commonImages {
      let problems = Problems(file: path)
      do throws(TorchListing.Failure) {
        var network = NetworkDescription(
          try TorchListing(text, images: [shape]), name: title(ofFile: path), problems)
        let plan = network.encoder.isEmpty ? nil : network.plan(for: shape, problems)
        if let plan, problems.isEmpty {
          network.image = shape
          return (network, plan)
        }
        if problems.count < fewest?.count ?? .max { fewest = problems }
      } catch {
        problems.add(error.report, line: error.line)
        failure = failure ?? problems
        if error.isFinal { break }
      }
    }
    // A listing that runs says more than one that fails.
    throw (fewest ?? failure ?? Problems(file: path)).error(.misfit)
  }
}
