import Foundation
import Synchronization
import Web

/// How the latest changes are undone: a word for each, which pages give back.
///
/// Words of earlier servers are not known any more; deleted runs stay in the trash.
final class UndoList: Sendable {
  typealias Action = @Sendable () async throws -> String

  private let actions = Mutex<(order: [String], actions: [String: Action])>(([], [:]))
  private static let capacity = 256

  /// Remembers how a change is undone.
  ///
  /// - Returns: the address, below the server's root, at which a POST undoes it, once.
  func add(_ action: @escaping Action) -> String {
    let word = UUID().uuidString.lowercased()
    actions.withLock { list in
      list.order.append(word)
      list.actions[word] = action
      if list.order.count > Self.capacity { list.actions[list.order.removeFirst()] = nil }
    }
    return "undo/\(word)"
  }

  /// Takes the action of a word.
  func take(_ word: String) -> Action? { actions.withLock { $0.actions.removeValue(forKey: word) } }
}

extension StudioServer {
  var undoEndpoints: [Endpoint] {
    let word = Parameter<String>.path("word", "The word that the change was answered with")
    return [
      .post("/undo/{word}", "Undo a change", [word]) { call in
        guard let action = undo.take(try call(word)) else {
          throw WebError.notFound("this change cannot be undone any more")
        }
        return ChangeAnswer(message: try await action())
      }
    ]
  }
}
