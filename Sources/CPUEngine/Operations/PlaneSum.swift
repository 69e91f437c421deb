internal import CKernels
import Tensors

/// The part of each plane that a sum computes.
struct PlaneWindow {
  /// The offset of the window in a plane.
  let start: Int
  /// The first plane, and the step between the planes of channels.
  let plane, planes: Int
  let height, width: Int
  let layout: Layout

  /// The floats from the first pixel to the last.
  var length: Int { (height - 1) * layout.pitch + width }
}

extension PlaneWindow {
  /// Whole planes.
  init(_ layout: Layout) {
    self.init(start: 0, plane: 0, planes: 1, height: layout.height, width: layout.width, layout: layout)
  }
}

/// A sum of shifted planes with weights per channel, by the method that suits the size of the planes.
///
/// Both methods add the terms of a pixel in the same order, so they give the same bits.
struct PlaneSum {
  private enum Way {
    /// Over each plane as one long row, including margins.
    case shifted
    /// Over gathered pixels, in a panel.
    case gathered(panel: Location)
  }
  private let way: Way
  private let terms: Int
  private let channels: Range<Int>
  private let offsets: UnsafePointer<Int>
  private let weights: Location
  private let inPitch: Int
  private let window: PlaneWindow
  private let kernels: HGKernels

  /// Creates the sum of `terms` over planes of the layout `slid` into `window`, for some of its `channels`; term k of
  /// channel c has the weight `filters[c * channelStride + positions[k]]`.
  init(
    _ terms: PlaneTerms, of slid: Layout, filters: Int, channels: Range<Int>, channelStride: Int,
    into window: PlaneWindow, plan: PlanBuilder
  ) {
    (self.terms, self.channels, self.window) = (terms.offsets.count, channels, window)
    inPitch = slid.pitch
    kernels = plan.kernels
    offsets = plan.tables.table(terms.offsets)
    let (kernels, count) = (plan.kernels, terms.offsets.count)
    let positions = plan.tables.table(terms.positions)
    let first = plan.location(filters)
    let source = Location(
      space: first.space, offset: first.offset + channels.lowerBound * channelStride,
      sampleStride: first.sampleStride)
    let channels = channels.count
    if Self.prefersGathering(terms: count, channels: channels, window, panelWidth: Int(kernels.panel_width)) {
      way = .gathered(panel: plan.workspace(floats: count * Int(kernels.panel_width)))
      let packed = plan.packing(count * channels, of: source)
      weights = packed
      plan.addPacking(of: source) { context in
        kernels.pack_gathered_weights(
          context.pointer(source), channelStride, positions, Int32(channels), Int32(count), context.pointer(packed))
      }
    } else {
      way = .shifted
      let packed = plan.packing(kernels.packed_shifted_weights(Int32(channels), Int32(count)), of: source)
      weights = packed
      plan.addPacking(of: source) { context in
        kernels.pack_shifted_weights(
          context.pointer(source), channelStride, positions, Int32(channels), Int32(count), context.pointer(packed))
      }
    }
  }

  /// Computes the sum for every sample of the tile.
  func run(
    _ context: RunContext, _ planes: UnsafePointer<Float>, _ planesStride: Int,
    into result: UnsafeMutablePointer<Float>, _ resultStride: Int, _ epilogue: LoweredEpilogue?
  ) {
    guard window.height > 0, window.width > 0 else { return }
    let layout = window.layout
    let planes = planes + window.start
    let first = channels.lowerBound * window.planes
    let result = result + (first + window.plane) * layout.planeStride + window.start
    let moved = { (sample: Int) in
      guard let epilogue = epilogue?.kernel(context, sample: sample) else { return HGEpilogue() }
      return epilogue.moved(by: channels.lowerBound, values: first * layout.planeStride)
    }
    switch way {
    case .shifted:
      for sample in 0..<context.count {
        var sum = HGShiftedSum(
          terms: Int32(terms), channels: Int32(channels.count), length: Int32(window.length), offsets: offsets,
          weights: context.pointer(weights), plane_stride: window.planes * layout.planeStride,
          epilogue: moved(sample))
        kernels.shifted_sum(&sum, planes + sample * planesStride, result + sample * resultStride)
      }
    case .gathered(let panel):
      var sum = HGGatheredSum(
        terms: Int32(terms), channels: Int32(channels.count), samples: Int32(context.count),
        height: Int32(window.height), width: Int32(window.width), offsets: offsets, weights: context.pointer(weights),
        panel: context.pointer(panel), in_stride: planesStride, in_pitch: inPitch, out_stride: resultStride,
        plane_stride: window.planes * layout.planeStride, out_pitch: layout.pitch,
        output_stride: epilogue?.valueStride ?? 0, epilogue: moved(0))
      kernels.gathered_sum(&sum, planes, result)
    }
  }

  /// Whether gathering is cheaper, in multiply-adds of vectors.
  private static func prefersGathering(terms: Int, channels: Int, _ window: PlaneWindow, panelWidth: Int) -> Bool {
    let width = panelWidth / 2
    let rows = channels > 4 ? (channels + 7) / 8 * 8 : channels
    let shifted = rows * terms * ((window.length + width - 1) / width)
    let panels = Double(window.height * window.width) / Double(panelWidth)
    let runs = window.height * ((window.width + width - 1) / width)
    let gathered = panels * Double(2 * channels * terms) + Double(3 * runs * terms + 4 * runs * channels)
    return gathered < 0.95 * Double(shifted)
  }
}
