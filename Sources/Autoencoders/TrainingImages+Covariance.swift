import Diagnostics
import ImageShapes
import Statistics

extension TrainingImages {
  /// The mean and the covariance of the images, read once.
  ///
  /// - Throws: ``ModelError`` when there is no memory for the covariance; errors of reading.
  func covariance() throws -> Covariance {
    var covariance = try statistically { () throws(StatisticsError) in try Covariance(size: shape.elements) }
    try forEachBatch { batch, count in
      covariance.add(UnsafeBufferPointer(rebasing: batch[..<(count * shape.elements)]))
    }
    return covariance
  }
}

/// The result of `body`, whose errors are those of a model.
func statistically<Result>(_ body: () throws(StatisticsError) -> Result) throws(ModelError) -> Result {
  do {
    return try body()
  } catch {
    throw ModelError(.badValue, error.report)
  }
}
