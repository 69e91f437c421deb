internal import Tensors

extension IDXFile {
  /// The images of a file that is not gzipped, read from the disk as they are asked for; nil where it is.
  ///
  /// - Throws: ``IDXError``, ``RecordsError``; ``DatasetError`` when there are not as many labels as images.
  public func mappedImages(name: String? = nil, labels: [UInt8]? = nil) throws -> MappedRecords? {
    guard try !InflatingInput(path: path).isGzipped else { return nil }
    let header = try imagesHeader()
    return try MappedRecords(
      paths: [path], layout: RecordLayout(shape: header.imageShape, headerBytes: header.headerBytes),
      name: name ?? path, source: path, labels: labels?.map { Int32($0) })
  }
}
