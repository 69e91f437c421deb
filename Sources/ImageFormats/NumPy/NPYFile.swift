import Pictures

/// A `.npy` file of NumPy, versions 1.0 to 3.0, with images or labels.
public struct NPYFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// Describes the file at `path`; opens nothing.
  public init(path: String) { self.path = path }

  /// Reads the header and checks the file's length.
  ///
  /// - Throws: ``ImageFileError``.
  public func header() throws -> NPYHeader { try array().header }

  /// Reads images: `[n, h, w]`, `[n, c, h, w]` or `[n, h, w, c]` with 1 or 3 channels.
  ///
  /// Unsigned bytes in C order are mapped. Numbers between the 256 levels of bytes are kept, see
  /// ``ImageSource/hasFractions``, and read from the mapped file; others are converted to bytes in memory. Without a stated
  /// range, zeros and ones are black and white, other integers must be from 0 to 255, floating numbers all in [0, 1] or all
  /// integers from 0 to 255.
  /// - Parameters:
  ///   - name: the name in messages; the file's path by default.
  ///   - labels: the class of each image.
  ///   - reading: the range of the numbers, and the shape of rows `[n, pixels]`.
  /// - Throws: ``ImageFileError``; `DatasetError` when there are not as many labels as images.
  public func images(
    name: String? = nil, labels: [Int32]? = nil, reading: ImageReading = ImageReading()
  ) throws -> any ImageSource {
    let array = try array()
    return try array.images(
      name: name ?? path, source: path, labels: labels,
      levels: array.levels(in: reading.preparation.valueRange, note: reading.note), reading: reading)
  }

  /// Reads labels: `[n]` or `[n, 1]`, integers from 0 to 65535; or `[n, classes]`, a single one in each row of zeros.
  ///
  /// - Throws: ``ImageFileError``.
  public func labels() throws -> [Int32] { try array().labels() }

  private func array() throws -> NPYArray { try NPYArray(RecordFile(path: path)) }
}
