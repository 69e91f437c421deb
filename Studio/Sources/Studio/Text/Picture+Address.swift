import Foundation
import Hourglass

extension Picture {
  /// The picture as a PNG in an address, `data:image/png;base64,…`.
  ///
  /// - Throws: `PictureError` when it cannot be written.
  func address() throws -> String { "data:image/png;base64,\(Data(try png()).base64EncodedString())" }
}
