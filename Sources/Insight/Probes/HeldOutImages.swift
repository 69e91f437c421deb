import Randomness

/// Training images that choose the settings of a classifier: a sixth of each class, at random.
///
/// Classes of fewer than six images hold out none.
package struct HeldOutImages {
  /// The positions of the images that are trained on, and of those that choose, both ascending.
  package let training, choosing: [Int]

  /// Divides images with these classes.
  package init(labels: [Int32], seed: UInt64) {
    var left: [Int32: Int] = [:]
    for label in labels { left[label, default: 0] += 1 }
    left = left.mapValues { $0 / 6 }
    var isHeld = [Bool](repeating: false, count: labels.count)
    for position in Philox(seed: seed, purpose: .splitting).permutation(labels.count) {
      let label = labels[Int(position)]
      guard let count = left[label], count > 0 else { continue }
      left[label] = count - 1
      isHeld[Int(position)] = true
    }
    training = labels.indices.filter { !isHeld[$0] }
    choosing = labels.indices.filter { isHeld[$0] }
  }
}
