import Foundation
import Pictures
import TestSupport
import Testing

/// The commands that look into a run.
@Suite struct InsightCommandTests {
  private func trained() throws -> Program {
    let program = try Program()
    try program.labelImages()
    let outcome = try program(
      "train", "--model", "AE", "--model-args", #"{"code_size":6}"#, "--dataset", "images", "--epochs", "2",
      "--batch-size", "20", "--name", "mine")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return program
  }

  @Test(arguments: [
    ["sample", "mine", "--count", "9"], ["sample", "mine", "--source", "gaussian"],
    ["sample", "mine", "--steps", "2", "--count", "3"], ["interpolate", "mine", "--between", "0", "1"],
    ["interpolate", "mine", "--between", "0", "1", "2", "--steps", "3"], ["traverse", "mine", "--units", "3"],
    ["embed", "mine", "--method", "pca"],
  ])
  func `a picture is written once, and again with --force`(_ arguments: [String]) throws {
    let program = try trained()
    let command = arguments + ["--output", "out.png"]
    let outcome = try program(command)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("out.png"))
    let picture = try Picture(path: program.folder("out.png"))
    expectWrongUsage(try program(command), "out.png: the file exists", "--force")
    #expect(try program(command + ["--force"]).status == 0)
    #expect(try Picture(path: program.folder("out.png")) == picture)
  }

  @Test func `inspect prints each layer, and writes pictures and numbers`() throws {
    let program = try trained()
    let outcome = try program("inspect", "mine", "--image", "1", "--output", "layers", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    for name in ["encoder", "encoder relu", "decoder", "decoder sigmoid"] {
      #expect(outcome.lines.contains { $0.hasPrefix("\(name) ") }, "\(name)")
    }
    #expect(outcome.lastObject?["name"] as? String == "decoder sigmoid")
    let files = try FileManager.default.contentsOfDirectory(atPath: program.folder("layers"))
    // Four outputs, the weights of two dense layers as filters, and histograms of all and of two biases.
    #expect(files.count { $0.hasSuffix(".png") && !$0.hasSuffix("-histogram.png") } == 6)
    #expect(files.count { $0.hasSuffix("-histogram.png") } == 8 && files.count { $0.hasSuffix("-histogram.svg") } == 8)
    #expect(files.contains("layers.json") && files.contains("01-encoder.weight-histogram.svg"))
    #expect(outcome.output.contains("22 pictures and layers.json in layers"))
    expectOneError(try program("inspect", "mine", "--layer", "encodre"), "no such layer", "did you mean encoder?")
    expectWrongUsage(try program("inspect", "mine", "--image", "5000"), "--image: expected 0 to")
  }

  @Test func `probe, anomaly and score print what they measured`() throws {
    let program = try trained()
    let probe = try program("probe", "mine", "--probe", "knn", "--json")
    #expect(probe.status == 0 && probe.lastObject?["accuracy"] is Double, "\(probe.errors)")
    #expect(probe.output.contains("vote of the 5 nearest codes"))
    let anomaly = try program("anomaly", "mine", "--normal", "0", "--json")
    #expect(anomaly.status == 0 && anomaly.lastObject?["auroc"] is Double, "\(anomaly.errors)")
    try Picture(width: 40, height: 30, colour: .rgb, bytes: [UInt8](repeating: 200, count: 3600))
      .write(to: program.folder("one.png"))
    let score = try program("score", "mine", "one.png", "--output", "maps", "--json")
    #expect(score.status == 0 && score.lastObject?["is_anomalous"] is Bool, "\(score.errors)")
    #expect(try Picture(path: program.folder("maps/one-error.png")).colour == .rgb)
    expectOneError(try program("anomaly", "mine", "--normal", "zebra"), "no training image has this class")
    expectOneError(try program("anomaly", "mine"), "trained on all classes", "--normal", "--classes")
    expectWrongUsage(try program("anomaly", "mine", "--normal", "0", "--false-positive-rate", "2"), "expected 0 to 1")
  }

  @Test func `a run of some classes takes these as the normal ones`() throws {
    let program = try Program()
    try program.labelImages()
    let train = ["train", "--model", "AE", "--dataset", "images", "--epochs", "1", "--name", "one"]
    let outcome = try program(train + ["--classes", "1"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let own = try program("anomaly", "one", "--json")
    #expect(own.status == 0 && own.lastObject?["auroc"] is Double, "\(own.errors)")
    #expect(try program("anomaly", "one", "--normal", "1", "--json").output == own.output)
    expectOneError(try program("anomaly", "one", "--normal", "2"), "no training image has this class", "give one of 1")
    #expect(try program(train + ["--classes", "2"]).status == 1)
  }

  @Test func `frechet trains a classifier once, and prints distances and what they are`() throws {
    let program = try trained()
    let first = try program("frechet", "mine", "--json")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("is trained for its features") && first.errors.contains("20 images are few"))
    #expect(first.lines.contains { $0.hasPrefix("features: 128 features of a classifier of images, ") })
    #expect(first.lines.contains { $0.hasPrefix("distances from 20 test images; training images have ") })
    #expect(first.output.contains("cannot be compared with FID"))
    #expect(first.lines.contains { $0.hasPrefix("run ") && $0.hasSuffix("interpolations") }, "\(first.output)")
    #expect(["reconstructions", "prior", "gaussian", "mixture"].allSatisfy { first.lastObject?[$0] is Double })
    let second = try program("frechet", "mine", "--json")
    #expect(second.output == first.output && !second.errors.contains("is trained for its features"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder("runs/.features")).count == 1)
    expectWrongUsage(try program("frechet", "mine", "--count", "1"), "--count: expected 2 or more")
  }

  @Test func `frechet of images without classes needs the features of others`() throws {
    let program = try Program()
    try program.trained("--epochs", "1")
    expectOneError(
      try program("frechet", "mine"), "the images have no classes", "got 1 class", "--features")
    try SmallImages.write(to: program.folder, "others", seed: 5)
    try program.labelImages(in: "others")
    let outcome = try program("frechet", "mine", "--features", "others", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect((outcome.lastObject?["features"] as? [String: Any])?["dataset"] as? String == "others")
  }

  @Test func `several runs are compared in one table`() throws {
    let program = try trained()
    let second = try program(
      "train", "--model", "AE", "--model-args", #"{"code_size":6}"#, "--dataset", "images", "--epochs", "1",
      "--batch-size", "20", "--name", "other")
    try #require(second.status == 0)
    let outcome = try program("evaluate", "mine", "other", "--output", "reports")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.contains { $0.hasPrefix("mine ") } && outcome.lines.contains { $0.hasPrefix("PCA-6 ") })
    let files = try program.files(below: "reports").keys
    #expect(files.contains("comparison.md") && files.contains("other/validation.html"))
  }
}
