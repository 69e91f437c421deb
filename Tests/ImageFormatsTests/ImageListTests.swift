import Diagnostics
import Files
import ImageFixtures
import ImageFormats
import Pictures
import Synchronization
import TestSupport
import Testing

struct ImageListTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func list(_ text: String, root: String? = nil, names: String? = nil) throws -> ImageList {
    let path = try folder.text(text, "list.txt")
    return try ImageList(
      path: path, root: root, classNames: names.map { try folder.text($0, "labels.txt") })
  }

  private func error(_ text: String, root: String? = nil, names: String? = nil) throws -> ImageFileError {
    try #require(throws: ImageFileError.self) { try list(text, root: root, names: names) }
  }

  @Test func `paths with blanks, comments, empty lines and any ends of lines are read`() throws {
    for (name, level) in [("a b.png", 1), ("c/d 7.png", 2), ("é.png", 3), ("e.png", 4)] {
      try folder.picture(name, level: UInt8(level))
    }
    let list = try list("\u{FEFF}# pictures\n\n  a b.png 3\r\nc/d 7.png\t0\n./é.png   12  \nc/../e.png 0")
    #expect(list.count == 4)
    #expect(list.labels == [3, 0, 12, 0])
    let images = try list.images(reading: ImageReading())
    #expect(try (0..<4).map { try images.pixels(at: $0)[0] } == [1, 2, 3, 4])
    #expect(images.title(of: 1) == folder("c/d 7.png"))
  }

  @Test func `a list without labels has none`() throws {
    let list = try list("a b.png\nc.png\n")
    #expect(list.labels == nil)
    #expect(list.count == 2)
  }

  @Test func `labels on some lines are an error that names the others`() throws {
    let error = try error("a.png 1\nb.png\nc.png 2\nd e.png\n")
    #expect(error.code == .badLines)
    #expect(error.description.contains("2 lines are wrong"))
    #expect(error.description.contains("line 2: no label, but line 1 has one; line 4: no label"))
    #expect(try self.error("a.png\nb.png 1").description.contains("line 2: a label, but line 1 has none"))
  }

  @Test func `at most twenty lines are shown, all counted`() throws {
    let error = try error("a.png 1\n" + String(repeating: "b.png\n", count: 50))
    #expect(error.description.contains("50 lines are wrong"))
    #expect(error.description.contains("line 21:"))
    #expect(!error.description.contains("line 22:"))
    #expect(error.description.contains("and 30 more"))
    #expect(!error.description.contains("\n"))
  }

  @Test func `a root of its own is put before the paths`() throws {
    try folder.picture("pictures/a.png", level: 5)
    let images = try list("a.png\n", root: folder("pictures")).images(reading: ImageReading())
    #expect(try images.pixels(at: 0)[0] == 5)
    try folder.text("\(folder.path)/pictures/a.png 4", "list.txt")
    let absolute = try ImageList(path: folder("list.txt"), root: folder("pictures/../pictures/"))
    #expect(try absolute.images(reading: ImageReading()).pixels(at: 0)[0] == 5)
    let whole = try ImageList(path: folder("list.txt"), root: "/")
    #expect(try whole.images(reading: ImageReading()).pixels(at: 0)[0] == 5)
  }

  @Test(arguments: ["../a.png 1", "b/../../a.png 1", "/etc/passwd 1", "/ 1", ". 1", "a/.. 1", "a\0b.png 1"])
  func `what leaves the root or names no file is refused`(line: String) throws {
    let error = try error("ok.png 1\n\(line)\n")
    #expect(error.code == .badLines)
    #expect(error.description.contains("line 2: "), "\(error)")
    #expect(!error.description.contains("line 1: "))
  }

  @Test func `a link may lead anywhere below the root, but not out of it`() throws {
    try folder.picture("root/a/1.png", level: 1)
    try folder.picture("outside/2.png", level: 2)
    try folder.link("root/file.png", to: "a/1.png")
    try folder.link("root/b", to: folder("root/a"))
    try folder.link("root/out.png", to: "../outside/2.png")
    try folder.link("root/outside", to: "../outside")
    try folder.link("root/nowhere.png", to: "../missing.png")
    try folder.link("other", to: "root")
    let inside = "file.png 1\nb/1.png 2\nnowhere.png 3\nmissing/3.png 4\n"
    for root in ["root", "other"] {
      let list = try list(inside, root: folder(root))
      let images = try list.images(reading: ImageReading())
      #expect(try (0..<2).map { try images.pixels(at: $0)[0] } == [1, 1])
      let error = try error(inside + "out.png 1\noutside/2.png 1\n", root: folder(root))
      #expect(error.code == .badLines)
      #expect(
        error.description.contains(
          "line 5: out.png leaves the root by a link; line 6: outside/2.png leaves the root by a link"), "\(error)")
      #expect(!error.description.contains("line 4"))
    }
    #expect(try list("root/out.png 1", root: folder.path).images(reading: ImageReading()).pixels(at: 0)[0] == 2)
  }

  @Test(arguments: ["-1", "2147483648", "99999999999999999999999999", "0.5", "cat", "0 2 0", "0 0 0", "nan"])
  func `labels that are not class numbers are left out, and the images stay`(label: String) throws {
    let notes = Notes()
    let path = try folder.text("a.png 3\nb.png \(label)\n", "list.txt")
    let list = try ImageList(path: path, note: notes.add)
    #expect(list.count == 2)
    #expect(list.labels == nil)
    #expect(notes.all.count == 1)
    #expect(notes.all.first?.contains("line 2: a label is not a class number") == true, "\(notes.all)")
    #expect(notes.all.first?.contains("got \(label.prefix(40))") == true, "\(notes.all)")
  }

  @Test func `labels are the places of ones, or names in the file of names`() throws {
    #expect(try list("a.png 0 1 0\nb c.png 1 0 0\nd.png 0.0 0.0 1.0").labels == [1, 0, 2])
    #expect(try list("a.png dog\nb.png black cat\nc.png 1", names: "black cat\ndog").labels == [1, 0, 1])
    #expect(try error("a.png horse", names: "cat\ndog").description.contains("no class is called horse"))
    #expect(try list("a 1.png 5\nb.png copy.png 6").labels == [5, 6])
  }

  @Test func `a file names the classes`() throws {
    let list = try list("a.png 2\nb.png 0", names: "cat\r\ndog\n\nape\n\n")
    #expect(list.classNames == ["cat", "dog", "2", "ape"])
    #expect(try error("a.png 4", names: "cat\ndog\n\nape\n").description.contains("label 4, but 4 classes have names"))
    #expect(try error("a.png 0", names: "\n\n").code == .empty)
  }

  @Test(arguments: ["", "\n\n", "# nothing\n"])
  func `a list of nothing is an error`(text: String) throws {
    #expect(try error(text).code == .empty)
  }

  @Test func `a long path is a bad line`() throws {
    #expect(try error(String(repeating: "a", count: 5000) + ".png").description.contains("a path of 5004 bytes"))
  }

  @Test func `a list that is not there or a folder is an error`() throws {
    #expect(throws: InputFileError.self) { try ImageList(path: folder("none.txt")) }
    let error = try #require(throws: InputFileError.self) { try ImageList(path: folder.path) }
    #expect(error.code == .unreadable)
  }
}

/// Notes in the order in which they come.
private final class Notes: Sendable {
  private let found = Mutex<[String]>([])
  var all: [String] { found.withLock { $0 } }
  @Sendable func add(_ note: String) { found.withLock { $0.append(note) } }
}
