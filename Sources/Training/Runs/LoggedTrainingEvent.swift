/// An event of a run with its time, a line of ``RunDirectory/events``.
///
/// As JSON, the times stand beside the fields of the event. `EventReader<LoggedTrainingEvent>` follows the file.
public struct LoggedTrainingEvent: Codable, Hashable, Sendable {
  /// The event.
  public var event: TrainingEvent
  /// Seconds since this start of the training, by a clock that never goes back.
  public var elapsed: Double
  /// Seconds since 1970, by the clock of the system.
  public var time: Double

  /// Creates a line; the parameters are its properties.
  public init(_ event: TrainingEvent, elapsed: Double, time: Double) {
    (self.event, self.elapsed, self.time) = (event, elapsed, time)
  }

  private enum Key: CodingKey { case elapsed, time }

  public init(from decoder: any Decoder) throws {
    event = try TrainingEvent(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    elapsed = try container.decode(Double.self, forKey: .elapsed)
    time = try container.decode(Double.self, forKey: .time)
  }

  public func encode(to encoder: any Encoder) throws {
    try event.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(elapsed, forKey: .elapsed)
    try container.encode(time, forKey: .time)
  }
}
