import Foundation
import TestSupport
import Testing

/// The page of the closed set of operations is made of their documentation, which is in the code.
@Suite struct OperationsPageTests {
  private static let page = SourceTree.root.appendingPathComponent("Sources/Tensors/Tensors.docc/Operations.md")

  @Test func `every operation states its formula, its shapes and its gradient`() throws {
    for operation in try OperationDocumentation.all() {
      #expect(!operation.summary.isEmpty, "\(operation.type) does not say what it is")
      for (part, text) in [
        ("formula", operation.formula), ("shapes", operation.shapes), ("gradient", operation.gradient),
      ] {
        #expect(text != nil, "\(operation.type) states no \(part)")
      }
    }
  }

  @Test func `operations are at most sixty`() throws {
    #expect(try OperationDocumentation.all().count <= 60)
  }

  @Test func `the page of operations is what the code says`() throws {
    let text = try OperationDocumentation.page()
    // `make pages` writes it.
    if ProcessInfo.processInfo.environment["HOURGLASS_WRITE_PAGES"] != nil {
      try text.write(to: Self.page, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: Self.page, encoding: .utf8)
    #expect(committed == text, "the page is not what the code says: run `make pages`")
  }
}

/// What the comment of an operation says.
struct OperationDocumentation {
  let type: String
  let summary: String
  private let parts: [String: String]

  var formula: String? { parts["Formula"] }
  var shapes: String? { parts["Shapes"] }
  var gradient: String? { parts["Gradient"] }

  /// Every operation that `Sources/Tensors` declares, by name.
  static func all() throws -> [OperationDocumentation] {
    let files = try #require(try SourceTree.modules()["Tensors"])
    var found: [OperationDocumentation] = []
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /((?:\/\/\/[^\n]*\n)*)package struct (\w+): Operation\b/) {
        found.append(OperationDocumentation(comment: String(match.output.1), type: String(match.output.2)))
      }
    }
    return found.sorted { $0.type < $1.type }
  }

  private init(comment: String, type: String) {
    self.type = type
    var paragraphs: [String] = []
    for line in comment.split(separator: "\n") {
      let text = line.dropFirst(3).trimmingCharacters(in: .whitespaces)
      if text.isEmpty || text.hasPrefix("- ") || paragraphs.isEmpty {
        paragraphs.append(text)
      } else {
        paragraphs[paragraphs.count - 1] += paragraphs[paragraphs.count - 1].isEmpty ? text : " " + text
      }
    }
    summary = paragraphs.first ?? ""
    parts = Dictionary(
      paragraphs.compactMap { paragraph in
        paragraph.wholeMatch(of: /- (\w+): (.*)/).map { (String($0.output.1), String($0.output.2)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The page, in DocC's Markdown.
  static func page() throws -> String {
    let all = try all()
    var text = """
      # Operations

      The closed set of operations: the nodes of a graph, all of them implemented by every executor.

      ## Overview

      There are \(all.count) kinds. n is the number of samples of a batch. A shape with n has a value per sample; a shape
      without n is of a shared value. x and y are operand and result, dx and dy the gradients of a loss with respect to
      them. An operand with the gradient "none" receives no gradient.


      """
    for operation in all {
      text += """
        ### \(operation.type)

        \(operation.summary.replacing("``", with: "`"))

        - Formula: \(operation.formula ?? "")
        - Shapes: \(operation.shapes ?? "")
        - Gradient: \(operation.gradient ?? "")


        """
    }
    return text.trimmingCharacters(in: .newlines) + "\n"
  }
}
