import Diagnostics
import Foundation
import Safetensors
import TestSupport
import Testing

/// Writes three tensors, a single number and an empty tensor among them, and metadata.
func writeSample(to path: String) throws {
  let weights: [Float] = [1.5, -0.0, .infinity, .leastNonzeroMagnitude, -3e38, 0.1]
  try weights.withUnsafeBufferPointer { floats in
    let records = [
      SafetensorsRecord("encoder.weight", shape: [2, 3], floats),
      SafetensorsRecord("empty", shape: [0, 5], UnsafeBufferPointer(rebasing: floats[..<0])),
      SafetensorsRecord("scale", shape: [], UnsafeBufferPointer(rebasing: floats[..<1])),
    ]
    try SafetensorsWriter.write(
      records, metadata: ["model": "SingleLayerCAE", "note": "\"ö\" \\ \n\u{1}\u{7F} 👾", "": ""], to: path)
  }
}

/// Safetensors files.
@Suite struct SafetensorsTests {
  @Test func `What is written is read back, bit for bit`() throws {
    let folder = try TemporaryFolder()
    try writeSample(to: folder("a"))
    let file = try SafetensorsFile.read(folder("a"))
    #expect(file.metadata == ["model": "SingleLayerCAE", "note": "\"ö\" \\ \n\u{1}\u{7F} 👾", "": ""])
    #expect(file.isChecked)
    #expect(file.entries.map(\.name) == ["encoder.weight", "empty", "scale"])
    #expect(file.entries.map(\.shape) == [[2, 3], [0, 5], []])
    let weights: [Float] = [1.5, -0.0, .infinity, .leastNonzeroMagnitude, -3e38, 0.1]
    #expect(try file.floats(named: "encoder.weight").map(\.bitPattern) == weights.map(\.bitPattern))
    #expect(try file.floats(named: "empty").isEmpty)
    #expect(try file.floats(named: "scale") == [1.5])
    var copy = [Float](repeating: 0, count: 6)
    try copy.withUnsafeMutableBufferPointer {
      try file.copyFloats(named: "encoder.weight", shape: [2, 3], to: $0)
    }
    #expect(copy == weights)
  }

  @Test func `A NaN keeps its bits`() throws {
    let folder = try TemporaryFolder()
    let nan = Float(bitPattern: 0x7FC0_1234)
    try [nan].withUnsafeBufferPointer {
      try SafetensorsWriter.write([SafetensorsRecord("x", shape: [1], $0)], to: folder("a"))
    }
    #expect(try SafetensorsFile.read(folder("a")).floats(named: "x")[0].bitPattern == 0x7FC0_1234)
  }

  @Test func `Equal contents give equal bytes, and the data begin at a multiple of 64`() throws {
    let folder = try TemporaryFolder()
    try writeSample(to: folder("a"))
    try writeSample(to: folder("b"))
    let a = try bytes(of: folder("a"))
    #expect(try a == bytes(of: folder("b")))
    let header = a.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + header) % 64 == 0)
    #expect(a.count == 8 + header + 24 + 4)
  }

  @Test func `A file without tensors and metadata is a file`() throws {
    let folder = try TemporaryFolder()
    try SafetensorsWriter.write([], to: folder("a"))
    let file = try SafetensorsFile.read(folder("a"))
    #expect(file.entries.isEmpty && file.metadata.isEmpty && file.isChecked)
  }

  @Test func `Repeated and reserved names and wrong shapes are refused, and the old file stays`() throws {
    let folder = try TemporaryFolder()
    try put([9], at: folder("a"))
    try [1, 2].withUnsafeBufferPointer { (two: UnsafeBufferPointer<Float>) in
      let one = UnsafeBufferPointer(rebasing: two[..<1])
      let x = SafetensorsRecord("x", shape: [], one)
      let refused: [([SafetensorsRecord], [String: String])] = [
        ([x, x], [:]), ([SafetensorsRecord("__metadata__", shape: [], one)], [:]), ([x], ["crc32": "12345678"]),
        ([SafetensorsRecord("x", shape: [3], two)], [:]), ([SafetensorsRecord("x", shape: [-1, -2], two)], [:]),
        ([SafetensorsRecord("x", shape: [.max, .max], one)], [:]),
      ]
      for (tensors, metadata) in refused {
        let error = try #require(throws: SafetensorsError.self) {
          try SafetensorsWriter.write(tensors, metadata: metadata, to: folder("a"))
        }
        #expect(error.code == .cannotRepresent)
      }
    }
    #expect(try bytes(of: folder("a")) == [9])
  }

  @Test func `A tensor of another name or shape is told from the one asked for`() throws {
    let folder = try TemporaryFolder()
    try writeSample(to: folder("a"))
    let file = try SafetensorsFile.read(folder("a"))
    #expect(file.entry(named: "encoder.weights") == nil)
    let missing = #expect(throws: SafetensorsError.self) { try file.floats(named: "encoder.weights") }
    #expect(missing?.code == .missingTensor)
    #expect(missing?.description.contains("did you mean encoder.weight?") == true)
    let shape = #expect(throws: SafetensorsError.self) {
      var copy = [Float](repeating: 0, count: 6)
      try copy.withUnsafeMutableBufferPointer {
        try file.copyFloats(named: "encoder.weight", shape: [3, 2], to: $0)
      }
    }
    #expect(shape?.code == .mismatch)
    #expect(shape?.description.contains("expected [3, 2], got [2, 3]") == true)
  }

  @Test func `A missing file and a folder cannot be read`() throws {
    let folder = try TemporaryFolder()
    for path in [folder("none"), folder.path, "/dev/null"] {
      let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile.read(path) }
      #expect(error?.code == .cannotRead)
    }
  }
}

/// Safetensors files and the reference implementation.
@Suite(.enabled(if: Python.hasSafetensors, "no Python with numpy and safetensors; name one with HOURGLASS_PYTHON"))
struct SafetensorsInteroperationTests {
  @Test func `Python opens what Hourglass wrote`() throws {
    let folder = try TemporaryFolder()
    try writeSample(to: folder("a"))
    let script = """
      import sys, numpy as np
      from safetensors import safe_open
      with safe_open(sys.argv[1], "np") as f:
        assert set(f.keys()) == {"encoder.weight", "empty", "scale"}, f.keys()
        m = f.metadata()
        assert m["model"] == "SingleLayerCAE" and m["note"] == '"ö" \\\\ \\n\\x01\\x7f 👾' and len(m["crc32"]) == 8, m
        w = f.get_tensor("encoder.weight")
        assert w.dtype == np.float32 and w.shape == (2, 3), w
        want = np.array([1.5, -0.0, np.inf, 1e-45, -3e38, 0.1], np.float32)
        assert w.tobytes() == want.tobytes(), w
        assert f.get_tensor("empty").shape == (0, 5)
        s = f.get_tensor("scale")
        assert s.dtype == np.float32 and s.shape == () and float(s) == 1.5, s
      """
    let result = try run(Python.program, ["-c", script, folder("a")])
    #expect(result.status == 0, "\(result.output)")
  }

  @Test func `Hourglass opens what Python wrote`() throws {
    let folder = try TemporaryFolder()
    let script = """
      import sys, numpy as np
      from safetensors.numpy import save_file
      tensors = {
        "w": np.arange(6, dtype=np.float32).reshape(2, 3) / 3, "é\\n": np.array([7], np.float32),
        "scale": np.array(12, np.float32), "empty": np.zeros((3, 0), np.float32),
      }
      save_file(tensors, sys.argv[1], metadata={"by": "Python \\"x\\" ö"})
      save_file({"h": np.zeros(3, np.float16)}, sys.argv[2])
      """
    let result = try run(Python.program, ["-c", script, folder("a"), folder("half")])
    try #require(result.status == 0, "\(result.output)")
    let file = try SafetensorsFile.read(folder("a"))
    #expect(!file.isChecked)
    #expect(file.metadata == ["by": "Python \"x\" ö"])
    #expect(try file.floats(named: "w") == [0, 1, 2, 3, 4, 5].map { $0 / 3 })
    #expect(file.entry(named: "w")?.shape == [2, 3])
    #expect(try file.floats(named: "é\n") == [7])
    #expect(try file.floats(named: "scale") == [12])
    #expect(file.entry(named: "scale")?.shape == [])
    #expect(file.entry(named: "empty")?.shape == [3, 0])
    let half = #expect(throws: SafetensorsError.self) { try SafetensorsFile.read(folder("half")) }
    #expect(half?.code == .unsupportedType)
  }
}
