internal import CKernels

/// The shifts and weight positions by which a convolution slides over planes.
///
/// A convolution is a sum over terms (channel, kernel row, kernel column): each adds a plane, shifted by a constant
/// offset, times a weight. With a stride s > 1 it slides over the s² phase planes of each channel.
private struct Terms {
  private(set) var offsets: [Int] = []
  private(set) var positions: [Int] = []

  mutating func append(offset: Int, position: Int) {
    offsets.append(offset)
    positions.append(position)
  }
}

/// The sizes of a convolution of images `[channels, height, width]` with `[filters, channels, rows, columns]`.
private struct Geometry {
  let channels, filters, rows, columns, stride, padding: Int
  /// The images' layout, and that of what the convolution gives.
  let images, features: Layout

  /// The planes that the filters slide over: the images, or their phases.
  var phases: Layout {
    let height = features.height + (rows - 1) / stride
    return Layout(
      channels: channels * stride * stride, height: height, width: features.width + (columns - 1) / stride,
      pitch: features.pitch, planeStride: roundUp(height * features.pitch + 16), lead: 0,
      sampleStride: roundUp(channels * stride * stride * roundUp(height * features.pitch + 16)))
  }

  /// Terms over the images (stride 1) or their phases.
  var forwardTerms: Terms {
    var terms = Terms()
    let slid = stride == 1 ? images : phases
    for c in 0..<channels {
      for a in 0..<rows {
        for b in 0..<columns {
          let offset =
            stride == 1
            ? c * slid.planeStride + (a - padding) * slid.pitch + b - padding
            : (c * stride * stride + a % stride * stride + b % stride) * slid.planeStride + a / stride * slid.pitch
              + b / stride
          terms.append(offset: offset, position: (c * rows + a) * columns + b)
        }
      }
    }
    return terms
  }

  /// Terms over the features, for the images' gradient (stride 1) or for that of phase (`i`, `j`).
  func backwardTerms(phase i: Int, _ j: Int) -> Terms {
    var terms = Terms()
    let shift = stride == 1 ? padding : 0
    for o in 0..<filters {
      for a in Swift.stride(from: i, to: rows, by: stride) {
        for b in Swift.stride(from: j, to: columns, by: stride) {
          terms.append(
            offset: o * features.planeStride + (shift - a / stride) * features.pitch + shift - b / stride,
            position: (o * channels * rows + a) * columns + b)
        }
      }
    }
    return terms
  }

  /// The weights of a filter.
  var terms: Int { channels * rows * columns }

  /// Whether the filters' gradient is cheaper as a product of patches than as inner products of shifted planes.
  ///
  /// Counted in vectors: an inner product has a fixed cost, patches must be copied, which pays with many filters.
  func prefersPatches(panelWidth: Int) -> Bool {
    let width = panelWidth / 2
    let weights = filters * terms
    let pixels = features.height * features.width
    let shifted = weights * (10 * ((features.planeLength + width - 1) / width) / 8 + 8)
    let copied = weights * (pixels + pixels / 8) / width + 5 * terms * pixels / 2 + 2 * weights / width
    return copied < shifted
  }

  /// What the convolution asks of the planes that it slides over.
  static func reach(images: Shape, filters: Shape, features: Shape, stride: Int, padding: Int) -> Reach {
    let (rows, columns) = (filters.dimensions[2], filters.dimensions[3])
    if stride == 1 {
      let width = max(images.dimensions[2] + padding, features.dimensions[2])
      return Reach(pitch: width, margin: max(padding, rows - 1, columns - 1))
    }
    let margin = (max(rows, columns) - 1) / stride
    return Reach(pitch: features.dimensions[2] + margin, margin: margin)
  }
}

extension Geometry {
  init(_ plan: PlanBuilder, images: Int, filters: [Int], features: Int, stride: Int, padding: Int) {
    self.init(
      channels: filters[1], filters: filters[0], rows: filters[2], columns: filters[3], stride: stride,
      padding: padding, images: plan.layouts[images], features: plan.layouts[features])
  }

  /// Splits the sample at `image` into phases.
  func split(_ image: UnsafePointer<Float>, into buffer: UnsafeMutablePointer<Float>, kernels: HGKernels) {
    for c in 0..<channels {
      kernels.split_phases(
        image + c * images.planeStride, Int32(images.height), Int32(images.width), images.pitch, Int32(stride),
        Int32(padding), buffer + c * stride * stride * phases.planeStride, Int32(phases.height),
        Int32(phases.width), phases.pitch, phases.planeStride)
    }
  }

  /// Merges phases into the sample at `image`, and does the rest of `epilogue` to each plane while it is at hand.
  func merge(
    _ buffer: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>, _ epilogue: HGEpilogue,
    kernels: HGKernels
  ) {
    let end = image + images.sampleStride - images.lead
    for c in 0..<channels {
      let plane = image + c * images.planeStride
      kernels.merge_phases(
        buffer + c * stride * stride * phases.planeStride, Int32(phases.height), Int32(phases.width), phases.pitch,
        phases.planeStride, Int32(stride), Int32(padding), epilogue.bias?[c] ?? 0, plane, Int32(images.height),
        Int32(images.width), images.pitch, end)
      if epilogue.activation != Int32(HG_IDENTITY) {
        kernels.activate(epilogue.activation, plane, plane, epilogue.mask, images.planeLength)
      }
      if let output = epilogue.output {
        kernels.activate_gradient(
          epilogue.derivative, output + c * images.planeStride, plane, plane, images.planeLength)
      }
    }
  }
}

extension PlanBuilder {
  /// Packs the filters at `node` for a shifted sum; returns where they will lie.
  fileprivate func pack(_ node: Int, _ terms: Terms, channels: Int, channelStride: Int) -> Location {
    let kernels = kernels
    let count = terms.offsets.count
    let packed = shared(kernels.packed_shifted_weights(Int32(channels), Int32(count)))
    let source = location(node)
    let positions = tables.table(terms.positions)
    addPacking { context in
      kernels.pack_shifted_weights(
        context.pointer(source), channelStride, positions, Int32(channels), Int32(count), context.pointer(packed))
    }
    return packed
  }
}

extension Convolution: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { stride == 1 }
  var acceptsEpilogue: Bool { true }

  func reach(inputs: [Shape], result: Shape) -> Reach? {
    Geometry.reach(images: inputs[0], filters: inputs[1], features: result, stride: stride, padding: padding)
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (images, filters) = (unit.inputs[0], unit.inputs[1])
    let geometry = Geometry(
      plan, images: images, filters: plan.shape(filters).dimensions, features: unit.result, stride: stride,
      padding: padding)
    let terms = geometry.forwardTerms
    let count = terms.offsets.count
    let packed = plan.pack(filters, terms, channels: geometry.filters, channelStride: count)
    let offsets = plan.tables.table(terms.offsets)
    let phases = stride == 1 ? nil : plan.workspace(geometry.phases)
    let (from, to) = (plan.location(images), plan.location(unit.result))
    let epilogue = LoweredEpilogue(unit, plan: plan)
    let features = geometry.features
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        var image = UnsafePointer(context.pointer(from) + sample * from.sampleStride)
        if let phases {
          let buffer = context.pointer(phases)
          geometry.split(image, into: buffer, kernels: kernels)
          image = UnsafePointer(buffer)
        }
        var sum = HGShiftedSum(
          terms: Int32(count), channels: Int32(features.channels), length: Int32(features.planeLength),
          offsets: offsets, weights: context.pointer(packed), plane_stride: features.planeStride,
          epilogue: epilogue.kernel(context, sample: sample))
        kernels.shifted_sum(&sum, image, context.pointer(to) + sample * to.sampleStride)
      }
    }
  }
}

extension ConvolutionInputGradient: CPUOperation {
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { stride == 1 }
  var acceptsEpilogue: Bool { true }

  func reach(inputs: [Shape], result: Shape) -> Reach? {
    var reach = Geometry.reach(
      images: result, filters: inputs[1], features: inputs[0], stride: stride, padding: padding)
    reach.operand = 0
    return reach
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (upstream, filters) = (unit.inputs[0], unit.inputs[1])
    let geometry = Geometry(
      plan, images: unit.result, filters: plan.shape(filters).dimensions, features: upstream, stride: stride,
      padding: padding)
    let phases = stride == 1 ? nil : plan.workspace(geometry.phases)
    let slid = stride == 1 ? geometry.images : geometry.phases
    // One sum for the image, or one for each phase: its first plane, packed weights, offsets and their number.
    var sums: [(plane: Int, weights: Location, offsets: UnsafePointer<Int>, terms: Int)] = []
    for i in 0..<stride {
      for j in 0..<stride {
        let terms = geometry.backwardTerms(phase: i, j)
        let packed = plan.pack(
          filters, terms, channels: geometry.channels, channelStride: geometry.rows * geometry.columns)
        sums.append(
          ((i * stride + j) * slid.planeStride, packed, plan.tables.table(terms.offsets), terms.offsets.count))
      }
    }
    let (from, to) = (plan.location(upstream), plan.location(unit.result))
    let epilogue = LoweredEpilogue(unit, plan: plan)
    let planes = stride * stride
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let features = context.pointer(from) + sample * from.sampleStride
        let image = context.pointer(to) + sample * to.sampleStride
        let out = phases.map { context.pointer($0) } ?? image
        let finish = epilogue.kernel(context, sample: sample)
        for part in sums {
          var sum = HGShiftedSum(
            terms: Int32(part.terms), channels: Int32(geometry.channels), length: Int32(slid.planeLength),
            offsets: part.offsets, weights: context.pointer(part.weights),
            plane_stride: planes * slid.planeStride,
            epilogue: phases == nil ? finish : HGEpilogue())
          kernels.shifted_sum(&sum, features, out + part.plane)
        }
        if phases != nil { geometry.merge(out, into: image, finish, kernels: kernels) }
      }
    }
  }
}

extension ConvolutionFilterGradient: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement { .accumulated }
  var affinity: TileAffinity? { .planes }
  var sharesPitch: Bool { stride == 1 }

  func reach(inputs: [Shape], result: Shape) -> Reach? {
    var reach = Geometry.reach(
      images: inputs[1], filters: result, features: inputs[0], stride: stride, padding: padding)
    reach.operand = 0
    return reach
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (upstream, images) = (unit.inputs[0], unit.inputs[1])
    let geometry = Geometry(
      plan, images: images, filters: plan.shape(unit.result).dimensions, features: upstream, stride: stride,
      padding: padding)
    if geometry.prefersPatches(panelWidth: Int(plan.kernels.panel_width)) {
      lowerByPatches(unit, geometry, into: plan)
    } else {
      lowerByShifts(unit, geometry, into: plan)
    }
  }

  /// Inner products of whole planes: for thin convolutions over large images.
  private func lowerByShifts(_ unit: Unit, _ geometry: Geometry, into plan: PlanBuilder) {
    let (upstream, images) = (unit.inputs[0], unit.inputs[1])
    let terms = geometry.forwardTerms
    let count = terms.offsets.count
    let offsets = plan.tables.table(terms.offsets)
    let phases = stride == 1 ? nil : plan.workspace(geometry.phases)
    let (from, over) = (plan.location(upstream), plan.location(images))
    let sums = plan.accumulator(unit)
    let features = geometry.features
    let kernels = plan.kernels
    plan.add { context in
      var products = HGShiftedProducts(
        terms: Int32(count), channels: Int32(features.channels), length: Int32(features.planeLength),
        offsets: offsets, plane_stride: features.planeStride)
      for sample in 0..<context.count {
        var image = UnsafePointer(context.pointer(over) + sample * over.sampleStride)
        if let phases {
          let buffer = context.pointer(phases)
          geometry.split(image, into: buffer, kernels: kernels)
          image = UnsafePointer(buffer)
        }
        kernels.shifted_products(
          &products, context.pointer(from) + sample * from.sampleStride, image, context.pointer(sums), count)
      }
    }
  }

  /// A matrix product over the pixels of some samples at a time: for wide convolutions over small images.
  private func lowerByPatches(_ unit: Unit, _ geometry: Geometry, into plan: PlanBuilder) {
    let panelWidth = Int(plan.kernels.panel_width)
    let (images, features) = (geometry.images, geometry.features)
    let (filters, terms) = (geometry.filters, geometry.terms)
    let pixels = features.height * features.width
    let panels = (terms + panelWidth - 1) / panelWidth
    let samples = max(1, 64 / pixels)
    let panel = samples * pixels * panelWidth
    let padded = plan.workspace(
      .compact([
        geometry.channels * (images.height + 2 * geometry.padding) * (images.width + 2 * geometry.padding)
      ]))
    let patches = plan.workspace(.compact([panels * panel]))
    let factors = plan.workspace(.compact([panel]))
    let windows = HGPatches(
      channels: Int32(geometry.channels), rows: Int32(geometry.rows), columns: Int32(geometry.columns),
      step: Int32(geometry.stride), padding: Int32(geometry.padding), height: Int32(images.height),
      width: Int32(images.width), pitch: images.pitch, plane_stride: images.planeStride,
      feature_height: Int32(features.height), feature_width: Int32(features.width))
    let (from, over) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]))
    let sums = plan.accumulator(unit)
    let kernels = plan.kernels
    plan.add { context in
      let (panels, factors) = (context.pointer(patches), context.pointer(factors))
      for first in Swift.stride(from: 0, to: context.count, by: samples) {
        let count = min(samples, context.count - first)
        for sample in 0..<count {
          let image = context.pointer(over) + (first + sample) * over.sampleStride
          withUnsafePointer(to: windows) {
            kernels.pack_patches(
              $0, image, context.pointer(padded), panels + sample * pixels * panelWidth, panel)
          }
        }
        for filter in Swift.stride(from: 0, to: filters, by: panelWidth) {
          let width = min(panelWidth, filters - filter)
          for sample in 0..<count {
            let planes =
              context.pointer(from) + (first + sample) * from.sampleStride + filter * features.planeStride
            kernels.pack_pixels(
              planes, features.planeStride, Int32(width), Int32(features.height), Int32(features.width),
              features.pitch, factors + sample * pixels * panelWidth)
          }
          var product = HGMatrixProduct(
            m: Int32(width), n: Int32(terms), k: Int32(count * pixels), a: factors, a_row: 1, a_column: panelWidth,
            b: panels, b_panel: panel, b_row: panelWidth, c: context.pointer(sums) + filter * terms, c_row: terms,
            epilogue: HGEpilogue())
          kernels.add_matrix_product(&product)
        }
      }
    }
  }
}
