internal import SwiftProtobuf

extension Tensorboard_Event {
  /// The event in a record's data; nil if they are not an event.
  init?(record data: [UInt8]) {
    guard let event = try? Tensorboard_Event(serializedBytes: data) else { return nil }
    self = event
  }

  /// An event with `content`, at `time` in seconds since 1970.
  init(_ content: OneOf_What, step: Int, at time: Double) {
    self.init()
    (what, self.step, wallTime) = (content, Int64(step), time)
  }

  /// An event with values.
  init(_ values: [Tensorboard_Summary.Value], step: Int, at time: Double) {
    var summary = Tensorboard_Summary()
    summary.value = values
    self.init(.summary(summary), step: step, at: time)
  }

  /// The first event of a file.
  static func version(at time: Double) -> Self { Self(.fileVersion("brain.Event:2"), step: 0, at: time) }

  /// The start of a session, which replaces all events of earlier sessions from `step` on.
  static func start(step: Int, at time: Double) -> Self {
    var log = Tensorboard_SessionLog()
    log.status = .start
    return Self(.sessionLog(log), step: step, at: time)
  }
}
