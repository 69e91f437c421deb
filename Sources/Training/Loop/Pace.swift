import Clusters

/// How fast this start of a training has been.
struct Pace {
  var images = 0
  var seconds = 0.0
  /// The images of this process since the last epoch ended, and the communication until then.
  var ownImages = 0
  var times = CommunicationTimes()
  var imagesPerSecond: Double { Double(images) / max(seconds, 1e-9) }
}
