import Diagnostics
import ImageData
import ImageFixtures
import ImageFormats
import Pictures
import Testing
import Settings

/// Mutated descriptions: no crash and no hang, either something valid or a typed error.
struct DescriptionFuzzTests {
  static let cases = 100_000

  @Test func `mutated descriptions are read or refused`() throws {
    let seeds = [
      "training: {images: a, labels: b}\nresize: 64x48\n", "kind: list\ntraining: a\ncolour: rgb\n",
      "training: \"a\\u00e9\"\nsplit: 10%\n", "training: &a b\ntest: *a\n",
      "training:\n  images: |\n    a\nmean: 'm'\n",
    ].map { Array($0.utf8) }
    var mutation = Mutation(seed: 12)
    var valid = 0
    for number in 0..<Self.cases {
      let text = String(decoding: mutation.mutated(seeds[number % seeds.count]), as: UTF8.self)
      do {
        let description = try DatasetDescription(yaml: text, path: "file")
        #expect(!description.training.images.isEmpty)
        valid += 1
      } catch is SettingError {}
    }
    #expect(valid > Self.cases / 20 && valid < Self.cases)
  }
}
