import Foundation
import Hourglass
import TestSupport
import Testing

struct DataGetTests {
  /// Fashion-MNIST's files, where the package is installed.
  static let fashion = "/usr/share/datasets/fashion-mnist"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: fashion), "dataset-fashion-mnist is not installed"))
  func `a data set comes from a folder and is kept the second time`() throws {
    let program = try Program()
    let arguments = ["data", "get", "Fashion-MNIST", "--from", Self.fashion, "--data-root", program.folder("root")]
    let first = try program(arguments)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("train-images-idx3-ubyte.gz: fetched and verified"))
    #expect(first.lines.last == "Fashion-MNIST is in \(program.folder("root"))/fashion-mnist")
    let second = try program(arguments)
    #expect(second.output.contains("t10k-labels-idx1-ubyte.gz: there and right"))
    #expect(!second.output.contains("fetched"))
  }

  @Test func `what cannot be had is one error`() throws {
    var program = try Program()
    program.environment["HOURGLASS_DATA"] = program.folder("root")
    expectOneError(
      try program("data", "get", "mnist", "--from", program.folder.path), "train-images-idx3-ubyte.gz", "MNIST")
    expectOneError(
      try program("data", "get", "cifar10", "--from", "http://127.0.0.1:1/"),
      "http://127.0.0.1:1/cifar-10-binary.tar.gz")
    expectWrongUsage(
      try program("data", "get", "mnst"), "no data set mnst to download", "did you mean mnist?",
      "Usage: hourglass data get")
  }
}
