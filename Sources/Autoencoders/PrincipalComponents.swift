internal import CLAPACK
import Diagnostics
import Foundation
import ImageShapes
import Tensors

/// The mean and the principal components of images.
///
/// The covariance is summed in double precision; its eigenvectors are computed by LAPACK's `dsyevr`.
struct PrincipalComponents {
  /// `[pixels]`.
  let mean: [Float]
  /// `[count, pixels]`: orthonormal, by descending variance; the largest element of each is positive.
  let directions: [Float]
  /// The variance of each direction, `[count]`.
  let variances: [Double]

  /// - Throws: ``ModelError`` when there are fewer images than components, or no memory for the covariance.
  init(of images: any TrainingImages, count: Int) throws {
    let pixels = images.shape.elements
    guard count <= images.count else {
      throw ModelError(
        .badValue,
        Report(
          "there are more components than training images", place: "code_size", expected: "at most \(images.count)",
          got: "\(count)"))
    }
    try Self.check(pixels: pixels)
    let mean = try Self.mean(of: images)
    let covariance = try Self.covariance(of: images, around: mean)
    let (values, vectors) = try Self.largestEigenvectors(of: covariance, order: pixels, count: count)
    self.mean = mean.map(Float.init)
    variances = values
    directions = vectors.map(Float.init)
  }

  /// Rejects images with a covariance larger than half of the memory.
  ///
  /// LAPACK overwrites the matrix itself.
  ///
  /// - Parameter matrices: The number of matrices of the covariance's size.
  static func check(pixels: Int, matrices: Double = 1) throws(ModelError) {
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    let needed = 8 * matrices * Double(pixels) * Double(pixels)
    guard needed <= memory / 2, pixels <= Int(Int32.max) else {
      throw ModelError(
        .badValue,
        Report(
          "the images are too large for their principal components", place: "\(pixels) pixels",
          expected: "a covariance matrix of at most half of the memory, \(gigabytes(memory / 2))",
          got: gigabytes(needed), cure: "make the images smaller"))
    }
  }

  private static func gigabytes(_ bytes: Double) -> String { String(format: "%.1f GB", bytes / 1e9) }

  static func mean(of images: any TrainingImages) throws -> [Double] {
    let pixels = images.shape.elements
    var sums = [Double](repeating: 0, count: pixels)
    var total = 0
    try images.forEachBatch { batch, count in
      total += count
      for image in 0..<count {
        for i in 0..<pixels { sums[i] += Double(batch[image * pixels + i]) }
      }
    }
    return sums.map { $0 / Double(total) }
  }

  /// The upper triangle, column by column, of Σ (x - mean)(x - mean)ᵀ / n.
  static func covariance(of images: any TrainingImages, around mean: [Double]) throws -> [Double] {
    let pixels = mean.count
    var sum = [Double](repeating: 0, count: pixels * pixels)
    var centred: [Double] = []
    var total = 0
    Self.useOneThread()
    try images.forEachBatch { batch, count in
      centred.removeAll(keepingCapacity: true)
      total += count
      for image in 0..<count {
        for i in 0..<pixels { centred.append(Double(batch[image * pixels + i]) - mean[i]) }
      }
      // Row-major images are the columns of a column-major matrix A: A Aᵀ is added.
      cblas_dsyrk(
        CblasColMajor, CblasUpper, CblasNoTrans, Int32(pixels), Int32(count), 1, centred,
        Int32(pixels), 1, &sum, Int32(pixels))
    }
    for at in sum.indices { sum[at] /= Double(total) }
    return sum
  }

  /// The `count` largest eigenvalues, in descending order, and their eigenvectors, one after the other.
  static func largestEigenvectors(
    of matrix: consuming [Double], order: Int, count: Int
  ) throws(ModelError) -> (values: [Double], vectors: [Double]) {
    var (job, range, triangle): (CChar, CChar, CChar) = (
      CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "I")), CChar(UInt8(ascii: "U"))
    )
    // Three copies: a variable cannot be passed twice as inout.
    var (n, rows, vectorRows) = (Int32(order), Int32(order), Int32(order))
    var (first, last) = (Int32(order - count + 1), Int32(order))
    var (low, high, tolerance) = (0.0, 0.0, 0.0)
    var (found, information) = (Int32(0), Int32(0))
    var values = [Double](repeating: 0, count: order)
    var vectors = [Double](repeating: 0, count: order * count)
    var support = [Int32](repeating: 0, count: 2 * max(1, count))
    var (workCount, integerCount) = (Int32(-1), Int32(-1))
    var work = [0.0]
    var integers: [Int32] = [0]
    // Called twice: for the size of the workspace, and for the result.
    for _ in 0..<2 {
      dsyevr_(
        &job, &range, &triangle, &n, &matrix, &rows, &low, &high, &first, &last, &tolerance, &found, &values, &vectors,
        &vectorRows, &support, &work, &workCount, &integers, &integerCount, &information)
      guard information == 0 else { break }
      if workCount < 0 {
        (workCount, integerCount) = (Int32(work[0]), integers[0])
        work = [Double](repeating: 0, count: Int(workCount))
        integers = [Int32](repeating: 0, count: Int(integerCount))
      }
    }
    guard information == 0, Int(found) == count else {
      throw ModelError(
        .badValue,
        Report(
          "the principal components were not found", expected: "\(count) eigenvectors",
          got: "\(found), LAPACK's information \(information)", cure: "look for pixels that are not finite"))
    }
    // LAPACK sorts in ascending order, and the sign of a direction is arbitrary.
    let ordered = (0..<count).reversed().flatMap { column -> [Double] in
      let vector = vectors[column * order..<(column + 1) * order]
      let largest = vector.max { abs($0) < abs($1) } ?? 1
      return largest < 0 ? vector.map { -$0 } : Array(vector)
    }
    return (values.prefix(count).reversed(), ordered)
  }

  /// Sets OpenBLAS to one thread, so that the result does not depend on the machine's number of threads.
  static func useOneThread() {
    #if os(Linux)
      openblas_set_num_threads(1)
    #endif
  }
}
