import Foundation
import ImageFormats
import ImageShapes
package import Pictures
package import TestSupport

/// The value of a raw record.
package func datum(_ planes: [UInt8], _ channels: Int32, _ height: Int32, _ width: Int32, label: Int32? = nil) throws
  -> [UInt8]
{
  var datum = Caffe_Datum()
  (datum.channels, datum.height, datum.width) = (channels, height, width)
  datum.data = Data(planes)
  if let label { datum.label = label }
  return try datum.encoded()
}

/// The value of a record with a picture's file, without sizes.
package func datum(file: [UInt8], label: Int32? = nil) throws -> [UInt8] {
  var datum = Caffe_Datum()
  datum.data = Data(file)
  datum.encoded = true
  if let label { datum.label = label }
  return try datum.encoded()
}

extension TemporaryFolder {
  /// A database of these values under `00000000`, `00000001` and so on; its path.
  @discardableResult
  package func database(_ values: [[UInt8]], _ name: String = "db", keys: [String]? = nil) throws -> String {
    let writer = try LMDBWriter(folder: self(name))
    try writer.append(
      values.enumerated().map { index, value in
        LMDBWriter.Record(
          key: Array((keys?[index] ?? String(100_000_000 + index).dropFirst().description).utf8), value: value)
      })
    return self(name)
  }

  /// The bytes of the PNG file that `picture` becomes.
  package func png(_ picture: Picture) throws -> [UInt8] {
    try picture.write(to: self("picture.png"))
    return try bytes(of: self("picture.png"))
  }
}
