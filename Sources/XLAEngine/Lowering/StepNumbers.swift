import Diagnostics
import Randomness
import Tensors

/// The words that change from step to step: one argument of an executable, so that no step compiles again.
///
/// They are the key of the random draws, the step and the purpose; each ramp's value; scale and offset of each input
/// that is fed as bytes; and each sample's counter.
struct StepNumbers {
  let count: Int
  /// Where the counters of the samples' draws lie.
  let drawnSamples: Range<Int>
  private let ramps: [StepNumber]
  private let byteInputs: [String]

  /// The places of the key's two words, the step and the purpose.
  static let (keyLow, keyHigh, step, purpose) = (0, 1, 2, 3)
  private static let firstRamp = 4

  init(_ live: LiveNodes, samples: Int, byteInputs: Set<String>) {
    ramps = live.ramps
    self.byteInputs = live.inputs.map(\.inputName).filter(byteInputs.contains)
    let first = Self.firstRamp + ramps.count + 2 * self.byteInputs.count
    drawnSamples = first..<first + (live.hasDraws ? samples : 0)
    count = drawnSamples.upperBound
  }

  /// Where the value of `ramp` lies.
  func place(of ramp: StepNumber) -> Int {
    guard let index = ramps.firstIndex(of: ramp) else { fatalError("a ramp that the program does not read") }
    return Self.firstRamp + index
  }

  /// Where scale and offset of the input `name` lie.
  func placesOfScale(_ name: String) -> (scale: Int, offset: Int) {
    guard let index = byteInputs.firstIndex(of: name) else { fatalError("the input \(name) is not fed as bytes") }
    let place = Self.firstRamp + ramps.count + 2 * index
    return (place, place + 1)
  }

  /// The words for a batch of `samples` at `position`.
  func words(samples: Int, feeds: [String: Feed], at position: RunPosition) -> [UInt32] {
    let (key, step, purpose) = position.draws(ofStream: 0).words
    var words = [key[0], key[1], step, purpose]
    words += ramps.map { $0.value(samples: samples, at: position).bitPattern }
    for name in byteInputs {
      guard case .bytes(_, _, _, let scale, let offset) = feeds[name] else { fatalError("no bytes for \(name)") }
      words += [scale.bitPattern, offset.bitPattern]
    }
    if !drawnSamples.isEmpty { words += (0..<samples).map { position.drawnSample($0) } }
    require(words.count == count, "\(words.count) words for a step with \(count)")
    return words
  }
}
