/// Σ w x of a row of floats, in double precision.
func dot(_ w: UnsafePointer<Double>, _ x: UnsafePointer<Float>, _ count: Int) -> Double {
  var sums = SIMD8<Double>.zero
  var i = 0
  while i &+ 8 <= count {
    sums +=
      UnsafeRawPointer(w + i).loadUnaligned(as: SIMD8<Double>.self)
      * SIMD8<Double>(UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Float>.self))
    i &+= 8
  }
  var sum = sums.sum()
  while i < count {
    sum += w[i] * Double(x[i])
    i &+= 1
  }
  return sum
}

/// w += factor x.
func add(_ factor: Double, _ x: UnsafePointer<Float>, to w: UnsafeMutablePointer<Double>, _ count: Int) {
  var i = 0
  while i &+ 8 <= count {
    let sum =
      UnsafeRawPointer(w + i).loadUnaligned(as: SIMD8<Double>.self)
      + factor * SIMD8<Double>(UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Float>.self))
    UnsafeMutableRawPointer(w + i).storeBytes(of: sum, as: SIMD8<Double>.self)
    i &+= 8
  }
  while i < count {
    w[i] += factor * Double(x[i])
    i &+= 1
  }
}
