import Diagnostics
import ImageFixtures
import ImageFormats
import Pictures
import Testing

/// Mutated lists: no crash and no hang, either something valid or a typed error.
struct ListFuzzTests {
  static let cases = 100_000

  @Test func `mutated lists are read or refused`() throws {
    let seeds = [
      "a b.png 3\nc/d.png 0\n# e\n\nf.jpg 12\n", "a.png\nb c.bmp\r\n./d/../e.ppm\n", "/r/x.png 1\n/r/y.png 2147483647",
      "\u{FEFF}é 1\n\t猫.png\t2\n",
    ].map { Array($0.utf8) }
    var mutation = Mutation(seed: 11)
    var valid = 0
    for number in 0..<Self.cases {
      let bytes = mutation.mutated(seeds[number % seeds.count])
      do {
        let list = try ImageList(bytes: bytes, path: "/r/list", root: "/r")
        #expect(list.count > 0)
        #expect(list.labels.map { $0.count == list.count && $0.allSatisfy { $0 >= 0 } } ?? true)
        valid += 1
      } catch is ImageFileError {}
    }
    #expect(valid > Self.cases / 20 && valid < Self.cases)
  }
}
