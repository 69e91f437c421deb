import Diagnostics
import ImageData
import ImageFixtures
import ImageFormats
import Pictures
import Testing
import Settings

struct DatasetDescriptionTests {
  static let whole = """
    kind: lmdb
    training: {images: a_db, labels: b_db}
    validation:
      images: "c d"
      labels: /e
    test: f
    root: pictures
    labels: labels.txt
    channel_order: rgb
    resize: 64x48
    resize_mode: half-crop
    colour: grey
    mean: mean.binaryproto
    split: first 100
    """

  @Test func `all fields are read`() throws {
    let read = try DatasetDescription(yaml: Self.whole, path: "dataset.yaml")
    var wanted = DatasetDescription(training: .init(images: "a_db", labels: "b_db"))
    wanted.kind = .lmdb
    wanted.validation = .init(images: "c d", labels: "/e")
    wanted.test = .init(images: "f")
    (wanted.root, wanted.labels, wanted.channelOrder) = ("pictures", "labels.txt", .rgb)
    (wanted.resize, wanted.resizeMode, wanted.colour) = (PixelSize(width: 64, height: 48), .halfCrop, .grey)
    (wanted.mean, wanted.split) = ("mean.binaryproto", .first(100))
    #expect(read == wanted)
    #expect(try DatasetDescription(yaml: read.yaml, path: "again") == read)
  }

  @Test(arguments: [
    "plain", "null", "true", "~", "1.5", "-", "- a", "a: b", "a #b", " outer ", "\"quoted\"", "back\\slash", "'",
    "line\nend", "tab\t", "größe 猫 🐈", "{a}", "[b]", "&c", "*d", "!e", "%f", "@g", "`h", "\u{7F}\u{1}", "|", ">", "?",
    "\u{2028}", "\u{85}", "C:\\x", "---", "...",
  ])
  func `any path is written as it is read`(path: String) throws {
    var description = DatasetDescription(training: .init(images: path, labels: path))
    description.test = .init(images: path)
    #expect(try DatasetDescription(yaml: description.yaml, path: "file") == description)
  }

  @Test(arguments: [
    ("", "file: no fields"), ("training", "file: no fields"), ("- a", "file: no fields"),
    ("root: a", "no training images"),
    ("training: a\ntrainnig: b", "file:2: no such field (got trainnig); did you mean training?"),
    ("training: {images: a, label: b}", "no such field (got label)"), ("training: {labels: b}", "no images"),
    ("training: [a, b]", "file:1, training"), ("training: ''", "file:1, training"),
    ("training: \"a\\0b\"", "file:1, training"),
    ("training: a\nkind: idxx", "file:2, kind"), ("training: a\nresize: 0x4", "expected 64x64 or 64, got 0x4"),
    ("training: a\nresize: 99999999999999999999", "file:2, resize"),
    ("training: a\ncolour: red", "expected grey or rgb, got red"),
    ("training: a\nchannel_order: rbg", "expected bgr, rgb, got rbg"), ("training: a\nresize_mode: stretch", "squash"),
    ("training: a\nsplit: half", "file:2, split"), ("training: a\nsplit: 200%", "file:2, split"),
    ("training: a\ntraining: b", "not YAML"), ("training: {", "not YAML"), ("training: *a", "not YAML"),
  ])
  func `what is wrong is one error with its line`(text: String, words: String) throws {
    let error = try #require(throws: SettingError.self) { try DatasetDescription(yaml: text, path: "file") }
    #expect(error.description.contains(words), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func `what is nested without end is refused`(piece: String) throws {
    let text = "training: " + String(repeating: piece, count: 100_000)
    #expect(throws: SettingError.self) { try DatasetDescription(yaml: text, path: "file") }
  }

  @Test func `values that refer to each other take no time`() throws {
    var text = "root: &a0 [x, x]\n"
    for level in 1...60 { text += "f\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    #expect(throws: SettingError.self) { try DatasetDescription(yaml: text, path: "file") }
  }
}
