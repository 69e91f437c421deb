internal import CKernels
public import Tensors

/// Arithmetic on ranges of vectors, as parallel blocks; sums are in double precision and in a fixed order.
extension CPUExecutor {
  public func makeVector(count: Int) -> any DeviceVector { FlatVector(count: count) }

  public func dot(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Double {
    let kernels = instructionSet.kernels.pointee
    let (x, y) = (x.inHostMemory, y.inHostMemory)
    let (a, b) = (x.pointer, y.pointer)
    return sum(over: ranges, in: shortest(x, y)) { start, count in kernels.dot(a + start, b + start, count) }
  }

  public func haveSameBits(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Bool {
    let (x, y) = (x.inHostMemory, y.inHostMemory)
    let (a, b) = (x.pointer, y.pointer)
    let differences = sum(over: ranges, in: shortest(x, y)) { start, count in
      (start..<start + count).allSatisfy { a[$0].bitPattern == b[$0].bitPattern } ? 0 : 1
    }
    return differences == 0
  }

  public func fill(_ x: any DeviceVector, with value: Float, ranges: [Range<Int>]) {
    let a = x.inHostMemory.changing()
    eachBlock(of: ranges, in: x.count) { _, start, count in (a + start).update(repeating: value, count: count) }
  }

  public func clamp(_ x: any DeviceVector, to bound: Float, ranges: [Range<Int>]) {
    let kernels = instructionSet.kernels.pointee
    let a = x.inHostMemory.changing()
    eachBlock(of: ranges, in: x.count) { _, start, count in kernels.clamp(a + start, bound, count) }
  }

  public func scale(_ x: any DeviceVector, by factor: Float, ranges: [Range<Int>]) {
    let kernels = instructionSet.kernels.pointee
    let a = x.inHostMemory.changing()
    eachBlock(of: ranges, in: x.count) { _, start, count in kernels.scale(a + start, factor, a + start, count) }
  }

  public func copy(_ y: any DeviceVector, to x: any DeviceVector, ranges: [Range<Int>]) {
    let (x, y) = (x.inHostMemory, y.inHostMemory)
    let (a, b) = (x.changing(), y.pointer)
    eachBlock(of: ranges, in: shortest(x, y)) { _, start, count in (a + start).update(from: b + start, count: count) }
  }

  public func interpolate(
    _ x: any DeviceVector, towards y: any DeviceVector, by share: Float, ranges: [Range<Int>]
  ) {
    let kernels = instructionSet.kernels.pointee
    let (x, y) = (x.inHostMemory, y.inHostMemory)
    let (a, b) = (x.changing(), y.pointer)
    eachBlock(of: ranges, in: shortest(x, y)) { _, start, count in
      kernels.interpolate(a + start, b + start, share, count)
    }
  }

  public func add(
    _ x: any DeviceVector, _ y: any DeviceVector, times factor: Float, into out: any DeviceVector,
    ranges: [Range<Int>]
  ) {
    let kernels = instructionSet.kernels.pointee
    let (x, y, out) = (x.inHostMemory, y.inHostMemory, out.inHostMemory)
    let (a, b, c) = (x.pointer, y.pointer, out.changing())
    eachBlock(of: ranges, in: shortest(x, y, out)) { _, start, count in
      kernels.add_scaled(a + start, b + start, factor, c + start, count)
    }
  }
}
