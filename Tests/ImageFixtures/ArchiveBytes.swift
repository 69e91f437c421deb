import CZLib
import ImageShapes

/// The bytes of a tar archive of plain files; `kind` is the type of the entries.
package func tarArchive(_ files: [(name: String, bytes: [UInt8])], kind: Character = "0") -> [UInt8] {
  var archive: [UInt8] = []
  for file in files {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at start: Int) { header.replaceSubrange(start..<start + text.utf8.count, with: text.utf8) }
    func octal(_ number: Int, digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: digits - text.count) + text
    }
    put(file.name, at: 0)
    put("0000644", at: 100)
    put(octal(file.bytes.count, digits: 11), at: 124)
    put("00000000000", at: 136)
    put("        ", at: 148)
    put(String(kind), at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6), at: 148)
    header[154] = 0
    archive += header + file.bytes + [UInt8](repeating: 0, count: -file.bytes.count & 511)
  }
  return archive + [UInt8](repeating: 0, count: 1024)
}

/// The bytes of a zip archive of files that are stored, not compressed.
package func zipArchive(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
  func word(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  var (archive, directory): ([UInt8], [UInt8]) = ([], [])
  for file in files {
    let checksum = Int(crc32_z(0, file.bytes, file.bytes.count))
    // Version, flags, method, time, date, checksum, both lengths, the name's length, no extra field.
    let common =
      word(20, 2) + word(0, 8) + word(checksum, 4) + word(file.bytes.count, 4) + word(file.bytes.count, 4)
      + word(file.name.utf8.count, 2) + word(0, 2)
    directory += [0x50, 0x4B, 1, 2] + word(20, 2) + common + word(0, 10) + word(archive.count, 4) + file.name.utf8
    archive += [0x50, 0x4B, 3, 4] + common + file.name.utf8 + file.bytes
  }
  let end = [0x50, 0x4B, 5, 6] + word(0, 4) + word(files.count, 2) + word(files.count, 2) + word(directory.count, 4)
  return archive + directory + end + word(archive.count, 4) + word(0, 2)
}

/// The bytes of a `.npy` file.
package func npy(_ descriptor: String, _ shape: [Int], _ data: [UInt8], fortran: Bool = false, version: UInt8 = 1)
  -> [UInt8]
{
  let sizes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
  let text = "{'descr': '\(descriptor)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(sizes)), }"
  return npy(header: text, data, version: version)
}

/// The bytes of a `.npy` file with this text for a header.
package func npy(header text: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
  let start = version == 1 ? 10 : 12
  let padding = String(repeating: " ", count: 63 - (start + text.utf8.count) % 64)
  let header = Array((text + padding + "\n").utf8)
  let length = (0..<start - 8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + header + data
}

/// The bytes of numbers one after the other.
package func raw<Number: BitwiseCopyable>(_ numbers: [Number]) -> [UInt8] { numbers.withUnsafeBytes { Array($0) } }
