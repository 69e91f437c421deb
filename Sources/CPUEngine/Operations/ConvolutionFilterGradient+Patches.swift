internal import CKernels
import Tensors

/// The filter gradient as a matrix product: upstream pixels, transposed, by the patches under the windows.
extension ConvolutionFilterGradient {
  /// Whether to share terms instead of samples among threads.
  ///
  /// With many weights, the sums of several groups of samples would leave the cache; with few pixels per sample, inner
  /// products of whole planes are short.
  func isWide(features: Shape, filters: Shape) -> Bool {
    filters.count >= 16_384 && features.dimensions[1] * features.dimensions[2] <= 256
  }

  /// One sample after the other, added to the segment's sums.
  func lowerByPatches(_ unit: Unit, _ geometry: ConvolutionGeometry, into plan: PlanBuilder) {
    let panelWidth = Int(plan.kernels.panel_width)
    let features = geometry.features
    let (filters, terms) = (geometry.filters, geometry.terms)
    let pixels = features.height * features.width
    let panels = (terms + panelWidth - 1) / panelWidth
    let panel = pixels * panelWidth
    let padded = plan.workspace(floats: geometry.paddedPlane * geometry.channels)
    let patches = plan.workspace(floats: panels * panel)
    let factors = plan.workspace(floats: panel)
    let windows = geometry.windows
    let (from, over) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]))
    let sums = plan.accumulator(unit)
    let kernels = plan.kernels
    plan.addSums { context in
      let (panels, factors) = (context.pointer(patches), context.pointer(factors))
      for sample in 0..<context.count {
        let image = context.pointer(over) + sample * over.sampleStride
        withUnsafePointer(to: windows) {
          kernels.pack_patches(
            $0, image, image + over.sampleStride, 0, Int32(terms), context.pointer(padded), panels, panel)
        }
        for filter in Swift.stride(from: 0, to: filters, by: panelWidth) {
          let width = min(panelWidth, filters - filter)
          kernels.pack_pixels(
            context.pointer(from) + sample * from.sampleStride + filter * features.planeStride, features.planeStride,
            Int32(width), Int32(features.height), Int32(features.width), features.pitch, factors)
          var product = HGMatrixProduct(
            m: Int32(width), n: Int32(terms), k: Int32(pixels), a: factors, a_row: 1, a_column: panelWidth,
            b: panels, b_panel: panel, b_row: panelWidth, c: context.pointer(sums) + filter * terms, c_row: terms,
            epilogue: HGEpilogue())
          kernels.add_matrix_product(&product)
        }
      }
    }
  }

  /// All samples at once, with a panel of terms per block.
  func lowerByTerms(_ unit: Unit, _ geometry: ConvolutionGeometry, into plan: PlanBuilder) {
    let panelWidth = Int(plan.kernels.panel_width)
    let features = geometry.features
    let (filters, terms) = (geometry.filters, geometry.terms)
    let pixels = features.height * features.width
    let (from, over) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]))
    let destination = plan.sumDestination(unit)
    let kernels = plan.kernels

    // The upstream pixels of all samples, transposed once for all blocks: panel f holds filters from f * width.
    let filterPanels = (filters + panelWidth - 1) / panelWidth
    let panel = plan.capacity * pixels * panelWidth
    let factors = plan.shared(filterPanels * panel)
    let packed = 16
    for first in Swift.stride(from: 0, to: plan.capacity, by: packed) {
      plan.addPacking(of: from) { context in
        for sample in first..<max(first, min(first + packed, context.count)) {
          for f in 0..<filterPanels {
            let planes =
              context.pointer(from) + sample * from.sampleStride + f * panelWidth * features.planeStride
            kernels.pack_pixels(
              planes, features.planeStride, Int32(min(panelWidth, filters - f * panelWidth)),
              Int32(features.height), Int32(features.width), features.pitch,
              context.pointer(factors) + f * panel + sample * pixels * panelWidth)
          }
        }
      }
    }

    let samples = max(1, 128 / pixels)
    let windows = geometry.windows
    let planes = (panelWidth - 1) / (geometry.rows * geometry.columns) + 2
    let padded = plan.workspace(floats: geometry.paddedPlane * planes)
    let patches = plan.workspace(floats: samples * pixels * panelWidth)
    let sums = plan.workspace(floats: filters * panelWidth)
    let totals = plan.workspace(floats: 2 * filters * panelWidth)
    for term in Swift.stride(from: 0, to: terms, by: panelWidth) {
      let width = min(panelWidth, terms - term)
      plan.add(size: width) { context in
        let (patches, sums, totals) = (context.pointer(patches), context.pointer(sums), context.doubles(totals))
        totals.update(repeating: 0, count: filters * panelWidth)
        context.forEachSegment(of: .ofBlocks) { segment in
          for first in Swift.stride(from: segment.first, to: segment.first + segment.count, by: samples) {
            let count = min(samples, segment.first + segment.count - first)
            for sample in 0..<count {
              let image = context.pointer(over) + (first + sample) * over.sampleStride
              withUnsafePointer(to: windows) {
                kernels.pack_patches(
                  $0, image, image + over.sampleStride, Int32(term), Int32(term + width), context.pointer(padded),
                  patches + sample * pixels * panelWidth, 0)
              }
            }
            for f in 0..<filterPanels {
              var product = HGMatrixProduct(
                m: Int32(min(panelWidth, filters - f * panelWidth)), n: Int32(panelWidth), k: Int32(count * pixels),
                a: context.pointer(factors) + f * panel + first * pixels * panelWidth, a_row: 1, a_column: panelWidth,
                b: patches, b_panel: 0, b_row: panelWidth, c: sums + f * panelWidth * panelWidth, c_row: panelWidth,
                epilogue: HGEpilogue())
              (first == segment.first ? kernels.matrix_product : kernels.add_matrix_product)(&product)
            }
          }
          kernels.add_to_doubles(sums, totals, filters * panelWidth)
        }
        for filter in 0..<filters {
          destination.store(totals + filter * panelWidth, at: filter * terms + term, count: width, in: context)
        }
      }
    }
  }
}

extension ConvolutionGeometry {
  /// The floats of a padded image plane.
  fileprivate var paddedPlane: Int { (images.height + 2 * padding) * (images.width + 2 * padding) }

  fileprivate var windows: HGPatches {
    HGPatches(
      channels: Int32(channels), rows: Int32(rows), columns: Int32(columns), step: Int32(stride),
      padding: Int32(padding), height: Int32(images.height), width: Int32(images.width), pitch: images.pitch,
      plane_stride: images.planeStride, feature_height: Int32(features.height),
      feature_width: Int32(features.width))
  }
}
