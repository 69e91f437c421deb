import Hummingbird
import Synchronization

/// The pages rendered last, by what they show.
final class RenderedPages<Value: Hashable & Sendable>: Sendable {
  /// What a page shows.
  struct Contents: Hashable, Sendable {
    let value: Value
    let root: String
    let user: String?
  }

  private let pages = Mutex<[(contents: Contents, response: Response)]>([])

  /// The maximum number of pages held; they differ in the values of forms.
  private static var maxPages: Int { 4 }

  /// The page of `contents`; calls `render` unless it was rendered lately.
  func response(_ contents: Contents, render: () throws -> Response) rethrows -> Response {
    let known = pages.withLock { pages in pages.first { $0.contents == contents }?.response }
    if let known { return known }
    let response = try render()
    pages.withLock { pages in
      pages.append((contents, response))
      if pages.count > Self.maxPages { pages.removeFirst() }
    }
    return response
  }
}
