/// Chooses the validations at which a strip of the film is drawn, so that the film costs at most 1% of the training's time.
///
/// The first tenth of a second of strips after each start of the training does not count. After that a strip is drawn at every second
/// validation, every fourth, and so on: drawing one takes at most 1% of the time between two.
package struct FilmPace {
  /// The maximum share of the training's time, once the free seconds are spent.
  package static let share = 0.01
  /// The seconds of drawing that do not count.
  package static let freeSeconds = 0.1

  /// A strip is drawn at every validation whose number is a multiple, a power of two.
  package private(set) var every = 1
  private var validations = 0
  private var strips = 0
  private var spent = 0.0

  package init() {}

  /// Whether the validation of this number gets a strip, `elapsed` seconds after the start of the training.
  package mutating func isDue(number: Int, elapsed: Double) -> Bool {
    validations += 1
    if spent > Self.freeSeconds {
      let (cost, between) = (spent / Double(strips), elapsed / Double(validations))
      while cost > Self.share * Double(every) * between, every < 1 << 20 { every *= 2 }
    }
    return number.isMultiple(of: every)
  }

  /// Notes that a strip took `seconds`.
  package mutating func note(seconds: Double) {
    strips += 1
    spent += seconds
  }
}
