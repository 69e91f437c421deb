import Diagnostics
import Testing

@Suite struct SpellingTests {
  private let names = ["mnist", "fashion-mnist", "cifar10"]

  @Test(arguments: [
    ("mnsit", "mnist"), ("MNIST", "mnist"), ("fashion_mnist", "fashion-mnist"), ("fashion", "fashion-mnist"),
    ("cifar", "cifar10"), ("mnst", "mnist"), ("mnits", "mnist"),
  ])
  func `a slip of the finger is recognised`(_ word: String, _ meant: String) {
    #expect(nearestName(to: word, among: names) == meant)
  }

  @Test func `of names that are equally close, the one of the same length is meant`() {
    for names in [["mode", "model"], ["model", "mode"]] {
      #expect(nearestName(to: "modle", among: names) == "model")
      #expect(nearestName(to: "moode", among: names) == "mode")
    }
  }

  @Test(arguments: ["", "imagenet", "x", "faces"])
  func `a word that is nowhere near suggests nothing`(_ word: String) {
    #expect(nearestName(to: word, among: names) == nil)
    #expect(knownNames(names, insteadOf: word) == "known: mnist, fashion-mnist, cifar10")
  }
}

@Suite struct ReportTests {
  @Test func `a report is one line with all its parts in order`() {
    let report = Report("too short", place: "file, record 3", expected: "8 bytes", got: "5", cure: "copy it again")
    #expect("\(report)" == "file, record 3: too short (expected 8 bytes, got 5); copy it again")
    #expect("\(Report("broken"))" == "broken")
    #expect("\(Report("broken", got: "2"))" == "broken (got 2)")
  }
}
