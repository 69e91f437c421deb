import Autoencoders
import Foundation
import Settings
import TestSupport
import Testing

/// What training minimises, which the command, the documentation and the Studio say from one source.
@Suite struct ModelsPageTests {
  private static let page = SourceTree.root.appendingPathComponent("Sources/Autoencoders/Autoencoders.docc/Models.md")

  @Test func `every model states its objective in symbols and in words`() {
    for kind in ModelCatalogue.allKinds.all {
      #expect(kind.objective.words.hasSuffix("."), "\(kind.name)")
      #expect(kind.objective.formulas.first?.contains(kind.name == "PCA" ? "min " : "L = ") == true, "\(kind.name)")
      // The page writes formulas as code.
      #expect(kind.objective.formulas.allSatisfy { !$0.contains("`") }, "\(kind.name)")
    }
  }

  @Test func `the page of models is what the code says`() throws {
    let text = Self.text
    // `make pages` writes it.
    if ProcessInfo.processInfo.environment["HOURGLASS_WRITE_PAGES"] != nil {
      try text.write(to: Self.page, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: Self.page, encoding: .utf8)
    #expect(committed == text, "the page is not what the code says: run `make pages`")
  }

  /// The page, in DocC's Markdown.
  private static var text: String {
    var text = """
      # The models

      Every published model with its source and what its training minimises.

      ## Overview

      The symbols are \(ModelObjective.notation). Formulas are those of the default settings.


      """
    for family in ModelCatalogue.families {
      text += "## \(family.title)\n\n"
      for kind in family.kinds {
        text += """
          ### \(kind.name)

          \(kind.objective.words)

          - Network: \(kind.summary)
          - Source: \(kind.source)
          \(kind.objective.formulas.map { "- `\($0)`" }.joined(separator: "\n"))


          """
      }
    }
    return text.trimmingCharacters(in: .newlines) + "\n"
  }
}
