import CPUEngine
import Foundation
import Hourglass
import Insight
import TestSupport
import Testing

/// Codes written to files, read by our own readers and by NumPy.
@Suite struct CodeFileTests {
  private let folder: TemporaryFolder
  private let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 2))
  private let run: Run
  private static let shape = ImageShape(channels: 1, height: 8, width: 6)

  init() throws {
    folder = try TemporaryFolder()
    let pixels = (0..<300 * Self.shape.elements).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
    let images = ImageSet(
      count: 300, shape: Self.shape, labels: (0..<300).map { Int32($0 % 3) }, classNames: ["a", "bé", "c d"],
      name: "waves", title: { $0 % 2 == 0 ? "pictures/\($0).png" : "pictures/é, \"\($0)\".png" }
    ) { _ = $0.initialize(from: pixels) }
    var configuration = try RunConfiguration(model: SingleLayerCAE(), dataset: "waves")
    configuration.training.epochs = 1
    run = try Run(
      configuration, dataset: Dataset(name: "waves", images: images, split: .first(20), seed: 0), runs: folder.path)
    _ = try run.train(executor: executor)
  }

  private func write(_ name: String, layer: String? = nil) throws -> (report: EncodingReport, file: CodeFile) {
    let file = try CodeFile(path: folder(name))
    return (try run.trained.encode(run.dataset.training, layer: layer, to: file, executor: executor), file)
  }

  private func expected(layer: String? = nil) throws -> [Float] {
    let encoder = try CodeEncoder(
      run.model, layer: layer, scaling: run.configuration.training.scaling, executor: executor)
    return try encoder.codes(of: run.dataset.training, parameters: run.trainedParameters(on: executor))
  }

  @Test(arguments: CodeFile.Format.allCases)
  func `every format holds the same codes, in the order of the images`(_ format: CodeFile.Format) throws {
    let (report, file) = try write("codes.\(format.rawValue)")
    let table = try CodeReader(file)
    #expect(try table.codes() == expected() && table.count == 280 && report.images == 280)
    #expect(report.dimensions.reduce(1, *) == table.size && report.layer == "code" && report.skipped.isEmpty)
    #expect(report.hasLabels == (format != .npy) && report.hasFiles == (format == .npz || format == .csv))
    if format != .npy { #expect(table.labels == (20..<300).map { Int32($0 % 3) }) }
    for limit in [3, 256, 257] {
      #expect(try table.codes(limit: limit) == Array(expected()[..<(limit * table.size)]))
    }
  }

  @Test func `codes do not depend on the size of a batch, and name their images`() throws {
    let scaling = run.configuration.training.scaling
    let parameters = try run.trainedParameters(on: executor)
    let encoder = try CodeEncoder(run.model, scaling: scaling, batchSize: 7, executor: executor)
    var (codes, images, labels) = ([Float](), [Int32](), [Int32]())
    try encoder.encode(run.dataset.training, parameters: parameters) { batch in
      #expect(batch.images.count <= 7 && batch.codes.count == batch.images.count * encoder.size)
      codes += batch.codes
      images += batch.images
      labels += batch.labels ?? []
    }
    #expect(codes == (try expected()))
    #expect(images == Array(20..<300) && labels == (20..<300).map { Int32($0 % 3) })
  }

  @Test func `a layer is written with its shape; an unknown one is answered with the nearest`() throws {
    let outputs = try run.model.layerOutputs().outputs
    let layer = try #require(outputs.first { $0.dimensions.count == 3 })
    let (report, file) = try write("maps.npz", layer: layer.name)
    #expect(report.dimensions == layer.dimensions && report.layer == layer.name)
    #expect(try CodeReader(file).codes() == expected(layer: layer.name))
    let error = #expect(throws: LayerError.self) { try write("other.npz", layer: layer.name + "x") }
    #expect(error?.description.contains("did you mean \(layer.name)?") == true)
    #expect(!FileManager.default.fileExists(atPath: folder("other.npz")))
  }

  @Test(.enabled(if: Python.hasNumPy, "needs NumPy; name a Python that has it with HOURGLASS_PYTHON"))
  func `NumPy reads the same numbers, labels, file names and class names`() throws {
    for format in ["npz", "npy"] { _ = try write("codes.\(format)") }
    try Data(expected().flatMap { withUnsafeBytes(of: $0, Array.init) }).write(
      to: URL(fileURLWithPath: folder("expected.bin")))
    let script = """
      import sys, zipfile, numpy as np
      folder = sys.argv[1]
      a = np.load(folder + "/codes.npz")
      expected = np.fromfile(folder + "/expected.bin", "<f4")
      n = 280
      assert sorted(a.files) == ["class_names", "codes", "files", "index", "labels"], a.files
      assert a["codes"].shape[0] == n and a["codes"].dtype == np.float32 and a["codes"].flags.c_contiguous
      assert (a["codes"].reshape(-1) == expected).all()
      assert (a["index"] == np.arange(20, 300)).all() and (a["labels"] == np.arange(20, 300) % 3).all()
      files = [f"pictures/{i}.png" if i % 2 == 0 else f'pictures/é, "{i}".png' for i in range(20, 300)]
      assert a["files"].tolist() == files and a["class_names"].tolist() == ["a", "bé", "c d"]
      assert zipfile.ZipFile(folder + "/codes.npz").testzip() is None
      assert (np.load(folder + "/codes.npy", mmap_mode="r") == a["codes"]).all()
      """
    let outcome = try TestSupport.run(Python.program, ["-c", script, folder.path])
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test(.enabled(if: Python.hasSafetensors, "needs safetensors; name a Python that has it with HOURGLASS_PYTHON"))
  func `the reference implementation reads the tensors`() throws {
    let (_, file) = try write("codes.safetensors")
    #expect(try SafetensorsFile.read(file.path).isChecked)
    let script = """
      import sys, numpy as np
      from safetensors.numpy import load_file
      t = load_file(sys.argv[1])
      assert sorted(t) == ["codes", "labels"] and t["codes"].shape[0] == 280
      assert (t["labels"] == np.arange(20, 300) % 3).all()
      """
    let outcome = try TestSupport.run(Python.program, ["-c", script, file.path])
    #expect(outcome.status == 0, "\(outcome.output)")
  }

  @Test func `our own archive reader checks the checksums of what was written`() throws {
    let (_, file) = try write("codes.npz")
    #expect(try NPZFile(path: file.path).names() == ["codes", "index", "labels", "files", "class_names"])
    var damaged = try bytes(of: file.path)
    damaged[400] ^= 1
    try put(damaged, at: file.path)
    #expect(throws: (any Error).self) {
      try ArchiveFile(path: file.path).forEach {
        _ = try $0.bytes(limit: 1 << 30); return true
      }
    }
  }

  @Test func `equal codes give equal bytes`() throws {
    for format in CodeFile.Format.allCases {
      let (one, two) = (try write("one.\(format.rawValue)").file, try write("two.\(format.rawValue)").file)
      #expect(try bytes(of: one.path) == bytes(of: two.path), "\(format)")
    }
  }

  @Test(arguments: ["codes.txt", "codes", ".npz/codes"])
  func `a file extension without a format is refused`(_ path: String) {
    #expect(throws: CodeFileError.self) { try CodeFile(path: path) }
  }

  @Test func `tables of other programs are read, and what is wrong is named with its line`() throws {
    func table(_ text: String) throws -> CodeReader {
      try put(Array(text.utf8), at: folder("table.csv"))
      return try CodeReader(CodeFile(path: folder("table.csv")))
    }
    #expect(try table("x,y\n1,2.5\n-3,4e-2\n").codes() == [1, 2.5, -3, 0.04])
    let named = try table("\u{FEFF}file,label,c0,c1\r\n\"a,b \"\"c\"\"\nd\",7,1,2\r\n\r\ne,x,3,4")
    #expect(try named.codes() == [1, 2, 3, 4] && named.labels == [7, -1])
    for (text, words) in [
      ("c0,c1\n1\n", "line 2"), ("c0\nx\n", "line 2"), ("c0\n1\nnan\n", "row 1"), ("", "empty"), ("c0\n", "codes"),
      ("f,c0\n\"a\nb\",1\n\n,x\n", "line 5"), ("f,c0\n\"a,1\n", "does not end"),
    ] {
      let error = #expect(throws: CodeFileError.self) { try table(text) }
      #expect(error?.description.contains(words) == true, "\(text.debugDescription): \(error?.description ?? "")")
    }
    #expect(throws: (any Error).self) { try CodeReader(CodeFile(path: folder("missing.csv"))) }
    #expect(throws: (any Error).self) { try CodeReader(CodeFile(path: folder("missing.npz"))) }
  }

  @Test(.enabled(if: Python.hasNumPy, "needs NumPy; name a Python that has it with HOURGLASS_PYTHON"))
  func `arrays of NumPy in any order and type are read as codes`() throws {
    let script = """
      import sys, numpy as np
      a = np.arange(1800, dtype="f8").reshape(300, 2, 3)
      np.save(sys.argv[1] + "/f.npy", np.asfortranarray(a))
      np.save(sys.argv[1] + "/i.npy", a.astype(">i2"))
      np.savez_compressed(sys.argv[1] + "/f.npz", codes=np.asfortranarray(a))
      np.savez_compressed(sys.argv[1] + "/z.npz", other=a[:1], codes=a.astype("f4"), labels=np.arange(300) % 7)
      """
    try #require(TestSupport.run(Python.program, ["-c", script, folder.path]).status == 0)
    for name in ["f.npy", "i.npy", "f.npz", "z.npz"] {
      let table = try CodeReader(CodeFile(path: folder(name)))
      #expect(try table.codes() == (0..<1800).map { Float($0) } && table.count == 300 && table.size == 6, "\(name)")
      #expect(try table.codes(limit: 7) == (0..<42).map { Float($0) })
    }
    #expect(try CodeReader(CodeFile(path: folder("z.npz"))).labels == (0..<300).map { Int32($0 % 7) })
  }

  @Test(arguments: CodeFile.Format.allCases)
  func `a file that is cut short or continues is refused before any code is used`(_ format: CodeFile.Format) throws {
    let (_, file) = try write("codes.\(format.rawValue)")
    let whole = try bytes(of: file.path)
    for damaged in [Array(whole.dropLast(whole.count / 3)), Array(whole.prefix(20)), [], whole + [0x22]] {
      try put(damaged, at: file.path)
      // A zip archive may be followed by other bytes; a table may end after any line.
      if format == .npz, damaged.count > whole.count { continue }
      #expect(throws: (any Error).self, "\(damaged.count) of \(whole.count) bytes") { try CodeReader(file) }
    }
  }
}

extension CodeReader {
  /// The first `limit` codes, `[n, size]`.
  fileprivate func codes(limit: Int = .max) throws -> [Float] {
    var all: [Float] = []
    try forEachBatch(limit: limit) { first, codes in
      #expect(first == all.count / size && codes.count <= 256 * size)
      all += codes
    }
    return all
  }
}
