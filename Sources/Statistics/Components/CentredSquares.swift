internal import CKernels
internal import Foundation

/// Sums of products of centred columns, on several threads: the kernels of the set that `HOURGLASS_ISA` names, or of the
/// fastest that the processor has.
///
/// The bits do not depend on the number of threads.
struct CentredSquares {
  /// The number of rows that are centred at a time; their panels stay in a processor's second cache.
  private static let chunk = 128
  // A constant table of functions, readable from any thread.
  nonisolated(unsafe) private static let kernels: UnsafePointer<HGKernels> = {
    let named = ProcessInfo.processInfo.environment["HOURGLASS_ISA"].flatMap { hg_kernels_named($0) }
    let compiled = (0...).lazy.map { hg_kernels_name($0) }.prefix { $0 != nil }
    guard let kernels = named ?? compiled.compactMap({ hg_kernels_named($0) }).first else {
      fatalError("no kernels are compiled in")
    }
    return kernels
  }()

  private let size, width, panels: Int
  private let kernels = Self.kernels

  /// - Parameter size: The number of columns.
  init(size: Int) {
    (self.size, width) = (size, Int(kernels.pointee.square_panel_width))
    panels = (size + width - 1) / width
  }

  /// Adds Σ (x - centre) and Σ (x - centre)(x - centre)ᵀ over rows x.
  ///
  /// - Parameters:
  ///   - rows: `[count, size]`.
  ///   - centre: `[size]`.
  ///   - sums: `[size]`.
  ///   - products: `[size, size]`; only the lower triangle is meaningful.
  func add(
    _ rows: UnsafePointer<Float>, count: Int, centre: UnsafePointer<Double>, sums: UnsafeMutablePointer<Double>,
    products: UnsafeMutablePointer<Double>
  ) {
    let centred = UnsafeMutablePointer<Double>.allocate(capacity: min(count, Self.chunk) * panels * width)
    defer { centred.deallocate() }
    for first in stride(from: 0, to: count, by: Self.chunk) {
      let length = min(Self.chunk, count - first)
      concurrently(panels) { panel in
        let column = panel * width
        kernels.pointee.centre_panel(
          rows + first * size + column, size, Int32(length), Int32(min(width, size - column)), centre + column,
          centred + column * length, sums + column)
      }
      concurrently(panels) { place in
        // The longest first, so that all threads end together.
        kernels.pointee.add_squares(centred, Int32(length), Int32(panels - 1 - place), Int32(size), products)
      }
    }
  }
}
