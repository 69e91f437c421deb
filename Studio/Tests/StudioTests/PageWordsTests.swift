import Hourglass
import Testing

@testable import Studio

/// Messages of the library on pages.
@Suite struct PageWordsTests {
  static let messages = [
    ("use --scaling 0..1, or --loss mse", "use “Scaling” 0..1, or “Loss” mse"),
    (#"train with --model-args '{"classes":11}'"#, "train with “Classes” 11"),
    (#"use --model-args '{"output_activation":"sigmoid"}', or"#, "use “Output activation” sigmoid, or"),
    (
      "train the run again with --restart and a smaller learning rate",
      "train a new run of its settings with a smaller learning rate"
    ),
    ("give the class with --label", "give the class with “Class”"),
    ("choose another with --runs; --host-name stays", "choose another with --runs; --host-name stays"),
    ("what was saved stays, and the same command resumes it", "what was saved stays, and it can be resumed"),
    ("no flag at all", "no flag at all"),
  ]

  @Test(arguments: messages)
  func `flags of the command line become fields of pages`(_ given: String, _ shown: String) {
    #expect(PageWords.replacingFlags(in: given) == shown)
  }

  @Test func `a network without an image shape, and data that is not here, are told of in the page's words`() throws {
    let network = try #require(throws: NetworkError.self) {
      try NetworkDescription.checked(text: "encoder: [{linear: 4}]\ndecoder: [{linear: 16}]\n")
    }
    let words = PageWords.of(network)
    #expect(words.contains("choose a data set") && !words.contains("--"), "\(words)")
    let missing = try #require(throws: DatasetError.self) {
      try DatasetCatalogue.standard.load("cifar100", environment: [:], seed: 1)
    }
    #expect(PageWords.of(missing).hasSuffix("; download it with “New data set”, or give the path of their folder"))
  }
}
