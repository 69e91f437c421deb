import Files
import ImageFormats
import Safetensors

/// Writes codes batch by batch; the number of rows is known at the end.
struct CodeFileWriter: ~Copyable {
  private let file: CodeFile
  private let images: any ImageSource
  private let classNames: [String]
  private let dimensions: [Int]
  private let hasLabels: Bool
  /// Whether the images have files of their own, whose paths are their titles.
  let hasFiles: Bool
  private var archive: NPZStream?
  private var array: NPYStream?
  private var tensors: SafetensorsStream?
  // Four bytes an image each; file names are read again from the source.
  private var indices: [Int32] = []
  private var labels: [Int32] = []

  /// Starts a file of codes of `dimensions` of images of a source.
  init(
    _ file: CodeFile, of images: any ImageSource, classNames: [String], dimensions: [Int], layer: String?,
    to output: inout AtomicFileWriter
  ) throws {
    (self.file, self.images, self.classNames, self.dimensions) = (file, images, classNames, dimensions)
    hasLabels = images.labels != nil
    hasFiles = images.pictureTitles != nil
    switch file.format {
    case .npz:
      archive = NPZStream()
      try archive?.begin("codes", "<f4", rowShape: dimensions, to: &output)
    case .npy: array = try NPYStream("<f4", rowShape: dimensions, to: &output)
    case .safetensors:
      tensors = try SafetensorsStream(
        "codes", rowShape: dimensions, others: hasLabels ? ["labels"] : [],
        metadata: ["layer": layer ?? "code"], path: file.path, to: &output)
    case .csv:
      let numbers = (0..<dimensions.reduce(1, *)).map { "c\($0)" }
      let columns = ["index"] + (hasFiles ? ["file"] : []) + (hasLabels ? ["label"] : []) + numbers
      try output.append(Array((columns.joined(separator: ",") + "\n").utf8))
    }
  }

  /// Appends the codes of a batch.
  mutating func append(_ batch: CodeEncoder.Batch, to output: inout AtomicFileWriter) throws {
    let count = batch.images.count
    if file.format == .csv {
      try output.append(lines(batch))
    } else {
      indices += batch.images
      labels += batch.labels ?? []
      try batch.codes.withUnsafeBufferPointer { codes in
        let bytes = UnsafeRawBufferPointer(codes)
        try archive?.append(bytes, rows: count, to: &output)
        try array?.append(bytes, rows: count, to: &output)
        try tensors?.append(codes, rows: count, to: &output)
      }
    }
  }

  /// Writes what follows the codes.
  mutating func finish(_ output: inout AtomicFileWriter) throws {
    try array?.finish(&output)
    try tensors?.finish(&output, others: hasLabels ? [labels.map { Float($0) }] : [])
    guard archive != nil else { return }
    try appendNumbers(indices, "index", to: &output)
    if hasLabels { try appendNumbers(labels, "labels", to: &output) }
    if hasFiles {
      try appendTexts(count: indices.count, "files", to: &output) { [images, indices] in
        images.title(of: Int(indices[$0]))
      }
    }
    if !classNames.isEmpty {
      try appendTexts(count: classNames.count, "class_names", to: &output) { [classNames] in classNames[$0] }
    }
    try archive?.finish(&output)
  }

  private func lines(_ batch: CodeEncoder.Batch) -> [UInt8] {
    let size = dimensions.reduce(1, *)
    var text = ""
    for (row, image) in batch.images.enumerated() {
      text += "\(image)"
      if hasFiles { text += ",\(images.title(of: Int(image)).csvField)" }
      if hasLabels { text += ",\(batch.labels?[row] ?? -1)" }
      for value in batch.codes[row * size..<(row + 1) * size] {
        text += ","
        text += value.description
      }
      text += "\n"
    }
    return Array(text.utf8)
  }

  private mutating func appendNumbers(
    _ numbers: [Int32], _ name: String, to output: inout AtomicFileWriter
  ) throws {
    try archive?.begin(name, "<i4", rowShape: [], to: &output)
    try numbers.withUnsafeBytes { try archive?.append($0, rows: numbers.count, to: &output) }
  }

  /// Appends texts as NumPy's `<U`: as many 32-bit letters as the longest has, the rest zeros.
  private mutating func appendTexts(
    count: Int, _ name: String, to output: inout AtomicFileWriter, _ text: (Int) -> String
  ) throws {
    let longest = (0..<count).reduce(1) { max($0, text($1).unicodeScalars.count) }
    try archive?.begin(name, "<U\(longest)", rowShape: [], to: &output)
    for start in stride(from: 0, to: count, by: 1024) {
      let end = min(start + 1024, count)
      var letters = [UInt32](repeating: 0, count: (end - start) * longest)
      for row in start..<end {
        for (place, letter) in text(row).unicodeScalars.enumerated() {
          letters[(row - start) * longest + place] = letter.value.littleEndian
        }
      }
      try letters.withUnsafeBytes { try archive?.append($0, rows: end - start, to: &output) }
    }
  }
}
