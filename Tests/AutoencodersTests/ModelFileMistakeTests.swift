import Autoencoders
import Diagnostics
import ImageShapes
import Tensors
import TestSupport
import Testing
import Training

/// Model files that cannot be built: every mistake with its line and a cure.
@Suite struct ModelFileMistakeTests {
  private let digit = ImageShape(channels: 1, height: 28, width: 28)
  private static let back = ModelFile.back

  private static func file(_ encoder: [String], _ decoder: [String], _ rest: String = "") -> String {
    ModelFile.text(encoder, decoder, rest)
  }

  /// The Torch listing of the article as it was printed.
  private let printed = """
    name: Printed
    image: [3, 64, 64]
    encoder:
      - conv: {filters: 12, kernel: 3, activation: relu}
      - conv: {filters: 12, kernel: 3, activation: relu}
      - max-pool: {window: 2, name: pool1}
      - conv: {filters: 24, kernel: 3, activation: relu}
      - max-pool: {window: 2, name: pool2}
      - flatten
      - linear: 1568
    decoder:
      - linear: 4704
      - reshape: [24, 14, 14]
      - conv: {filters: 12, kernel: 3, activation: relu}
      - unpool: pool2
      - conv: {filters: 12, kernel: 3, activation: relu}
      - unpool: pool1
      - conv: {filters: 3, kernel: 3}
    """

  @Test func `a text is checked like a file, and says in which line each mistake is`() throws {
    let text = Self.file(["flatten", "linear: 8"], Self.back)
    let (network, plan) = try NetworkDescription.checked(text: text, image: digit)
    #expect(plan.code == [8] && network.encoder.count == 2)
    let printed = #expect(throws: NetworkError.self) { try NetworkDescription.checked(text: self.printed) }
    let error = try #require(printed)
    #expect(error.lines.count == error.problems.count && error.lines.count == 3)
    for (line, problem) in zip(error.lines, error.problems) {
      #expect(problem.place?.hasPrefix("model.yaml:\(try #require(line))") == true, "\(problem)")
    }
    for (text, file, line) in [
      ("name: A\nencoder: [\n\n", "model.yaml", 2), ("name: A\nencoder:\n  - conv: {a: b: c}\n", "model.yaml", 3),
      ("name: A\nencoder:\n  - conv: {filters: 3\n", "model.yaml", 3), ("name: \"A\nencoder:\n", "model.yaml", 1),
      ("name: A\nencoder:\n  - conv: {filters: 3\ndecoder:\n  - flatten\n", "model.yaml", 3),
      ("name: A\nencoder: [\n  flatten,\n  {a b\n  c}}\n]\n", "model.yaml", 5),
      ("name: A\nencoder: [\n  flatten", "model.yaml", 2), ("name: \"A\nencoder:\n  - x", "model.yaml", 1),
      ("name: A\nencoder\ndecoder: [flatten]\n", "model.yaml", 2), ("name: [", "model.yaml", 1),
      ("require 'nn'\nlocal a = = 1\n", "net.lua", 2),
    ] as [(String, String, Int)] {
      let failure = #expect(throws: NetworkError.self) {
        try NetworkDescription.checked(text: text, file: file, image: digit)
      }
      let error = try #require(failure)
      #expect(error.lines == [line], "\(error)")
      // A run that has the text says the same.
      let model = DeclaredModel(definition: text, file: file)
      let again = #expect(throws: NetworkError.self) { try model.network(for: self.digit) }
      #expect(again?.lines == [line], "\(again.map { "\($0)" } ?? "")")
    }
  }

  @Test
  func `the printed ImageNet listing is refused with its three mistakes`() throws {
    let network = try ModelFile.network(printed)
    let error = #expect(throws: NetworkError.self) {
      try network.plan(for: ImageShape(channels: 3, height: 64, width: 64))
    }
    let lines = try #require(error).problems.map(\.description)
    try #require(lines.count == 3)
    #expect(
      lines[0].hasPrefix(
        "net.yaml:15, unpool: unpooling by the switches of pool2 needs the output shape of pool2 "
          + "(expected [24, 14, 14], got [12, 12, 12]); put the unpooling before"), "\(lines[0])")
    #expect(
      lines[1].hasPrefix(
        "net.yaml:17, unpool: unpooling by the switches of pool1 needs the output shape of pool1 "
          + "(expected [12, 30, 30], got [12, 26, 26])"), "\(lines[1])")
    #expect(
      lines[2].hasPrefix(
        "net.yaml:18, decoder: the decoder's output does not have the image shape "
          + "(expected [3, 64, 64], got [3, 58, 58])"), "\(lines[2])")
  }

  static let mistakes: [(yaml: String, words: [String])] = [
    (file(["flatten", "unpool: p"], back), ["net.yaml:4, unpool: no max-pool of this name", "name a pool"]),
    (
      file(["max-pool: {window: 2, name: pool1}", "unpool: pool2"], back),
      ["net.yaml:4, unpool: no max-pool of this name", "did you mean pool1?"]
    ),
    (
      file(["flatten", "linear: {units: 5, name: a}", "linear: {units: 6, name: a}"], back),
      ["net.yaml:5, linear: a layer's name is used twice (got a)", "line 4"]
    ),
    (file(["flaten"], back), ["net.yaml:3: no such layer (got flaten); did you mean flatten?"]),
    (
      file(["flatten", "linear: {unit: 5}"], back),
      ["net.yaml:4, linear: a field is missing", "net.yaml:4, linear: no such field (got unit); did you mean units?"]
    ),
    (
      file(["flatten", "linear: {units: 0}"], back),
      ["net.yaml:4, linear, units: the value does not fit", "from 1 to 65536"]
    ),
    (file(["flatten", "linear: [5, 6]"], back), ["net.yaml:4, linear, units"]),
    (file(["flatten", "linear: 5", "relu: 3"], back), ["net.yaml:5, relu: a field has no name"]),
    (
      file(["flatten", "linear: {units: 5, activation: rel}"], back),
      ["net.yaml:4, linear, activation: the value does not fit", "got rel); did you mean relu?"]
    ),
    (
      file(["flatten", "linear: {units: 5, initializer: he}"], back),
      ["net.yaml:4, linear, initializer: the value does not fit", "he-normal"]
    ),
    (file(["linear: 5"], back), ["net.yaml:3, linear: the input is not a vector", "put a flatten before it"]),
    (
      file(["flatten", "conv: {filters: 3, kernel: 3}"], back),
      ["net.yaml:4, conv: the input is not an image", "reshape"]
    ),
    (
      file(["conv: {filters: 3, kernel: 31}", "flatten"], back),
      ["net.yaml:3, conv: the kernel is larger than the image (expected at most 28x28, got 31x31"]
    ),
    (file(["flatten", "reshape: [3, 3]", "flatten"], back), ["net.yaml:4, reshape: the number of elements differs"]),
    (
      file(["flatten", "linear: 5"], ["linear: 700", "reshape: [1, 25, 28]"]),
      [
        "net.yaml:7, decoder: the decoder's output does not have the image shape (expected [1, 28, 28], got [1, 25, 28])"
      ]
    ),
    (
      file(["flatten", "linear: 5"], ["linear: image", "reshape: image"], "loss: bce\n"),
      ["net.yaml:8, loss: a cross-entropy needs an output of a sigmoid", "(line 6)"]
    ),
    (
      file(
        ["flatten", "linear: 5"], ["linear: {units: image, activation: tanh}", "reshape: image"], "loss: {bce-sum: 1}\n"
      ),
      ["net.yaml:8, loss: a cross-entropy needs an output of a sigmoid", "got tanh"]
    ),
    (
      file(["flatten", "linear: 5"], back, "loss: {bc: 1}\n"),
      ["net.yaml:8, loss: no such loss (got bc); did you mean bce?"]
    ),
    (
      file(["flatten", "linear: 5"], back, "los: {bce: 1}\n"),
      ["net.yaml:8: no such field (got los); did you mean loss?"]
    ),
    (
      file(["flatten", "linear: 5"], back, "penalties: {code-l2: 1}\n"),
      ["net.yaml:8, penalties: no such field (got code-l2)", "did you mean code-l1?"]
    ),
    (file(["flatten", "linear: 5"], back, "corruption: {maskin: 0.3}\n"), ["net.yaml:8"]),
    (
      file(["batch-norm", "flatten", "linear: 5"], back, "penalties: {contractive: 1}\n"),
      ["net.yaml:3, batch-norm: a contractive penalty needs an encoder without batch normalisation"]
    ),
    (file(["flatten", "tied: code"], back), ["net.yaml:4, tied: no such layer before it (got code)"]),
    (
      file(["flatten", "linear: {units: 5, name: code}", "tied: code", "tied: code"], back),
      ["net.yaml:6, tied: the input is not the output of code (expected [5], got [784])"]
    ),
    (
      file(["flatten", "softmax: 10"], back), ["net.yaml:4, softmax: the features are not a multiple of the group size"]
    ),
    (file(["top-k: 1000", "flatten"], back), ["net.yaml:3, top-k: k is out of range"]),
    (file(["repeat: {times: 0, layers: [relu]}", "flatten"], back), ["net.yaml:3, repeat: a repeat cannot be read"]),
    (file(["conv: {filters: 3, kernel: 3}, relu: "], back), ["net.yaml:3"]),
    ("encoder: [flatten]\ndecoder: [{reshape: image}]\n", ["net.yaml: the network has no name"]),
    (
      "name: a/b\nencoder: [flatten]\ndecoder: [{reshape: image}]\n",
      ["net.yaml:1: the network's name cannot name a folder"]
    ),
    ("name: A\ndecoder: [{reshape: image}]\n", ["net.yaml: the network has no encoder"]),
    (file(["flatten", "linear: 5"], back, "pixels: 0..2\n"), ["net.yaml:8, pixels: no such range of pixels", "0..1"]),
    ("name: A\nimage: 28\nencoder: [flatten]\ndecoder: [{reshape: image}]\n", ["net.yaml:2, image"]),
    (
      "name: A\nimage: [3, 8, 8]\nencoder: [flatten]\ndecoder: [{reshape: image}]\n",
      ["the network has a different image shape"]
    ),
    ("", ["net.yaml: the model file has no fields"]), ("- a\n", ["net.yaml: the model file has no fields"]),
    ("name: A\n encoder: [flatten]\n", ["not YAML"]),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake is told with its line and a cure`(_ index: Int) throws {
    let (yaml, words) = Self.mistakes[index]
    var text = ""
    do {
      _ = try ModelFile.network(yaml).plan(for: digit)
      Issue.record("accepted:\n\(yaml)")
    } catch {
      text = "\(error)"
    }
    for part in words { #expect(text.contains(part), "\(text)") }
    #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("net.yaml") }, "\(text)")
  }

  @Test
  func `mistakes of reading and of fitting are all told at once, in the order of their lines`() throws {
    let problems = try #require(
      throws: NetworkError.self,
      performing: {
        try ModelFile.network(
          """
          name: Many
          sise: 3
          encoder:
            - conv: {filters: 8, kernel: 3, activaton: relu}
            - maxpool: 2
            - flatten
            - linear: {units: many}
          decoder:
            - linear: image
            - reshape: image
          loss: {bcd: 1}
          """)
      }
    ).problems.map(\.description)
    #expect(problems.count == 5)
    for (problem, line) in zip(problems, [2, 4, 5, 7, 11]) {
      #expect(problem.hasPrefix("net.yaml:\(line)"), "\(problem)")
    }
    #expect(problems[2].contains("did you mean max-pool?"))
  }

  @Test(arguments: [
    ("linear: '8'", ""), (#"linear: {units: "8"}"#, ""), ("conv: {filters: 4, kernel: '3'}", ""),
    ("conv: {filters: '4', kernel: 3}", ""), ("reshape: ['1', 28, 28]", ""), ("dropout: '0.5'", ""),
    ("linear: {units: 8, penalized: 'true'}", ""), ("linear: {units: 8, initializer: '0.1'}", ""),
    ("linear: {units: 8, initializer: {normal: '0.1'}}", ""), ("repeat: {times: '2', layers: [linear: 8]}", ""),
    ("linear: 8", "loss: {bce: '1'}"), ("linear: 8", "image: ['1', 28, 28]"),
    ("linear: 8", "penalties: {code-l1: '0.1'}"),
    ("linear: 8", "corruption: {gaussian: '0.5'}"),
  ])
  func `a number does not stand in quotes`(_ layer: String, _ rest: String) throws {
    let text = Self.file(["flatten", layer], Self.back, rest)
    let plain = text.replacing("'", with: "").replacing("\"", with: "")
    let network = try NetworkDescription(yaml: plain, file: "net.yaml")
    let error = #expect(throws: NetworkError.self) { try NetworkDescription(yaml: text, file: "net.yaml") }
    #expect(try #require(error).problems.count == 1, "\(text)")
    #expect(error?.lines == [rest.isEmpty ? 4 : 8])
    let words = error.map { "\($0)" } ?? ""
    #expect(words.contains("the value is text in quotes") && words.hasSuffix("; leave out the quotes"), "\(words)")
    let folder = try TemporaryFolder()
    let path = try folder.write(Array(text.utf8), "net.yaml")
    let given = #expect(throws: NetworkError.self) { try DeclaredModel(path: path) }
    #expect(given?.report.place?.hasPrefix("\(path):") == true, "\(given.map { "\($0)" } ?? "")")
    // A run of an earlier version holds such a text.
    let stored = DeclaredModel(definition: text)
    #expect(try stored.network(for: digit)?.yaml == network.yaml)
    #expect(stored.corruption == network.corruption)
  }
}
