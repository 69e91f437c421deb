import Foundation
import Hourglass
import Randomness
import TestSupport
import Testing

/// Images brought into databases by the program.
@Suite(.serialized) struct ImportCommandTests {
  let program: Program

  init() throws { program = try Program() }

  /// Files of `count` pictures in two classes, of different sizes.
  private func writePictures(_ count: Int) throws {
    for index in 0..<count {
      let (width, height) = (20 + index % 5, 16 + index % 3)
      let bytes = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * (index + 7) >> 3) }
      let picture = Picture(width: width, height: height, colour: .rgb, bytes: bytes)
      try program.folder.write(try picture.png(), "pictures/\(index % 2 == 0 ? "even" : "odd")/\(index).png")
    }
  }

  @Test func `a folder of pictures becomes databases that can be looked at`() throws {
    try writePictures(40)
    let made = try program("data", "import", "pictures", "--output", "db", "--resize", "8x6", "--shuffle")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("train_db      30"))
    let info = try program("data", "info", "db")
    #expect(info.status == 0, "\(info.errors)")
    #expect(info.output.contains("3x6x8"))
    #expect(info.output.contains("even"))
    let mean = try program("data", "mean", "db", "--output", "mean.binaryproto", "--picture", "mean.png")
    #expect(mean.status == 0, "\(mean.errors)")
    #expect(try bytes(of: program.folder("mean.binaryproto")) == bytes(of: program.folder("db/mean.binaryproto")))
    #expect(try bytes(of: program.folder("mean.png")) == bytes(of: program.folder("db/mean.png")))
    expectOneError(
      try program("data", "import", "pictures", "--output", "db", "--resize", "8x6"), "--restart")
    expectOneError(
      try program("data", "import", "pictures", "--output", "other"), "cannot be read", "--resize", "bad-images.txt")
  }

  @Test func `killed at any moment, an import goes on and ends like an undisturbed one`() throws {
    try writePictures(3000)
    let importing = ["data", "import", "pictures", "--resize", "64x64", "--encode", "png", "--shuffle"]
    #expect(try program(importing + ["--output", "whole"]).status == 0)
    var kills = 0
    var delays = PhiloxSequence(Philox(seed: 6, purpose: .benchmarking))
    func isBegun() -> Bool { FileManager.default.fileExists(atPath: program.folder("db/UNFINISHED")) }
    for _ in 0..<6 {
      let running = try program.started(importing + ["--output", "db"] + (isBegun() ? ["--resume"] : []))
      // A busy machine may take long to start it.
      while running.process.isRunning, !isBegun() { usleep(1000) }
      usleep(.random(in: 0..<300_000, using: &delays))
      kill(running.process.processIdentifier, SIGKILL)
      guard try running.outcome().status == -SIGKILL else { break }
      kills += 1
    }
    #expect(kills > 0)
    if isBegun() {
      expectOneError(try program("data", "info", "db"), "--resume")
      expectOneError(try program(importing + ["--output", "db"]), "--resume", "--restart")
      expectOneError(
        try program(importing + ["--output", "db", "--resume", "--seed", "9"]), "other settings or images")
      let resumed = try program(importing + ["--output", "db", "--resume"])
      #expect(resumed.status == 0, "\(resumed.errors)")
    }
    for part in ["train_db", "val_db"] {
      let (got, expected) = (try records("db/\(part)"), try records("whole/\(part)"))
      #expect(got == expected)
      #expect(expected.count > 0)
    }
    for file in ["mean.binaryproto", "train.txt", "val.txt", "labels.txt", "dataset.yaml"] {
      #expect(try bytes(of: program.folder("db/\(file)")) == bytes(of: program.folder("whole/\(file)")), "\(file)")
    }
  }

  @Test func `a full disk is one clear error`() throws {
    try writePictures(600)
    let running = try program.started(
      ["data", "import", "pictures", "--output", "db", "--resize", "64x64"], shell: "ulimit -f 2000; \"$@\"")
    expectOneError(try running.outcome(), "no room left", "train_db")
    #expect(try program("data", "import", "pictures", "--output", "db", "--resize", "64x64", "--resume").status == 0)
  }

  /// Keys and pixels of a database.
  private func records(_ name: String) throws -> [String: [UInt8]] {
    let images = try DatumImages.open(program.folder(name))
    return Dictionary(
      uniqueKeysWithValues: try (0..<images.count).map { (images.title(of: $0), try images.pixels(at: $0)) })
  }
}
