import Foundation
import Jobs

/// A state that a job has had, as JSON.
struct StateEntry: Codable, Hashable, Sendable {
  var status: JobState
  var time: Date
  var reason: String?

  init(_ change: JobStateChange) {
    (status, time, reason) = (change.state, change.time, change.reason.map(PageWords.replacingFlags))
  }
}
