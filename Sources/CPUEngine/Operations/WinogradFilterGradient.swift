internal import CKernels
import Tensors

/// The filter gradient of a convolution by Winograd's minimal filtering.
///
/// Transformed tiles of upstream and images are multiplied value by value; the sums over all tiles of a segment of the
/// batch are transformed to taps, and the taps of all segments added up.
struct WinogradFilterGradient {
  /// The sums of one block.
  private struct Part {
    /// The channels of the images, at most one panel.
    let channels: Range<Int>
    let filterPanels: Range<Int>
    let phases: Range<Int>
  }

  /// The tiles summed by one product: its sums are loaded and stored once.
  private static let tilesTogether = 64
  /// The maximum number of filters of a part, in panels: more sums would leave the second-level cache.
  private static let maxFilterPanels = 2
  /// The samples with upstream tiles transformed in one block.
  private static let packedSamples = 16

  private let tiling: WinogradTiling
  private let geometry: ConvolutionGeometry
  private let kernels: HGKernels
  private let upstream, images: Location
  private let gradient: SumDestination
  /// The transformed upstream tiles of all samples: for each value, a panel of filters holds a row of filters per tile.
  private let factors: Location
  private let factorStride: Int
  private let upstreamTiles, imageTiles: HGWinogradTiles
  private let lanes, panels, sums, totals: Location
  /// The positions of the taps of each phase in a filter's plane.
  private let positions: UnsafePointer<Int>

  private var width: Int { Int(kernels.panel_width) }
  private var tiles: Int { tiling.rows * tiling.columns }
  private var values: Int { tiling.values }
  private var samplesTogether: Int { max(1, Self.tilesTogether / tiles) }
  /// The stride between the transformed values of a chunk of samples.
  private var valueStride: Int { (samplesTogether * tiles + 1) * width }
  /// The floats of the taps of one phase and a panel of channels.
  private var tapFloats: Int { tiling.taps * tiling.taps * width }
  private var filterPanels: Int { (geometry.filters + width - 1) / width }
  private var phases: Int { tiling.phases * tiling.phases }

  /// Adds the blocks that compute `unit`, a filter gradient of `geometry`.
  static func lower(_ unit: Unit, _ geometry: ConvolutionGeometry, _ tiling: WinogradTiling, into plan: PlanBuilder) {
    let gradient = WinogradFilterGradient(unit, geometry, tiling, plan)
    for first in stride(from: 0, to: plan.capacity, by: packedSamples) {
      plan.addPacking(of: gradient.upstream) { context in
        gradient.packUpstream(context, samples: first..<max(first, min(first + packedSamples, context.count)))
      }
    }
    for part in gradient.parts(threads: plan.threads) {
      plan.add(size: part.channels.count * part.filterPanels.count * part.phases.count) { context in
        gradient.run(part, context)
      }
    }
  }

  private init(_ unit: Unit, _ geometry: ConvolutionGeometry, _ tiling: WinogradTiling, _ plan: PlanBuilder) {
    (self.geometry, self.tiling, kernels) = (geometry, tiling, plan.kernels)
    upstream = plan.location(unit.inputs[0])
    images = plan.location(unit.inputs[1])
    gradient = plan.sumDestination(unit)
    let width = Int(plan.kernels.panel_width)
    let tiles = tiling.rows * tiling.columns
    let filterPanels = (geometry.filters + width - 1) / width
    factorStride = (plan.capacity * tiles + 1) * width
    factors = plan.shared(filterPanels * tiling.values * factorStride)
    upstreamTiles = tiling.upstreamTiles(geometry.features, width: width, plan.tables)
    imageTiles = tiling.imageTiles(geometry.images, width: width, plan.tables)
    let phases = tiling.phases * tiling.phases
    positions = plan.tables.table((0..<phases).flatMap { tiling.tapPositions(phase: $0, side: geometry.columns) })
    // One vector for the outside, and room for whole vectors.
    let longest = max(geometry.features.planeLength, geometry.images.planeLength)
    lanes = plan.workspace(floats: (longest + 1 + Int(plan.kernels.vector_width)) * width)
    let chunk = (max(1, Self.tilesTogether / tiles) * tiles + 1) * width
    panels = plan.workspace(floats: phases * tiling.values * chunk)
    sums = plan.workspace(floats: Self.maxFilterPanels * phases * tiling.values * width * width)
    totals = plan.workspace(floats: 2 * Self.maxFilterPanels * width * phases * tiling.taps * tiling.taps * width)
  }

  /// As many parts as threads, if possible; each part rearranges the images of its channels.
  private func parts(threads: Int) -> [Part] {
    let channelPanels = (geometry.channels + width - 1) / width
    let cuts = [
      (min(filterPanels, Self.maxFilterPanels), phases), (1, phases), (1, tiling.phases), (1, 1),
    ]
    let (filtersTogether, phasesTogether) =
      cuts.first { filters, together in
        channelPanels * ((filterPanels + filters - 1) / filters) * (phases / together) >= threads
      } ?? (1, 1)
    return stride(from: 0, to: geometry.channels, by: width).flatMap { channel in
      stride(from: 0, to: filterPanels, by: filtersTogether).flatMap { panel in
        stride(from: 0, to: phases, by: phasesTogether).map { phase in
          Part(
            channels: channel..<min(channel + width, geometry.channels),
            filterPanels: panel..<min(panel + filtersTogether, filterPanels), phases: phase..<phase + phasesTogether)
        }
      }
    }
  }

  private func packUpstream(_ context: RunContext, samples: Range<Int>) {
    for sample in samples {
      for panel in 0..<filterPanels {
        var tiles = upstreamTiles
        tiles.channels = Int32(min(width, geometry.filters - panel * width))
        tiles.value_stride = factorStride
        kernels.pack_winograd_tiles(
          &tiles,
          context.pointer(upstream) + sample * upstream.sampleStride + panel * width * geometry.features.planeStride,
          context.pointer(lanes),
          context.pointer(factors) + panel * values * factorStride + sample * self.tiles * width)
      }
    }
  }

  private func run(_ part: Part, _ context: RunContext) {
    let (sums, totals) = (context.pointer(sums), context.doubles(totals))
    // For each panel of filters and phase: channels, the fastest, by taps, by filters.
    let places = part.filterPanels.flatMap { panel in part.phases.map { (panel, $0) } }
    totals.update(repeating: 0, count: places.count * width * tapFloats)
    context.forEachSegment(of: .ofBlocks) { segment in
      sumProducts(part, segment.first..<segment.first + segment.count, into: sums, context)
      for (index, (panel, _)) in places.enumerated() {
        kernels.add_winograd_taps(
          sums + index * values * width * width, width * width, Int32(tiling.taps), Int32(filters(of: panel).count),
          totals + index * width * tapFloats)
      }
    }
    let plane = geometry.rows * geometry.columns
    for (index, (panel, phase)) in places.enumerated() {
      for (row, filter) in filters(of: panel).enumerated() {
        for tap in 0..<tiling.taps * tiling.taps {
          gradient.store(
            totals + (index * width + row) * tapFloats + tap * width,
            at: filter * geometry.terms + part.channels.lowerBound * plane
              + positions[phase * tiling.taps * tiling.taps + tap],
            stride: plane, count: part.channels.count, in: context)
        }
      }
    }
  }

  private func filters(of panel: Int) -> Range<Int> { panel * width..<min((panel + 1) * width, geometry.filters) }

  /// Writes the sums of the products of the tiles of a segment of the batch.
  private func sumProducts(
    _ part: Part, _ segment: Range<Int>, into sums: UnsafeMutablePointer<Float>, _ context: RunContext
  ) {
    let panels = context.pointer(panels)
    let products = part.phases.count * values
    for first in stride(from: segment.lowerBound, to: segment.upperBound, by: samplesTogether) {
      let samples = first..<min(first + samplesTogether, segment.upperBound)
      packImages(part, context, samples: samples)
      let multiply = first == segment.lowerBound ? kernels.matrix_product : kernels.add_matrix_product
      for (index, panel) in part.filterPanels.enumerated() {
        let factors = context.pointer(factors) + panel * values * factorStride + first * tiles * width
        for value in 0..<products {
          var product = HGMatrixProduct(
            m: Int32(filters(of: panel).count), n: Int32(width), k: Int32(samples.count * tiles),
            a: factors + value % values * factorStride, a_row: 1, a_column: width, b: panels + value * valueStride,
            b_panel: 0, b_row: width, c: sums + (index * products + value) * width * width, c_row: width,
            epilogue: HGEpilogue())
          multiply?(&product)
        }
      }
    }
  }

  private func packImages(_ part: Part, _ context: RunContext, samples: Range<Int>) {
    var tiles = imageTiles
    tiles.channels = Int32(part.channels.count)
    tiles.phases = Int32(part.phases.count)
    tiles.places += part.phases.lowerBound * self.tiles * values
    tiles.value_stride = valueStride
    tiles.phase_stride = values * valueStride
    for sample in samples {
      kernels.pack_winograd_tiles(
        &tiles,
        context.pointer(images) + sample * images.sampleStride
          + part.channels.lowerBound * geometry.images.planeStride,
        context.pointer(lanes), context.pointer(panels) + (sample - samples.lowerBound) * self.tiles * width)
    }
  }
}

extension WinogradTiling {
  /// The tiles of the gradient of the features, whose planes are laid out by `layout`.
  fileprivate func upstreamTiles(_ layout: Layout, width: Int, _ tables: KernelTables) -> HGWinogradTiles {
    let places = (0..<rows * columns).flatMap { tile in
      (0..<4).map { result in
        place(
          sets[0].rows.result(result / 2, ofTile: tile / columns),
          sets[0].columns.result(result % 2, ofTile: tile % columns), of: layout, width: width)
      }
    }
    return tiles(layout, phases: 1, isUpstream: true, places: tables.table(places))
  }

  /// The tiles of all phases of the images.
  fileprivate func imageTiles(_ layout: Layout, width: Int, _ tables: KernelTables) -> HGWinogradTiles {
    let places = (0..<phases * phases).flatMap { phase in
      (0..<rows * columns).flatMap { tile in
        (0..<values).map { value in
          place(
            sets[0].rows.value(value / (taps + 1), phase: phase / phases, ofTile: tile / columns),
            sets[0].columns.value(value % (taps + 1), phase: phase % phases, ofTile: tile % columns), of: layout,
            width: width)
        }
      }
    }
    return tiles(layout, phases: phases * phases, isUpstream: false, places: tables.table(places))
  }

  /// The positions of the taps of a phase in a filter's plane of `side` by `side`.
  fileprivate func tapPositions(phase: Int, side: Int) -> [Int] {
    (0..<taps * taps).map { tap in
      (phases * (tap / taps) + phase / phases) * side + phases * (tap % taps) + phase % phases
    }
  }

  private func place(_ row: Int?, _ column: Int?, of layout: Layout, width: Int) -> Int32 {
    guard let row, let column else { return 0 }
    return Int32((row * layout.pitch + column + 1) * width)
  }

  private func tiles(
    _ layout: Layout, phases: Int, isUpstream: Bool, places: UnsafePointer<Int32>
  ) -> HGWinogradTiles {
    HGWinogradTiles(
      taps: Int32(taps), is_upstream: isUpstream ? 1 : 0, channels: 0, count: Int32(layout.planeLength),
      plane_stride: layout.planeStride, phases: Int32(phases), tiles: Int32(rows * columns), places: places,
      phase_stride: 0, value_stride: 0)
  }
}
