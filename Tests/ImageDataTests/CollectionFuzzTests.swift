import Diagnostics
import ImageData
import Testing
import Settings

/// Mutated lists and descriptions: no crash and no hang, either something valid or a typed error.
struct CollectionFuzzTests {
  static let cases = 100_000

  @Test(.timeLimit(.minutes(2))) func `mutated lists are read or refused`() throws {
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
      } catch is ImageListError {}
    }
    #expect(valid > Self.cases / 20 && valid < Self.cases)
  }

  @Test(.timeLimit(.minutes(2))) func `mutated descriptions are read or refused`() throws {
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

/// Bytes with a few of them changed, inserted, deleted or cut off: the same for the same seed.
struct Mutation {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number below `bound`.
  private mutating func number(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 11) % max(bound, 1)
  }

  mutating func mutated(_ seed: [UInt8]) -> [UInt8] {
    let pieces = [
      "99999999999999999999", "-1", "../", "\n", ": ", "\0", "[", "{", "*a", "\u{FEFF}", " ", "18446744073709551616x1",
    ]
    var bytes = seed
    for _ in 0...number(3) {
      let place = number(bytes.count)
      switch number(6) {
      case 0 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(number(8))
      case 1 where !bytes.isEmpty: bytes[place] = UInt8(number(256))
      case 2 where !bytes.isEmpty: bytes.remove(at: place)
      case 3 where !bytes.isEmpty && number(4) == 0: bytes.removeSubrange(place...)
      case 4: bytes.insert(contentsOf: Array(pieces[number(pieces.count)].utf8), at: place)
      default: bytes.insert(UInt8(number(256)), at: place)
      }
    }
    return bytes
  }
}
