import Foundation
import Hourglass
import TestSupport
import Testing

@Suite struct DataPreviewTests {
  @Test func `images stand above what each epoch makes of them`() throws {
    let program = try Program()
    let outcome = try program(
      "data", "preview", "images", "--augment", "flip=lr", "--augment", "rotation=20", "--count", "12", "--epochs", "2",
      "--output", "picture.png")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let picture = try Picture(path: program.folder("picture.png"))
    // Ten images a row, two groups of three rows, each picture magnified five times (64 / 12).
    #expect((picture.width, picture.height) == (10 * 52 + 2, 6 * 62 + 2 + 6))
    #expect(
      outcome.output
        == "12 images and 2 epochs of flip=lr + rotation=20: picture.png (\(picture.width)x\(picture.height))\n")
  }

  @Test func `normalized images are shown as the network sees them`() throws {
    let program = try Program()
    let preview = ["data", "preview", "images", "--output", "picture.png", "--force", "--count", "2"]
    let outcome = try program(preview + ["--normalization", "mean-pixel"])
    #expect(outcome.output.hasPrefix("2 images and 1 epoch of none, mean-pixel: "), "\(outcome.errors)")
    let picture = try Picture(path: program.folder("picture.png"))
    // Two pictures side by side, each magnified five times, above two others.
    #expect((picture.width, picture.height) == (2 * 52 + 2, 2 * 62 + 2))
    let images = try ImageCollection.open(program.folder("images")).training
    let all = try (0..<images.count).flatMap { try images.pixels(at: $0) }
    let mean = all.reduce(0) { $0 + Double($1) } / Double(all.count) / 255
    for index in 0..<2 {
      for (place, byte) in try images.pixels(at: index).enumerated() {
        let (left, top) = (2 + index * 52 + place % 10 * 5, 2 + place / 10 * 5)
        #expect(picture.bytes[top * picture.width + left] == byte)
        let shown = picture.bytes[(top + 62) * picture.width + left]
        #expect(abs(Double(shown) - (Double(byte) / 255 - mean + 1) / 2 * 255) < 0.51)
      }
    }
    for kind in ["mean-image", "per-image", "zca"] {
      let varied = try program(preview + ["--normalization", kind, "--augment", "crop=8x9", "--epochs", "3"])
      #expect(varied.output.hasPrefix("2 images and 3 epochs of crop=8x9, \(kind): "), "\(varied.errors)")
    }
    expectWrongUsage(try program(preview + ["--normalization", "zac"]), "zac", "zca")
  }

  @Test func `the ending names the format of a picture`() throws {
    let program = try Program()
    for (name, first) in [("a.png", [0x89, 0x50]), ("b.jpg", [0xFF, 0xD8]), ("c.JPEG", [0xFF, 0xD8])] {
      let commands = [
        ["show", "images", "--output", name], ["preview", "images", "--output", name],
        ["mean", "images", "--output", "mean.binaryproto", "--picture", name, "--force"],
      ]
      for command in commands {
        let outcome = try program(["data"] + command)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try bytes(of: program.folder(name)).prefix(2).map { Int($0) } == first)
        try FileManager.default.removeItem(atPath: program.folder(name))
      }
    }
    for name in ["a.gif", "a", "png"] {
      expectWrongUsage(
        try program("data", "show", "images", "--output", name), "a file name that ends in .png, .jpg or .jpeg",
        "got \(name)")
      #expect(try !program.folder.names.contains(name))
    }
  }

  @Test func `a file that exists is not written over without --force`() throws {
    let program = try Program()
    try program.folder.write([1, 2, 3], "there.png")
    try program.folder.write([1, 2, 3], "there.binaryproto")
    for (command, flag) in [
      (["show", "images", "--output", "there.png"], "--output"),
      (["preview", "images", "--output", "there.png"], "--output"),
      (["mean", "images", "--output", "there.binaryproto"], "--output"),
      (["mean", "images", "--output", "new.binaryproto", "--picture", "there.png"], "--picture"),
    ] {
      let path = command[command.count - 1]
      expectWrongUsage(
        try program(["data"] + command), "\(path): the file exists; choose another \(flag), or add --force")
      #expect(try bytes(of: program.folder(path)) == [1, 2, 3] && !program.folder.names.contains("new.binaryproto"))
    }
    for command in ["show", "preview"] {
      let outcome = try program("data", command, "images", "--output", "there.png", "--force")
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let mean = try program(
      "data", "mean", "images", "--output", "there.binaryproto", "--picture", "there.png", "--force")
    #expect(mean.status == 0, "\(mean.errors)")
    #expect(try bytes(of: program.folder("there.binaryproto")).count > 3)
  }

  @Test(
    arguments: [
      (["--augment", "flipp=lr"], "did you mean flip?"), (["--augment", "flip=lr", "--augment", "flip=ud"], "flip: "),
      (["--augment", "quarter-rotation=all"], "square images"), (["--augment", "hsv=0.1,0.1,0.1"], "3 channels"),
      (["--augment", "crop=11x12"], "at most 10x12"), (["--count", "0"], "--count"),
      (["--epochs", "1001"], "--epochs"),
    ])
  func `mistakes are told in one line and nothing is written`(_ flags: [String], _ words: String) throws {
    let program = try Program()
    let outcome = try program(["data", "preview", "images", "--output", "picture.png"] + flags)
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(try !program.folder.names.contains("picture.png"))
  }
}
