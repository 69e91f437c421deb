/// Differences of pairs of images pixel by pixel; both are `[n, c, h, w]` with pixels in [0, 1].
package struct PixelDifferences {
  private let images, others: [Float]
  private let channels, plane: Int

  /// Pairs images of `channels` planes of `plane` pixels.
  package init(_ images: [Float], _ others: [Float], channels: Int, plane: Int) {
    (self.images, self.others, self.channels, self.plane) = (images, others, channels, plane)
  }

  private var elements: Int { channels * plane }
  private var count: Int { images.count / max(elements, 1) }

  /// The mean squared error of each pair, summed in order.
  package var meanSquaredErrors: [Double] {
    (0..<count).map { image in
      var sum = 0.0
      for place in image * elements..<(image + 1) * elements {
        let difference = Double(images[place]) - Double(others[place])
        sum += difference * difference
      }
      return sum / Double(elements)
    }
  }

  /// The absolute differences, mean over the channels: `[n, h, w]`.
  package var absolute: [Float] {
    planes { abs($0) }.map { $0 / Float(channels) }
  }

  /// The squared differences, summed over the channels: `[n, h, w]`.
  package var squared: [Float] { planes { $0 * $0 } }

  private func planes(_ function: (Float) -> Float) -> [Float] {
    (0..<count * plane).map { place in
      let start = place / plane * elements + place % plane
      var sum: Float = 0
      for channel in 0..<channels {
        sum += function(images[start + channel * plane] - others[start + channel * plane])
      }
      return sum
    }
  }
}
