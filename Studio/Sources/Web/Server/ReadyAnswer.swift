import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// An answer that can be sent at once.
struct ReadyAnswer: Sendable {
  /// The head, but for the date.
  private let head: HTTPResponse
  let body: ByteBuffer

  /// Adds to `response` the fields that every answer has.
  init(_ response: Response, _ body: ByteBuffer) {
    var response = response
    SafeHeaders.add(to: &response.headers)
    head = response.head
    self.body = body
  }

  /// The answer as the router gives it.
  var response: Response {
    Response(status: head.status, headers: head.headerFields, body: ResponseBody(byteBuffer: body))
  }

  /// The head as it is sent now.
  var currentHead: HTTPResponse {
    var head = head
    head.headerFields[.date] = HTTPDate.now
    return head
  }
}

/// The time of answers (RFC 9110, section 5.6.7).
enum HTTPDate {
  private static let last = Mutex<(second: Int, text: String)>((0, ""))

  /// The time now: `Sun, 06 Nov 1994 08:49:37 GMT`.
  static var now: String {
    let second = time(nil)
    return last.withLock { last in
      if last.second != second { last = (second, text(second)) }
      return last.text
    }
  }

  /// The time `second` seconds after the beginning of 1970.
  static func text(_ second: Int) -> String {
    var (second, parts) = (second, tm())
    gmtime_r(&second, &parts)
    let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(parts.tm_wday)]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
  }
}
