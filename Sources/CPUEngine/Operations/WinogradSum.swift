internal import CKernels
import Tensors

/// A convolution, or its image gradient, by Winograd's minimal filtering, with one sample per vector lane.
struct WinogradSum {
  /// The samples of a vector: it fills one of any instruction set.
  static let samples = 16

  private let tiling: WinogradTiling
  private let terms, channels: Int
  private let chunks: UnsafePointer<HGWinogradChunk>
  private let chunkCount: Int
  private let weights, lanes, panels, results: Location
  private let laneStride, resultStride: Int
  private let values: Layout
  private let layout: Layout
  private let kernels: HGKernels

  /// The features of `geometry`, with filters at `filters`.
  init(features tiling: WinogradTiling, _ geometry: ConvolutionGeometry, filters: Int, plan: PlanBuilder) {
    let (taps, stride, side) = (tiling.taps, geometry.stride, geometry.columns)
    let positions = (0..<geometry.channels * stride * stride).flatMap { term in
      (0..<taps * taps).map { tap in
        let row = stride * (tap / taps) + term / stride % stride
        let column = stride * (tap % taps) + term % stride
        return (term / (stride * stride) * side + row) * side + column
      }
    }
    self.init(
      tiling, values: geometry.images, results: geometry.features, filters: filters, channelStride: geometry.terms,
      positions: [positions], plan: plan)
  }

  /// The image gradient of `geometry`, with filters at `filters`.
  init(images tiling: WinogradTiling, _ geometry: ConvolutionGeometry, filters: Int, plan: PlanBuilder) {
    let (taps, stride, side) = (tiling.taps, geometry.stride, geometry.columns)
    let positions = (0..<stride * stride).map { phase in
      (0..<geometry.filters).flatMap { filter in
        (0..<taps * taps).map { tap in
          let row = stride * (taps - 1 - tap / taps) + phase / stride
          let column = stride * (taps - 1 - tap % taps) + phase % stride
          return (filter * geometry.channels * side + row) * side + column
        }
      }
    }
    self.init(
      tiling, values: geometry.features, results: geometry.images, filters: filters, channelStride: side * side,
      positions: positions, plan: plan)
  }

  private init(
    _ tiling: WinogradTiling, values: Layout, results: Layout, filters: Int, channelStride: Int, positions: [[Int]],
    plan: PlanBuilder
  ) {
    let kernels = plan.kernels
    (self.tiling, self.values, layout, self.kernels) = (tiling, values, results, kernels)
    terms = values.channels * tiling.phases * tiling.phases
    channels = results.channels
    let width = Int(kernels.vector_width)
    let chunks = tiling.chunks(values: values, results: results, vectorWidth: width, plan.tables)
    chunkCount = chunks.count
    self.chunks = plan.tables.table(chunks)

    let packed = tiling.values * terms * channels
    let source = plan.location(filters)
    let weights = plan.packing(packed * positions.count, of: source)
    self.weights = weights
    for (set, positions) in positions.enumerated() {
      let arrangement = HGWinogradWeights(
        taps: Int32(tiling.taps), channels: Int32(channels), terms: Int32(terms), channel_stride: channelStride,
        positions: plan.tables.table(positions))
      plan.addPacking(of: source) { context in
        withUnsafePointer(to: arrangement) {
          kernels.pack_winograd_weights($0, context.pointer(source), context.pointer(weights) + set * packed)
        }
      }
    }

    // One vector for the outside, and room for whole blocks of as many pixels as a vector has lanes.
    let read = (chunks.map { Int($0.in_count) }.max() ?? 0) + 1 + width
    laneStride = tiling.sets.count > 1 ? read * width : 0
    lanes = plan.workspace(floats: read * width * (tiling.sets.count > 1 ? values.channels : 1))
    let tiles = chunks.map { Int($0.tiles) }.max() ?? 0
    panels = plan.workspace(floats: tiling.panelFloats(tiles: tiles, terms: terms, kernels))
    resultStride = ((chunks.map { Int($0.out_count) }.max() ?? 0) + 1) * width
    self.results = plan.workspace(floats: resultStride * channels)
  }

  /// Computes every sample of the tile.
  func run(_ context: RunContext, from: Location, to: Location, _ epilogue: LoweredEpilogue) {
    let width = Int(kernels.vector_width)
    for first in stride(from: 0, to: context.count, by: width) {
      var sum = HGWinogradSum(
        taps: Int32(tiling.taps), terms: Int32(terms), phases: Int32(tiling.phases * tiling.phases),
        sets: Int32(tiling.sets.count), channels: Int32(channels), samples: Int32(min(width, context.count - first)),
        chunk_count: Int32(chunkCount), chunks: chunks, weights: context.pointer(weights),
        lanes: context.pointer(lanes), lane_stride: laneStride, panels: context.pointer(panels),
        results: context.pointer(results), result_stride: resultStride, in_stride: from.sampleStride,
        in_plane_stride: values.planeStride, out_stride: to.sampleStride, plane_stride: layout.planeStride,
        out_pitch: Int32(layout.pitch), out_width: Int32(layout.width), out_length: Int32(layout.planeLength),
        output_stride: epilogue.valueStride, epilogue: epilogue.kernel(context, sample: first))
      kernels.winograd_sum(
        &sum, context.pointer(from) + first * from.sampleStride, context.pointer(to) + first * to.sampleStride)
    }
  }
}

extension WinogradTiling {
  /// The tiles of a chunk, up to a row: a loaded weight is used for all of them.
  private static let tilesTogether = 4
  /// The maximum floats of transformed values: with weights and pixels they stay in a second-level cache.
  private static let maxPanelFloats = 192 * 1024

  private var rowsTogether: Int { min(rows, max(1, Self.tilesTogether / max(columns, 1))) }

  /// The floats of the transformed values of `tiles` tiles.
  func panelFloats(tiles: Int, terms: Int, _ kernels: HGKernels) -> Int {
    let width = Int(kernels.panel_width)
    let vectors = width / Int(kernels.vector_width)
    return (tiles + vectors - 1) / vectors * values * (terms + 1) * width
  }

  /// Whether this is worth its transforms, with samples that fill vectors.
  ///
  /// Counted in multiply-adds of vectors: a tile's pixels are rearranged, transformed and stored, in memory that more
  /// samples at a time fill sooner.
  func isWorthwhile(channels: Int, results: Int) -> Bool {
    let terms = channels * phases * phases
    let saved = (directProducts - products) * terms * results
    let transforms = sets.count * rows * columns * (7 * values + 80) * (terms + results)
    return saved > transforms
      && rowsTogether * columns * values * terms * WinogradSum.samples <= Self.maxPanelFloats
  }

  /// The tiles, some rows at a time; offsets count in vectors of `vectorWidth` floats.
  fileprivate func chunks(
    values: Layout, results: Layout, vectorWidth: Int, _ tables: KernelTables
  ) -> [HGWinogradChunk] {
    stride(from: 0, to: rows, by: rowsTogether).map { first in
      let chunk = first..<min(first + rowsTogether, rows)
      let valueRows = sets.flatMap { set in
        chunk.flatMap { tile in
          (0..<phases).flatMap { phase in (0...taps).compactMap { set.rows.value($0, phase: phase, ofTile: tile) } }
        }
      }
      let resultRows = sets.flatMap { set in
        chunk.flatMap { tile in (0..<2).compactMap { set.rows.result($0, ofTile: tile) } }
      }
      let valueStart = (valueRows.min() ?? 0) * values.pitch
      let resultStart = (resultRows.min() ?? 0) * results.pitch
      func place(_ row: Int?, _ column: Int?, pitch: Int, start: Int) -> Int32 {
        guard let row, let column else { return 0 }
        return Int32((row * pitch + column - start + 1) * vectorWidth)
      }
      var from: [Int32] = []
      var to: [Int32] = []
      for set in sets {
        for phase in 0..<phases * phases {
          for row in chunk {
            for column in 0..<columns {
              for value in 0..<self.values {
                let v = set.rows.value(value / (taps + 1), phase: phase / phases, ofTile: row)
                let h = set.columns.value(value % (taps + 1), phase: phase % phases, ofTile: column)
                from.append(place(v, h, pitch: values.pitch, start: valueStart))
              }
            }
          }
        }
        for row in chunk {
          for column in 0..<columns {
            for result in 0..<4 {
              let v = set.rows.result(result / 2, ofTile: row)
              let h = set.columns.result(result % 2, ofTile: column)
              to.append(place(v, h, pitch: results.pitch, start: resultStart))
            }
          }
        }
      }
      return HGWinogradChunk(
        tiles: Int32(chunk.count * columns), in_first: Int32(valueStart),
        in_count: Int32((valueRows.max() ?? 0) * values.pitch + values.width - valueStart),
        out_first: Int32(resultStart),
        out_count: Int32((resultRows.max() ?? 0) * results.pitch + results.width - resultStart),
        out_room: Int32(results.planeStride - resultStart), from: tables.table(from), to: tables.table(to))
    }
  }
}
