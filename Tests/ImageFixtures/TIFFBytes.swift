/// A grey TIFF of one strip, little-endian, whose samples have this many `bits` and TIFF's number of their `format`.
package func tiff(
  width: UInt32, height: UInt32, bits: UInt32, format: UInt32, _ pixels: [UInt8], orientation: UInt32 = 1
) -> [UInt8] {
  let fields: [(tag: UInt16, value: UInt32)] = [
    (256, width), (257, height), (258, bits), (259, 1), (262, 1), (273, 8), (274, orientation), (277, 1), (278, height),
    (279, UInt32(pixels.count)), (339, format),
  ]
  func word(_ value: UInt32) -> [UInt8] { raw([value.littleEndian]) }
  func half(_ value: UInt16) -> [UInt8] { raw([value.littleEndian]) }
  var bytes = Array("II*\0".utf8) + word(UInt32(8 + pixels.count + pixels.count % 2)) + pixels
  if pixels.count % 2 == 1 { bytes.append(0) }
  bytes += half(UInt16(fields.count))
  for (tag, value) in fields { bytes += half(tag) + half(4) + word(1) + word(value) }
  return bytes + word(0)
}
