import Catalogue
import Synchronization
import Testing

@Suite struct IdleSweepTests {
  @Test func `a sweep looks until nothing is left, and can be started again`() async throws {
    let left = Mutex(3)
    let looks = Mutex(0)
    let sweep = IdleSweep(every: .milliseconds(5))
    func start() {
      sweep.start {
        looks.withLock { $0 += 1 }
        return left.withLock { left in
          left -= 1
          return left > 0
        }
      }
    }
    // However often it is started, it looks once at a time.
    for _ in 0..<20 { start() }
    while left.withLock({ $0 }) > 0 { try await Task.sleep(for: .milliseconds(2)) }
    try await Task.sleep(for: .milliseconds(50))
    #expect(looks.withLock { $0 } == 3)
    left.withLock { $0 = 1 }
    start()
    while left.withLock({ $0 }) > 0 { try await Task.sleep(for: .milliseconds(2)) }
    try await Task.sleep(for: .milliseconds(50))
    #expect(looks.withLock { $0 } == 4)
  }
}
