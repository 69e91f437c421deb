/// A `.npy` file of NumPy, versions 1.0 to 3.0, with images or labels.
public struct NPYFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// The file at `path`; nothing is opened yet.
  public init(path: String) { self.path = path }

  /// What the file says of itself; the file's length is checked against it.
  ///
  /// - Throws: ``NPYError``, ``RecordsError``.
  public func header() throws -> NPYHeader { try array().header }

  /// The images: `[n, h, w]`, `[n, c, h, w]` or `[n, h, w, c]` with 1 or 3 channels.
  ///
  /// Unsigned bytes in C order are mapped; everything else becomes bytes in memory. Integers must be 0 to 255, floating
  /// numbers all in [0, 1] or all whole from 0 to 255; true is 255.
  /// - Throws: ``NPYError``, ``RecordsError``; ``DatasetError`` when there are not as many labels as images.
  public func images(name: String? = nil, labels: [Int32]? = nil) throws -> any ImageSource {
    try array().images(name: name ?? path, source: path, labels: labels)
  }

  /// The labels: `[n]` or `[n, 1]`, whole numbers from 0 to 65535.
  ///
  /// - Throws: ``NPYError``, ``RecordsError``.
  public func labels() throws -> [Int32] { try array().labels() }

  private func array() throws -> NPYArray { try NPYArray(RecordFile(path: path)) }
}
