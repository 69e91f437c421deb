import Diagnostics
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Randomness
import TestSupport
import Testing

/// The folders of DIGITS' jobs are collections of images.
@Suite struct DIGITSJobTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A job of images of 8 x 6 pixels, resized by `half_crop`, as Python 2 pickles it.
  private static let text = """
    ccopy_reg
    _reconstructor
    p0
    (cdigits.dataset.images.classification.job
    ImageClassificationDatasetJob
    p1
    c__builtin__
    object
    p2
    Ntp3
    Rp4
    (dp5
    S'resize_mode'
    p8
    S'half_crop'
    p9
    sS'_name'
    p10
    S"it's"
    p11
    sS'tasks'
    p12
    (lp13
    g0
    (cdigits.dataset.tasks.create_db
    CreateDbTask
    p14
    g2
    Ntp15
    Rp16
    (dp17
    S'db_name'
    p18
    S'train_db'
    p19
    sS'image_dims'
    p6
    (I6
    I8
    I1
    tp7
    sS'encoding'
    p22
    S'png'
    p23
    sbasS'status_history'
    p24
    (lp25
    (S'D'
    p26
    F1.5
    tp27
    asS'persistent'
    p28
    I01
    sS'exception'
    p29
    NsS'pickver_job'
    p30
    I2
    sb.
    """

  /// The same in protocol 2, with red first in its records.
  private static let binary =
    "gAJjZGlnaXRzLmpvYgpKb2IKcQApgXEBfXECKFgKAAAAaW1hZ2VfZGltc3EDSwZLCEsBh3EEWAsAAAByZXNpemVfbW9kZXEFWAkAAABoYWxm"
    + "X2Nyb3BxBlgFAAAAX25hbWVxB1gEAAAAaXQnc3EIWAUAAAB0YXNrc3EJXXEKY2RpZ2l0cy5qb2IKVGFzawpxCymBcQx9cQ0oWAcAAABkYl9u"
    + "YW1lcQ5YCAAAAHRyYWluX2RicQ9YEwAAAGltYWdlX2NoYW5uZWxfb3JkZXJxEFgDAAAAUkdCcRFoA2gEWAgAAABlbmNvZGluZ3ESWAMAAABw"
    + "bmdxE3ViYVgOAAAAc3RhdHVzX2hpc3RvcnlxFF1xFVgBAAAARHEWRz/4AAAAAAAAhnEXYVgKAAAAcGVyc2lzdGVudHEYiFgJAAAAZXhjZXB0"
    + "aW9ucRlOWAsAAABwaWNrdmVyX2pvYnEaSwJ1Yi4="

  /// The same in protocol 4.
  private static let framed =
    "gASVDgEAAAAAAACMCmRpZ2l0cy5qb2KUjANKb2KUk5QpgZR9lCiMCmltYWdlX2RpbXOUSwZLCEsBh5SMC3Jlc2l6ZV9tb2RllIwJaGFsZl9j"
    + "cm9wlIwFX25hbWWUjARpdCdzlIwFdGFza3OUXZRoAIwEVGFza5STlCmBlH2UKIwHZGJfbmFtZZSMCHRyYWluX2RilIwTaW1hZ2VfY2hhbm5l"
    + "bF9vcmRlcpSMA1JHQpRoBWgGjAhlbmNvZGluZ5SMA3BuZ5R1YmGMDnN0YXR1c19oaXN0b3J5lF2UjAFElEc/+AAAAAAAAIaUYYwKcGVyc2lz"
    + "dGVudJSIjAlleGNlcHRpb26UTowLcGlja3Zlcl9qb2KUSwJ1Yi4="

  private static var pickles: [Data] {
    [Data(text.utf8)] + [binary, framed].compactMap { Data(base64Encoded: $0) }
  }

  private func write(_ pickle: Data) throws {
    try pickle.write(to: URL(fileURLWithPath: folder("status.pickle")))
  }

  private func open(_ change: (inout ImageReading) -> Void = { _ in }) throws -> ImageCollection {
    var reading = ImageReading()
    change(&reading)
    return try ImageCollection.open(folder.path, reading: reading)
  }

  /// A colour image of 4 x 4 pixels in a database.
  private func database(_ name: String) throws {
    try folder.database([datum((0..<48).map { UInt8($0) }, 3, 4, 4, label: 1)], name)
  }

  @Test(arguments: pickles)
  func `a job's images have the size and the colours that its description names`(_ pickle: Data) throws {
    try database("train_db")
    try database("val_db")
    try folder.text("cat\ndog\n", "labels.txt")
    try folder.text("mean", "mean.binaryproto")
    try write(pickle)
    let collection = try open()
    #expect(collection.kind == .lmdb)
    #expect(collection.size == PixelSize(width: 8, height: 6))
    #expect(collection.training.shape.dimensions == [1, 6, 8])
    #expect(collection.validation?.shape.dimensions == [1, 6, 8])
    #expect(collection.training.classNames == ["cat", "dog"])
    #expect(collection.meanFile == folder("mean.binaryproto"))
    let own = try open {
      $0.preparation.size = PixelSize(width: 2, height: 2)
      $0.preparation.colour = .rgb
    }
    #expect(own.training.shape.dimensions == [3, 2, 2])
  }

  @Test func `a job whose description cannot be read is its databases`() throws {
    try database("train_db")
    for pickle in [Data(), Data("cos\nsystem\n(S'touch it'\ntR.".utf8), Data([0x80, 2, 0x7D]), Data("text".utf8)] {
      try write(pickle)
      #expect(try open().training.shape.dimensions == [3, 4, 4])
    }
  }

  @Test func `a job of databases elsewhere opens them, and a model's job its data set's`() throws {
    try database("elsewhere")
    func job(_ fields: [(String, String)], _ task: [(String, String)]) -> String {
      func attributes(_ fields: [(String, String)]) -> String {
        "(d" + fields.map { "S'\($0.0)'\nS'\($0.1)'\ns" }.joined()
      }
      let tasks = task.isEmpty ? "" : "(idigits\nTask\n\(attributes(task))ba"
      return "(idigits\nJob\n\(attributes(fields))S'tasks'\n(l\(tasks)sb."
    }
    let training = job([], [("database", folder("elsewhere")), ("purpose", "Training Images")])
    try write(Data(training.utf8))
    #expect(try open().training.shape.dimensions == [3, 4, 4])
    try write(Data(training.replacing("elsewhere", with: "nowhere").utf8))
    let missing = #expect(throws: DatasetError.self) { try open() }
    #expect(missing?.description.contains("nowhere: no such database") ?? false, "\(missing?.description ?? "")")
    try write(Data(job([("dataset_id", "20160101-000000-aaaa")], []).utf8))
    let model = #expect(throws: DatasetError.self) { try open() }
    #expect(model?.description.contains("20160101-000000-aaaa") ?? false, "\(model?.description ?? "")")
    try write(Data(job([], []).utf8))
    let empty = #expect(throws: DatasetError.self) { try open() }
    #expect(empty?.description.contains("the job has no training images") ?? false, "\(empty?.description ?? "")")
  }

  @Test func `a job of databases elsewhere finds them where all jobs have moved, and within its folder`() throws {
    let jobs = try TemporaryFolder()
    for job in ["first", "café"] {
      try FileManager.default.createDirectory(atPath: jobs(job), withIntermediateDirectories: true)
    }
    try jobs.database([datum((0..<48).map { UInt8($0) }, 3, 4, 4)], "first/train_db")
    try jobs.text("mean", "first/mean.binaryproto")
    func open(_ database: String, _ mean: String) throws -> ImageCollection {
      let task = "(idigits\nTask\n(dS'database'\n\(database)\nsS'purpose'\nS'Training Images'\nsb"
      let job = "(idigits\nJob\n(dS'mean_file'\n\(mean)\nsS'tasks'\n(l\(task)asb."
      try Data(job.utf8).write(to: URL(fileURLWithPath: jobs("café/status.pickle")))
      return try ImageCollection.open(jobs("café"))
    }
    let moved = try open("S'/old/jobs/first/train_db'", "S'/old/jobs/first/mean.binaryproto'")
    #expect(moved.training.shape.dimensions == [3, 4, 4])
    #expect(moved.meanFile.map { URL(fileURLWithPath: $0).standardized.path } == jobs("first/mean.binaryproto"))
    try jobs.database([datum([1, 2, 3, 4], 1, 2, 2)], "café/été")
    for name in [#"S'\xc3\xa9t\xc3\xa9'"#, #"V\u00e9t\u00e9"#] {
      #expect(try open(name, "S'none'").training.shape.dimensions == [1, 2, 2])
    }
  }

  @Test func `a job of HDF5 is refused with the backend that is read`() throws {
    try write(Data("(idigits\nJob\n(dS'tasks'\n(l(idigits\nTask\n(dS'backend'\nS'hdf5'\nsbasb.".utf8))
    let error = #expect(throws: DatasetError.self) { try open() }
    #expect(error?.description.contains("(expected lmdb, got hdf5)") ?? false, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    "cos\nsystem\n(S'touch executed'\ntR.", "(S'touch executed'\nios\nsystem\n.",
    "cbuiltins\nexec\n(S'open(\"executed\", \"w\")'\ntR.", "(cos\nsystem\nS'touch executed'\no.",
  ])
  func `a description executes nothing`(_ pickle: String) throws {
    try database("train_db")
    try write(Data(pickle.utf8))
    #expect(try open().training.shape.dimensions == [3, 4, 4])
    #expect(!FileManager.default.fileExists(atPath: "executed"))
  }

  @Test(arguments: [
    ("N", "2"), ("", "("), ("", "]"), ("]", "q\u{1}"), ("]", "Na"), ("(", "(1"), ("V", "\\u00"), ("S'", "\\x"),
  ])
  func `a description takes bounded time and memory`(_ start: String, _ bomb: String) throws {
    try database("train_db")
    try write(Data((start + String(repeating: bomb, count: 3_000_000) + "\n.").utf8))
    #expect(try open().training.shape.dimensions == [3, 4, 4])
  }

  @Test func `numbers of any form are sizes, and those out of range are not`() throws {
    try database("train_db")
    func shape(_ numbers: [String]) throws -> [Int] {
      try write(Data("(idigits\nJob\n(dS'image_dims'\n(\(numbers.joined())tsS'tasks'\n(lsb.".utf8))
      return try open().training.shape.dimensions
    }
    #expect(try shape(["I6\n", "L8L\n", "K\u{1}"]) == [1, 6, 8])
    #expect(try shape(["M\u{6}\u{0}", "J\u{8}\u{0}\u{0}\u{0}", "I3\n"]) == [3, 6, 8])
    for wrong in ["I0\n", "I-6\n", "I999999999\n", "S'6'\n", "N", "F6.0\n", "L99999999999999999999L\n"] {
      #expect(try shape([wrong, "I8\n", "I1\n"]) == [3, 4, 4], "\(wrong)")
    }
  }

  @Test func `a data set with features and labels trains on the features`() throws {
    try FileManager.default.createDirectory(atPath: folder("train_db"), withIntermediateDirectories: true)
    try database("train_db/features")
    try folder.database([datum([5, 5, 5, 5], 1, 2, 2)], "train_db/labels")
    #expect(try open().training.shape.dimensions == [3, 4, 4])
  }

  @Test func `a damaged description never stops a job from opening`() throws {
    try database("train_db")
    for seed in 0..<300 as Range<UInt32> {
      let draws = Philox(seed: 11, purpose: .benchmarking)
      func draw(_ index: UInt32, below bound: Int) -> Int {
        Int(draws.bits(element: seed &* 16 &+ index)[0]) % max(1, bound)
      }
      var bytes = Array(Self.pickles[draw(0, below: 3)])
      for change in 0..<UInt32(1 + draw(1, below: 3)) {
        let place = draw(2 + 3 * change, below: bytes.count)
        switch draw(3 + 3 * change, below: 3) {
        case 0: bytes[place] = UInt8(draw(4 + 3 * change, below: 256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 5))
        default: bytes.insert(UInt8(draw(4 + 3 * change, below: 256)), at: place)
        }
      }
      try write(Data(bytes))
      _ = try open()
    }
  }
}
