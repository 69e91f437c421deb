#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// log Σ exp(x), without overflow; -infinite without values.
public func logSumExp(_ values: some Collection<Double>) -> Double {
  guard let largest = values.max(), largest.isFinite else { return values.max() ?? -.infinity }
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
