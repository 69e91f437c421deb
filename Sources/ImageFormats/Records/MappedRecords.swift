internal import Diagnostics
package import ImageShapes

/// Images in files of fixed-size records, mapped into memory; the files' lengths give the number of images.
///
/// The images of several files are numbered consecutively. Pixels are read from the disk on demand.
package final class MappedRecords: ImageSource {
  package let name: String
  package let source: String?
  package let count: Int
  package let labels: [Int32]?
  package let classNames: [String]
  /// The position of pixels and label in a record.
  package let layout: RecordLayout

  let files: [RecordFile]
  /// The index of each file's first image; then the number of all images.
  private let starts: [Int]
  private let knownFingerprint = KnownFingerprint()

  /// The maximum bytes of a set whose fingerprint covers all pixels; a larger set's covers a sample.
  static let fingerprintLimit = 1 << 30

  /// Opens files of records and reads the labels.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - layout: the position of pixels and label in a record.
  ///   - name: the name in messages.
  ///   - source: the file or folder of all images.
  ///   - labels: the class of each image, if the records have none.
  ///   - classes: the number of classes; a larger label in a record is an error.
  ///   - classNames: the name of each class, by its number; empty if unknown.
  /// - Throws: ``ImageFileError``; `DatasetError` when there are not as many `labels` as records.
  package convenience init(
    paths: [String], layout: RecordLayout, name: String, source: String? = nil, labels: [Int32]? = nil,
    classes: Int = 256, classNames: [String] = []
  ) throws {
    try self.init(
      files: paths.map { path in try RecordFile(path: path) }, layout: layout, name: name,
      source: source, labels: labels, classes: classes, classNames: classNames)
  }

  init(
    files: [RecordFile], layout: RecordLayout, name: String, source: String?, labels: [Int32]? = nil,
    classes: Int = 256, classNames: [String] = []
  ) throws {
    var starts = [0]
    for file in files { starts.append(starts[starts.count - 1] + (try layout.records(in: file))) }
    let count = starts[starts.count - 1]
    guard count <= Int(Int32.max) else {
      throw ImageFileError(
        .tooMany, "too many images", place: source ?? name, expected: "at most \(Int32.max)", got: "\(count)",
        cure: "use some of them")
    }
    if let labels { try ImageFileError.check(labels: labels.count, against: count, of: source ?? name) }
    self.name = name
    self.source = source
    self.count = count
    self.classNames = classNames
    self.layout = layout
    self.files = files
    self.starts = starts
    self.labels = try labels ?? layout.labels(in: files, classes: classes)
  }

  package var shape: ImageShape { layout.shape }

  package func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) {
    let (file, record) = location(of: index)
    file.withBytes(layout.range(of: record)) { layout.write($0, into: pixels) }
  }

  /// `data_batch_2.bin, record 17`, counted from 0.
  package func title(of index: Int) -> String {
    let (file, record) = location(of: index)
    return "\(file.path), record \(record)"
  }

  private func location(of index: Int) -> (file: RecordFile, record: Int) {
    require(index >= 0 && index < count, "\(name): no image \(index) among \(count)")
    let file = (starts.firstIndex { $0 > index } ?? starts.count - 1) - 1
    return (files[file], index - starts[file])
  }

  /// True above a gibibyte; below, the fingerprint is the same as in memory.
  package var samplesFingerprint: Bool { count > Self.fingerprintLimit / bytesPerImage }

  package var fingerprint: String { knownFingerprint.value { madeFingerprint } }

  private var madeFingerprint: String {
    guard !samplesFingerprint else { return sampledFingerprint }
    var fingerprint = ImageFingerprint(count: count, shape: shape)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytesPerImage) { pixels in
      for index in 0..<count {
        read(index, into: pixels)
        fingerprint.add(UnsafeBufferPointer(pixels))
      }
    }
    return fingerprint.digits
  }
}

extension RecordLayout {
  /// The number of records in the file.
  fileprivate func records(in file: RecordFile) throws(ImageFileError) -> Int {
    let bytes = file.count - headerBytes
    guard bytes > 0 else {
      throw ImageFileError(
        .empty, "the file holds no images", place: file.path, expected: "records of \(recordBytes) bytes",
        got: "\(file.count) bytes", cure: "fetch the file again")
    }
    guard bytes.isMultiple(of: recordBytes) else {
      throw ImageFileError(
        .truncated, "the file ends within a record", place: file.path, expected: "a multiple of \(recordBytes) bytes",
        got: "\(bytes)", cure: "fetch the file again")
    }
    return bytes / recordBytes
  }

  /// The position of one record in its file.
  fileprivate func range(of record: Int) -> Range<Int> {
    let start = headerBytes + record * recordBytes
    return start..<start + recordBytes
  }

  fileprivate func labels(in files: [RecordFile], classes: Int) throws -> [Int32]? {
    guard let labelOffset else { return nil }
    var labels: [Int32] = []
    for file in files {
      let records = try records(in: file)
      labels.reserveCapacity(labels.count + records)
      try file.withBytes { bytes in
        for record in 0..<records {
          let label = bytes[headerBytes + record * recordBytes + labelOffset]
          guard label < classes else { throw ImageFileError(label: label, of: record, in: file.path, classes: classes) }
          labels.append(Int32(label))
        }
      }
    }
    return labels
  }
}

extension ImageFileError {
  /// The error for a label beyond the number of classes.
  init(label: UInt8, of record: Int, in path: String, classes: Int) {
    self.init(
      .badLabel, "label out of range", place: "\(path), record \(record)", expected: "a label from 0 to \(classes - 1)",
      got: "\(label)", cure: "fetch the file again")
  }
}
