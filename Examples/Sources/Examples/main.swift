import Foundation
import Hourglass

// Discs of every size and place, drawn here so that the examples need no files.
let pictures = (0..<120).map { (index: Int) -> Picture in
  let (x, y, radius) = (6 + index % 5 * 4, 6 + index / 5 % 5 * 4, 3 + index / 25)
  let bytes = (0..<784).map { (place: Int) -> UInt8 in
    let (dx, dy) = (place % 28 - x, place / 28 - y)
    return dx * dx + dy * dy < radius * radius ? 230 : 20
  }
  return Picture(width: 28, height: 28, colour: .grey, bytes: bytes)
}

let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hourglass-examples").path
try? FileManager.default.removeItem(atPath: folder)
try train(on: pictures, folder: "\(folder)/discs")
try printNearest(of: pictures, run: "\(folder)/discs")
try drawReconstructions(of: Array(pictures.prefix(10)), run: "\(folder)/discs", to: "\(folder)/discs.png")
try printRun("\(folder)/discs")
