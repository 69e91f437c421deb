import CPUEngine
import ReferenceEngine
import Tensors
import Testing

/// Arithmetic on long vectors, in parts and by any team of threads.
@Suite struct VectorArithmeticTests {
  /// Around the width of a vector and the size of a block.
  static let counts = [1, 3, 15, 16, 17, 33, 16383, 16384, 16385, 3 * 16384 + 5]

  private func vector(_ values: [Float]) -> FlatVector {
    let vector = FlatVector(count: values.count)
    for (i, value) in values.enumerated() { vector[i] = value }
    return vector
  }

  private func values(_ vector: FlatVector) -> [Float] { vector.withUnsafeBuffer { Array($0) } }

  private func onEverySet(threads: Int = 2, _ body: (CPUExecutor) throws -> Void) rethrows {
    for set in InstructionSet.available {
      let team = ThreadPool(count: threads)
      defer { team.close() }
      try body(CPUExecutor(set, threads: team))
    }
  }

  @Test(arguments: counts)
  func `a product of vectors is the sum in double`(_ count: Int) {
    let (a, b) = (Numbers.drawn(count, seed: 1), Numbers.drawn(count, seed: 2))
    let wanted = zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    onEverySet { executor in
      let got = executor.dot(vector(a), vector(b), ranges: [0..<count])
      // n roundings of 1e-16 each of sums below n.
      #expect(abs(got - wanted) <= 1e-16 * Double(count * count), "\(executor.instructionSet.name)")
    }
  }

  @Test func `sums of squares do not overflow or vanish in float`() {
    onEverySet { executor in
      let (huge, tiny) = (vector([3e30, 4e30]), vector([3e-30, 4e-30]))
      #expect(abs(executor.norm(huge, ranges: huge.everything) / 5e30 - 1) < 1e-6)
      #expect(abs(executor.norm(tiny, ranges: tiny.everything) / 5e-30 - 1) < 1e-6)
    }
  }

  @Test func `a sum over parts takes those floats alone`() {
    let count = 40_000
    let ranges = [3..<20, 20..<20, 100..<17_000, 39_999..<40_000]
    let a = Numbers.drawn(count, seed: 4)
    let wanted = ranges.joined().reduce(0) { $0 + Double(a[$1]) * Double(a[$1]) }
    onEverySet { executor in
      #expect(abs(executor.dot(vector(a), vector(a), ranges: ranges) - wanted) < 1e-9)
    }
  }

  @Test func `the bits of a sum do not depend on the threads`() {
    let count = 10 * 16384 + 77
    let (a, b) = (vector(Numbers.drawn(count, seed: 5)), vector(Numbers.drawn(count, seed: 6)))
    for set in InstructionSet.available {
      let sums = [1, 2, 7].map { threads in
        let team = ThreadPool(count: threads)
        defer { team.close() }
        return CPUExecutor(set, threads: team).dot(a, b, ranges: [5..<count / 2, count / 2..<count]).bitPattern
      }
      #expect(Set(sums).count == 1, "\(set.name)")
    }
  }

  @Test(arguments: counts)
  func `numbers are clamped, NaN stays`(_ count: Int) {
    var numbers = Numbers.drawn(count, seed: 7)
    numbers[count / 2] = .nan
    onEverySet { executor in
      let x = vector(numbers)
      executor.clamp(x, to: 0.25, ranges: x.everything)
      for (got, was) in zip(values(x), numbers) {
        #expect(was.isNaN ? got.isNaN : got == min(max(was, -0.25), 0.25))
      }
    }
  }

  @Test(arguments: counts)
  func `sums, shares, multiples and copies of parts, and nothing beside them`(_ count: Int) {
    let (a, b) = (Numbers.drawn(count, seed: 8), Numbers.drawn(count, seed: 9))
    let range = count / 3..<count - count / 4
    typealias Change = (_ on: any VectorArithmetic, _ x: any DeviceVector, _ y: any DeviceVector) -> Void
    let changes: [(String, Change)] = [
      ("add", { $0.add($1, $2, times: -3, into: $1, ranges: [range]) }),
      ("interpolate", { $0.interpolate($1, towards: $2, by: 0.1, ranges: [range]) }),
      ("scale", { executor, x, _ in executor.scale(x, by: -2, ranges: [range]) }),
      ("clamp", { executor, x, _ in executor.clamp(x, to: 0.5, ranges: [range]) }),
      ("fill", { executor, x, _ in executor.fill(x, with: 0.25, ranges: [range]) }),
      ("copy", { $0.copy($2, to: $1, ranges: [range]) }),
    ]
    for (name, change) in changes {
      func changed(on executor: any VectorArithmetic) -> [Float] {
        let x = executor.makeVector(vector(a))
        change(executor, x, executor.makeVector(vector(b)))
        return values(x.hostCopy())
      }
      let wanted = changed(on: ReferenceExecutor())
      onEverySet { executor in
        let got = changed(on: executor)
        let wrong = (0..<count).filter { i in
          range.contains(i) ? !(abs(got[i] - wanted[i]) <= 1e-6) : got[i] != a[i]
        }
        #expect(wrong.isEmpty, "\(name) of \(count): \(wrong.prefix(3))")
      }
    }
  }

  @Test func `a vector is filled in parts, and read and written whole`() {
    let count = 40_000
    onEverySet { executor in
      let made = executor.makeVector(vector(Numbers.drawn(count, seed: 10)))
      executor.fill(made, with: 3, ranges: [1..<2, 17_000..<39_000])
      let host = made.hostCopy()
      for (i, was) in Numbers.drawn(count, seed: 10).enumerated() {
        #expect(host[i] == (i == 1 || (17_000..<39_000).contains(i) ? 3 : was))
      }
      // A copy is a copy: what is done to one is not seen in the other.
      host[0] = 9
      #expect(made.hostCopy()[0] != 9)
      made.write(host)
      #expect(values(made.hostCopy()) == values(host))
      #expect(values(executor.makeVector(count: 3).hostCopy()) == [0, 0, 0])
    }
  }

  @Test func `vectors are compared by their bits, within the ranges alone`() {
    let count = 40_000
    onEverySet { executor in
      var numbers = Numbers.drawn(count, seed: 11)
      (numbers[5], numbers[6]) = (.nan, 0)
      let (x, y) = (vector(numbers), vector(numbers))
      #expect(executor.haveSameBits(x, y, ranges: x.everything))
      y[6] = -0.0
      #expect(!executor.haveSameBits(x, y, ranges: x.everything))
      #expect(executor.haveSameBits(x, y, ranges: [0..<6, 7..<count]))
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `one number that is not finite is found among the greatest`(_ number: Float) {
    let count = 40_000
    onEverySet { executor in
      let x = vector([Float](repeating: .greatestFiniteMagnitude, count: count))
      #expect(executor.isFinite(x))
      x[count - 1] = number
      #expect(!executor.isFinite(x))
    }
  }
}
