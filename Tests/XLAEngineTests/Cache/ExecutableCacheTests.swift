import Foundation
import TestSupport
import Testing
import XLAEngine

/// Compiled programs on disk.
@Suite struct ExecutableCacheTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func cache(byteLimit: Int = 1 << 20) -> ExecutableCache {
    ExecutableCache(folder: folder("cache"), byteLimit: byteLimit)
  }

  @Test func `a program is found by its whole key`() {
    let cache = cache()
    cache.store([1, 2, 3], for: Array("a".utf8))
    #expect(cache.load(Array("a".utf8)) == [1, 2, 3])
    #expect(cache.load(Array("b".utf8)) == nil)
    cache.remove(Array("a".utf8))
    #expect(cache.load(Array("a".utf8)) == nil)
  }

  @Test func `a damaged file, a shortened one and one of another program are not programs`() throws {
    let cache = cache()
    let key = Array("key".utf8)
    cache.store(Array(repeating: 7, count: 100), for: key)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: cache.folder).first)
    let path = "\(cache.folder)/\(name)"
    let whole = try bytes(of: path)
    var damaged = whole
    damaged[whole.count - 5] ^= 1
    for file in [damaged, Array(whole.dropLast(3)), Array(whole.prefix(10)), []] {
      try put(file, at: path)
      #expect(cache.load(key) == nil)
    }
    cache.store([1], for: Array("other".utf8))
    let other = try FileManager.default.contentsOfDirectory(atPath: cache.folder).first { $0 != name }
    try put(try bytes(of: "\(cache.folder)/\(try #require(other))"), at: path)
    #expect(cache.load(key) == nil)
    try put(whole, at: path)
    #expect(cache.load(key)?.count == 100)
  }

  @Test func `the least recently used programs leave when there is no room`() throws {
    let cache = cache(byteLimit: 3000)
    let program = [UInt8](repeating: 0, count: 900)
    for index in 0..<3 { cache.store(program, for: [UInt8(index)]) }
    for name in try FileManager.default.contentsOfDirectory(atPath: cache.folder) {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -1000)], ofItemAtPath: "\(cache.folder)/\(name)")
    }
    #expect(cache.load([0]) != nil)
    #expect(cache.load([2]) != nil)
    cache.store(program, for: [3])
    #expect(cache.load([1]) == nil)
    #expect([0, 2, 3].allSatisfy { cache.load([$0]) != nil })
    #expect(cache.byteCount <= 3000)
    cache.store([UInt8](repeating: 0, count: 4000), for: [4])
    #expect(cache.load([4]) == nil)
    #expect(cache.load([3]) != nil)
  }

  @Test(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"), arguments: TestPlugins.clients)
  func `a program is compiled once, and again for other options and after damage`(
    client: Result<Client, DeviceError>
  ) throws {
    let client = try client.get()
    let cache = cache()
    let text = """
      module @m {
        func.func public @main(%a: tensor<3xf32>) -> tensor<3xf32> {
          %0 = "stablehlo.multiply"(%a, %a) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
          "func.return"(%0) : (tensor<3xf32>) -> ()
        }
      }
      """
    func wasCached(_ options: CompileOptions = CompileOptions()) throws -> Bool {
      var found = false
      let executable = try client.executable(text, name: "a square", options: options, cache: cache) { event in
        if case .ended(_, _, let wasCached) = event { found = wasCached }
      }
      let argument = try Buffer([1, 2, 3] as [Float], dimensions: [3], on: client)
      #expect(try executable.run([argument])[0].values() == [1, 4, 9] as [Float])
      return found
    }
    #expect(try [wasCached(), wasCached()] == [false, true])
    let other = CompileOptions(flags: ["xla_cpu_enable_fast_math": .truth(false)])
    #expect(try [wasCached(other), wasCached(other)] == [false, true])
    for name in try FileManager.default.contentsOfDirectory(atPath: cache.folder) {
      try put([1, 2, 3], at: "\(cache.folder)/\(name)")
    }
    #expect(try [wasCached(), wasCached()] == [false, true])
  }
}
