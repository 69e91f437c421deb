import Foundation
import Hourglass
import TestSupport
import Testing

/// Checkpoints of runs: what is in them, and what is done about damaged ones.
@Suite struct CheckpointTests {
  @Test(
    .enabled(if: Python.hasSafetensors, "needs a Python with numpy and safetensors, named by HOURGLASS_PYTHON"),
    arguments: SmallRuns.models.indices)
  func `a checkpoint opens in Python's safetensors with the parameters' names, shapes and numbers`(
    _ model: Int
  ) throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings(model, epochs: 1))
    let program = """
      import sys, safetensors.numpy, safetensors
      tensors = safetensors.numpy.load_file(sys.argv[1])
      for name in sorted(tensors): print(name, list(tensors[name].shape), tensors[name].dtype, float(tensors[name].flat[0]))
      with safetensors.safe_open(sys.argv[1], 'np') as file: print(file.metadata()['epoch'], file.metadata()['step'])
      """
    let (status, output) = try TestSupport.run(Python.program, ["-c", program, run.directory.checkpoint(epoch: 1)])
    #expect(status == 0, "\(output)")
    let parameters = try run.trainedParameters()
    let file = try SafetensorsFile.read(run.directory.checkpoint(epoch: 1))
    let expected = try run.model.parameters.flatMap { entry in
      try ["", "optimizer.first.", "optimizer.second."].map { prefix in
        let first = try file.floats(named: prefix + entry.name)[0]
        if prefix.isEmpty { #expect(first == parameters[entry.offset]) }
        return "\(prefix)\(entry.name) \(entry.parameter.dimensions) float32 \(Double(first))"
      }
    }
    let lines = output.split(separator: "\n").map(String.init)
    #expect(lines.dropLast().map(withoutValue) == expected.sorted().map(withoutValue))
    for (line, wanted) in zip(lines, expected.sorted()) { #expect(value(line) == value(wanted)) }
    #expect(lines.last == "1 4")
  }

  @Test func `a checkpoint is the state of its epoch, though training goes on while it is written`() throws {
    let small = try SmallRuns()
    for epochs in [2, 5, 9] {
      var (shorter, longer) = (small.settings(epochs: epochs), small.settings(epochs: epochs + 1))
      (shorter.name, longer.name) = ("shorter-\(epochs)", "longer-\(epochs)")
      let last = try small.trained(shorter).directory.checkpoint(epoch: epochs)
      let passed = try small.trained(longer).directory.checkpoint(epoch: epochs)
      #expect(last != passed)
      #expect(try bytes(of: last) == bytes(of: passed))
    }
  }

  @Test func `from a checkpoint that is cut short the run does not go on, and says from which it could`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    let whole = try run.checkpointBytes()
    let newest = run.directory.checkpoint(epoch: 3)
    try put(Array(bytes(of: newest).dropLast(5)), at: newest)
    let before = try run.bytesWithoutEvents()
    let error = try refusal { try small.run(small.settings(epochs: 4)).train(executor: SmallRuns.executor()) }
    #expect(error.code == .badCheckpoint)
    let text = "\(error)"
    #expect(text.hasPrefix("\(newest): ") && text.contains("cut short (expected "))
    #expect(text.hasSuffix("remove it to resume from \(run.directory.checkpoint(epoch: 2))"))
    #expect(try run.bytesWithoutEvents() == before)
    // The cure works.
    try FileManager.default.removeItem(atPath: newest)
    try small.trained(small.settings())
    #expect(try run.checkpointBytes() == whole)
  }

  @Test func `a flipped bit in the checkpoint of an interrupted run is noticed, and an epoch's can be used`() throws {
    let small = try SmallRuns()
    let run = try small.run(small.settings())
    _ = try run.train(untilStep: 6)
    let path = run.directory.interruptedCheckpoint
    var damaged = try bytes(of: path)
    damaged[damaged.count - 100] ^= 4
    try put(damaged, at: path)
    let error = try refusal { try small.run(small.settings()).train(executor: SmallRuns.executor()) }
    #expect("\(error)".contains("has changed since it was written"))
    #expect("\(error)".hasSuffix("remove it to resume from \(run.directory.checkpoint(epoch: 1))"))
    #expect(try bytes(of: path) == damaged)
  }

  @Test func `without another checkpoint the cure is to begin anew`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings(epochs: 1))
    try put([], at: run.directory.checkpoint(epoch: 1))
    let error = try refusal { try small.run(small.settings()).train(executor: SmallRuns.executor()) }
    #expect("\(error)".hasSuffix("start again with --restart"))
    _ = try small.run(small.settings()).train(restart: true, executor: SmallRuns.executor())
    #expect(RunOverview(run.directory).isFinished)
  }

  @Test func `a damaged best checkpoint is not evaluated, and the one to use in its place is named`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    let best = run.directory.bestCheckpoint
    try put(Array(bytes(of: best).dropLast(1)), at: best)
    let error = try refusal { try run.evaluate(.test, executor: SmallRuns.executor()) }
    #expect("\(error)".hasPrefix("\(best): "))
    #expect("\(error)".hasSuffix("remove it to use \(run.directory.checkpoint(epoch: 3)) instead"))
    try FileManager.default.removeItem(atPath: best)
    #expect(try run.trained.position() == (3, 12))
  }

  @Test func `a checkpoint whose position is nonsense is refused`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings(epochs: 1))
    let path = run.directory.checkpoint(epoch: 1)
    let file = try SafetensorsFile.read(path)
    for value in ["-1", "99999999999999999999", "many"] {
      let tensors = try file.entries.map { entry in (entry, try file.floats(named: entry.name)) }
      var metadata = file.metadata
      metadata["step"] = value
      let buffers = tensors.map { _, floats in
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: floats.count)
        _ = buffer.initialize(from: floats)
        return UnsafeBufferPointer(buffer)
      }
      defer { for buffer in buffers { buffer.deallocate() } }
      try SafetensorsWriter.write(
        zip(tensors, buffers).map { SafetensorsRecord($0.0.name, shape: $0.0.shape, $1) },
        metadata: metadata, to: path)
      let error = try refusal { try small.run(small.settings()).train(executor: SmallRuns.executor()) }
      #expect("\(error)".contains("not a checkpoint of a run (expected step in the metadata, got \(value))"))
    }
  }

  @Test func `a checkpoint without its checksum is not resumed from, but can still be evaluated`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings(epochs: 1))
    for path in [run.directory.checkpoint(epoch: 1), run.directory.bestCheckpoint] {
      var unchecked = try bytes(of: path)
      let name = Array("\"crc32\"".utf8)
      let at = try #require(unchecked.indices.first { unchecked[$0...].starts(with: name) })
      unchecked.replaceSubrange(at..<at + name.count, with: Array("\"other\"".utf8))
      try put(unchecked, at: path)
    }
    let error = try refusal { try small.run(small.settings()).train(executor: SmallRuns.executor()) }
    #expect("\(error)".contains("expected a checksum in the metadata, got none"))
    _ = try run.evaluate(.test, executor: SmallRuns.executor())
  }

  private func refusal<R>(_ body: () throws -> R) throws -> RunError {
    try #require(#expect(throws: RunError.self) { _ = try body() })
  }
  private func withoutValue(_ line: String) -> String { line.split(separator: " ").dropLast().joined(separator: " ") }
  private func value(_ line: String) -> Double? { line.split(separator: " ").last.flatMap { Double($0) } }
}
