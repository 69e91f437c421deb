import CHourglass
import Foundation

/// The last error of each thread, as C text.
enum LastError {
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    // A process has a thousand keys; without one, errors have no text.
    pthread_key_create(&key) { free($0) }
    return key
  }()
  nonisolated(unsafe) private static let none = UnsafePointer(strdup("no error"))

  /// The text of this thread's last error.
  static var text: UnsafePointer<CChar>? {
    pthread_getspecific(key).map { UnsafePointer($0.assumingMemoryBound(to: CChar.self)) } ?? none
  }

  /// Replaces the text of this thread.
  static func set(_ text: String) {
    free(pthread_getspecific(key))
    pthread_setspecific(key, strdup(text))
  }
}

/// Calls `body`; an error becomes the thread's last one, and its kind.
func answering(_ body: () throws -> Void) -> hourglass_status {
  do {
    try body()
    return HOURGLASS_OK
  } catch {
    LastError.set("\(error)")
    return error.status
  }
}
