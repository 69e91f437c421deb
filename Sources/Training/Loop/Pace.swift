/// How fast this start of a training has been.
struct Pace {
  var images = 0
  var seconds = 0.0
  var imagesPerSecond: Double { Double(images) / max(seconds, 1e-9) }
}
