import Diagnostics
import Randomness
import Tensors

/// The words that change from step to step: one argument of an executable, so that no step compiles again.
///
/// They are the key of the random draws, the step and the purpose; the numbers of a step; scale and offset of each input
/// that is fed as bytes; and each sample's counter. Those of a padded batch have the number of its samples, too, and
/// what depends on it.
struct StepNumbers {
  let count: Int
  /// Where the counters of the samples' draws lie.
  let drawnSamples: Range<Int>
  private let form: BatchForm
  /// The numbers of a step that are not constants: ramps, and those of the size of a padded batch.
  private let numbers: [StepNumber]
  private let byteInputs: [String]
  /// The masks whose number of winners depends on the size of a padded batch.
  private let masks: [LifetimeMask]

  /// The places of the key's two words, the step and the purpose.
  static let (keyLow, keyHigh, step, purpose) = (0, 1, 2, 3)
  private static let firstNumber = 4

  init(_ live: LiveNodes, form: BatchForm, byteInputs: Set<String>) {
    self.form = form
    numbers = live.stepNumbers.filter { form.isPadded || $0.isRamp }
    self.byteInputs = live.inputs.map(\.inputName).filter(byteInputs.contains)
    masks = form.isPadded ? live.lifetimeMasks : []
    let size = Self.firstNumber + numbers.count + 2 * self.byteInputs.count
    let first = size + (form.isPadded ? 1 : 0) + masks.count
    drawnSamples = first..<first + (live.hasDraws ? form.samples : 0)
    count = drawnSamples.upperBound
  }

  /// Where the value of `number` lies; nil where it is a constant.
  func place(of number: StepNumber) -> Int? { numbers.firstIndex(of: number).map { Self.firstNumber + $0 } }

  /// Where scale and offset of the input `name` lie.
  func placesOfScale(_ name: String) -> (scale: Int, offset: Int) {
    guard let index = byteInputs.firstIndex(of: name) else { fatalError("the input \(name) is not fed as bytes") }
    let place = Self.firstNumber + numbers.count + 2 * index
    return (place, place + 1)
  }

  /// Where the number of samples of a padded batch lies, a float.
  var placeOfSampleCount: Int {
    require(form.isPadded, "all samples are the batch's")
    return Self.firstNumber + numbers.count + 2 * byteInputs.count
  }

  /// Where the number of winners of a mask of a padded batch lies, an integer.
  func placeOfWinners(_ mask: LifetimeMask) -> Int {
    guard let index = masks.firstIndex(of: mask) else { fatalError("a mask that the program does not have") }
    return placeOfSampleCount + 1 + index
  }

  /// The words for a batch of `samples` at `position`.
  func words(samples: Int, feeds: [String: Feed], at position: RunPosition) -> [UInt32] {
    let (key, step, purpose) = position.draws(ofStream: 0).words
    var words = [key[0], key[1], step, purpose]
    words += numbers.map { $0.value(samples: samples, at: position).bitPattern }
    for name in byteInputs {
      guard case .bytes(_, _, _, let scale, let offset) = feeds[name] else { fatalError("no bytes for \(name)") }
      words += [scale.bitPattern, offset.bitPattern]
    }
    if form.isPadded { words.append(Float(samples).bitPattern) }
    words += masks.map { UInt32($0.winners(of: samples)) }
    if !drawnSamples.isEmpty {
      words += (0..<form.samples).map { position.drawnSample(form.sample(at: $0, of: samples)) }
    }
    require(words.count == count, "\(words.count) words for a step with \(count)")
    return words
  }
}
