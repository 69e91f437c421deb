import Foundation
import Hourglass
import Insight
import TestSupport
import Testing

/// The commands `encode` and `denoise`.
@Suite struct CodesCommandTests {
  private let program: Program

  init() throws { program = try Program() }

  private func picture(_ name: String, width: Int = 10, height: Int = 12, seed: Int = 1) throws {
    let bytes = (0..<width * height).map { UInt8(truncatingIfNeeded: ($0 * 7 + seed) * seed) }
    try FileManager.default.createDirectory(
      atPath: (program.folder(name) as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Picture(width: width, height: height, colour: .grey, bytes: bytes).write(to: program.folder(name))
  }

  @Test func `every format holds the codes of the images`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    for format in ["npz", "npy", "csv", "safetensors"] {
      let outcome = try program("encode", "mine", "--output", "codes.\(format)", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("20 images, code 20 x 7"), "\(outcome.output)")
      #expect(outcome.lastObject?["images"] as? Int == 20)
      let codes = try CodeReader(CodeFile(path: program.folder("codes.\(format)")))
      #expect(codes.count == 20 && codes.size == 7)
    }
  }

  @Test func `layers, parts and picture files are encoded; mistakes are named`() throws {
    try program.trained("--epochs", "1")
    expectOneError(
      try program("encode", "mine", "--layer", "encodr", "--output", "a.npy"), "no such layer", "did you mean encoder")
    let layer = try program("encode", "mine", "--split", "train", "--layer", "encoder", "--output", "maps.npy")
    #expect(layer.output.contains("63 images, encoder 63 x 5 x "), "\(layer.output) \(layer.errors)")
    try picture("one.png", width: 30, height: 20)
    try put([1, 2, 3], at: program.folder("bad.png"))
    let files = try program("encode", "mine", "--images", "one.png", "bad.png", "--output", "files.csv")
    #expect(files.status == 0 && files.output.contains("1 image was skipped"), "\(files.errors)")
    #expect(files.errors.hasPrefix("note: 1 of 1 pictures resized"), "\(files.errors)")
    #expect(files.errors.contains("\nwarning: skipped: bad.png: "), "\(files.errors)")
    #expect(String(decoding: try bytes(of: program.folder("files.csv")), as: UTF8.self).contains("\n0,one.png,"))
    expectOneError(
      try program("encode", "mine", "--images", "bad.png", "--output", "b.npz"), "no image could be read")
    #expect(!FileManager.default.fileExists(atPath: program.folder("b.npz")))
    expectWrongUsage(try program("encode", "mine", "--output", "maps.npy"), "the file exists", "--force")
    #expect(try program("encode", "mine", "--output", "maps.npy", "--force").status == 0)
    expectWrongUsage(try program("encode", "mine", "--output", "maps.txt"), ".npz, .npy, .csv or .safetensors")
    expectOneError(try program("encode", "mine", "--output", "no/maps.npy"), "the folder does not exist")
  }

  @Test func `a folder of pictures keeps its names when it is read into memory`() throws {
    try program.trained("--epochs", "1")
    for name in ["b/2.png", "a/1.png", "b/0.png"] { try picture("photos/\(name)") }
    let outcome = try program("encode", "mine", "--dataset", "photos", "--output", "photos.csv")
    #expect(outcome.output.contains("with labels and file names"), "\(outcome.output) \(outcome.errors)")
    let lines = String(decoding: try bytes(of: program.folder("photos.csv")), as: UTF8.self).split(separator: "\n")
    let ends = ["a/1.png,0,", "b/0.png,1,", "b/2.png,1,"]
    #expect(
      lines.count == 4 && zip(lines.dropFirst(), ends).allSatisfy { $0.contains($1) }, "\(lines.map { $0.prefix(80) })")
  }

  @Test func `a full disk leaves the old file`() throws {
    try program.trained("--epochs", "1")
    #expect(try program("encode", "mine", "--output", "codes.npz").status == 0)
    let before = try bytes(of: program.folder("codes.npz"))
    let limited = try program.started(
      ["encode", "mine", "--layer", "encoder", "--split", "train", "--output", "codes.npz", "--force"],
      shell: #"ulimit -f 16; exec "$@""#
    ).outcome()
    expectOneError(limited, "codes.npz", "limit for one file")
    #expect(try bytes(of: program.folder("codes.npz")) == before)
    #expect(try program.folder.names.allSatisfy { !$0.contains("partial") })
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "needs /proc"))
  func `two hundred thousand images need a fraction of their codes' memory`() throws {
    try program.trained("--epochs", "1")
    let count = 200_000
    let data = [UInt8](unsafeUninitializedCapacity: count * 120) { buffer, initialized in
      for i in 0..<count * 120 { buffer[i] = UInt8(truncatingIfNeeded: i &* 31) }
      initialized = count * 120
    }
    try program.folder.write(SmallImages.idx([count, 12, 10], data), "many/images-idx3-ubyte")
    let running = try program.started([
      "encode", "mine", "--dataset", "many/images-idx3-ubyte", "--layer", "encoder", "--output", "many.npz",
    ])
    let memory = try peakMemory(of: running)
    let outcome = try running.outcome()
    try #require(outcome.status == 0, "\(outcome.errors)")
    let file = try bytes(of: program.folder("many.npz")).count >> 20
    #expect(file > 600 && memory < file / 4, "\(memory) MB for \(file) MB")
  }

  /// The peak of the resident memory of a process in MB, once it has ended.
  private func peakMemory(of running: Program.Running) throws -> Int {
    var memory = 0
    let status = "/proc/\(running.process.processIdentifier)/status"
    while running.process.isRunning {
      let line = (try? String(contentsOfFile: status, encoding: .utf8))?.split(separator: "\n")
        .first { $0.hasPrefix("VmHWM:") }
      memory = max(memory, line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0)
      usleep(2000)
    }
    return memory >> 10
  }

  @Test func `a folder of pictures is denoised into a folder of the same names`() throws {
    try program.trained("--epochs", "1", "--corruption", "gaussian=0.2")
    try picture("noisy/one.png")
    try picture("noisy/deep/two.jpg", width: 25, height: 18)
    try picture("noisy/same.png", seed: 2)
    try picture("noisy/same.jpg", seed: 3)
    try put([9, 9, 9], at: program.folder("noisy/broken.png"))
    let outcome = try program("denoise", "mine", "noisy", "--output", "clean", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("warning: skipped: noisy/broken.png: "))
    #expect(outcome.output.contains("4 pictures in clean") && outcome.output.contains("1 file was skipped"))
    #expect(outcome.output.contains("1 of another size than 10x12 was resized to it; --original-size"))
    #expect(outcome.lastObject?["written"] as? Int == 4)
    let clean = try program.files(below: "clean")
    #expect(clean.keys.sorted() == ["deep/two.png", "one.png", "same.jpg.png", "same.png.png"])
    #expect(try Picture(path: program.folder("clean/deep/two.png")).width == 10)
    // What reconstruct makes of the same picture.
    #expect(try program("reconstruct", "mine", "--images", "noisy/one.png", "--as-files", "made").status == 0)
    #expect(try bytes(of: program.folder("made/output_1_1.png")) == clean["one.png"])
    expectWrongUsage(try program("denoise", "mine", "noisy", "--output", "clean"), "not empty", "--force")
    let sized = try program("denoise", "mine", "noisy/deep/two.jpg", "--output", "clean", "--force", "--original-size")
    #expect(sized.output.contains("was resized to it and back"))
    let two = try Picture(path: program.folder("clean/two.png"))
    #expect(two.width == 25 && two.height == 18)
  }

  @Test func `denoised pictures are not inverted, and lack only what the run's transform crops off`() throws {
    try program.trained("--epochs", "1", "--invert", "--resize", "12x12", "--resize-mode", "crop")
    try picture("one.png", width: 48, height: 24)
    #expect(try program("denoise", "mine", "one.png", "--output", "small").status == 0)
    #expect(try program("reconstruct", "mine", "--images", "one.png", "--as-files", "made").status == 0)
    let small = try Picture(path: program.folder("small/one.png"))
    let inverted = try Picture(path: program.folder("made/output_1_1.png")).bytes.map { 255 - $0 }
    #expect(small.width == 12 && small.height == 12 && small.bytes == inverted)
    #expect(try program("denoise", "mine", "one.png", "--output", "large", "--original-size").status == 0)
    let large = try Picture(path: program.folder("large/one.png"))
    #expect(large.width == 24 && large.height == 24)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status"), "needs /proc"))
  func `six million codes are decoded in less memory than they take`() throws {
    try program.trained("--epochs", "1", "--model", "AE", "--model-args", #"{"code_size":7}"#)
    let count = 6_000_000
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(count), 7), }"
    let text = Array((header + String(repeating: " ", count: 117 - header.count) + "\n").utf8)
    let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0]
    try put(start + text + [UInt8](repeating: 0, count: count * 28), at: program.folder("many.npy"))
    let running = try program.started(["decode", "mine", "many.npy", "--output", "grid.png"])
    let memory = try peakMemory(of: running)
    let outcome = try running.outcome()
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("1,024 pictures: grid.png"))
    #expect(memory < 100, "\(memory) MB for \(count * 28 >> 20) MB")
  }

  @Test func `denoise names what is missing, and says when nothing was there to undo`() throws {
    try program.trained("--epochs", "1")
    try picture("noisy/one.png")
    #expect(try program("denoise", "mine", "noisy", "--output", "a").output.contains("without a corruption"))
    expectOneError(try program("denoise", "mine", "nowhere", "--output", "b"), "nowhere", "no such file or folder")
    try program.folder.write([1], "empty/notes.txt")
    expectOneError(try program("denoise", "mine", "empty", "--output", "b"), "no pictures")
    try program.folder.write([1], "broken/one.png")
    let broken = try program("denoise", "mine", "broken", "--output", "b")
    expectOneError(broken, "no picture could be read")
    expectWrongUsage(try program("denoise", "mine", "noisy", "--output", "noisy/one.png"), "a file is in the way")
    let before = try bytes(of: program.folder("noisy/one.png"))
    expectOneError(try program("denoise", "mine", "noisy", "--output", "noisy", "--force"), "would be written over")
    #expect(try bytes(of: program.folder("noisy/one.png")) == before)
  }
}
