internal import CKernels
import Tensors

/// The shifts and weight positions of a convolution that slides over planes.
///
/// A convolution is a sum over terms (channel, kernel row, kernel column): each adds a plane, shifted by a constant
/// offset, times a weight. With a stride s > 1 it slides over the s² phase planes of each channel.
struct PlaneTerms {
  private(set) var offsets: [Int] = []
  private(set) var positions: [Int] = []

  mutating func append(offset: Int, position: Int) {
    offsets.append(offset)
    positions.append(position)
  }
}

/// The sizes of a convolution of images `[channels, height, width]` with `[filters, channels, rows, columns]`.
struct ConvolutionGeometry {
  let channels, filters, rows, columns, stride, padding: Int
  /// The layouts of the images and of the result.
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
  var forwardTerms: PlaneTerms {
    var terms = PlaneTerms()
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

  /// Terms over the features, for the gradient of the images (stride 1) or of phase (`i`, `j`).
  func backwardTerms(phase i: Int, _ j: Int) -> PlaneTerms {
    var terms = PlaneTerms()
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

  /// The pixels of phase (`i`, `j`) inside the images, as a window of `phases`.
  func pixels(ofPhase i: Int, _ j: Int) -> PlaneWindow {
    func range(_ phase: Int, _ length: Int, most: Int) -> Range<Int> {
      let first = max(0, (padding - phase + stride - 1) / stride)
      let end = min(most, (length - 1 + padding - phase + stride) / stride)
      return first..<max(first, end)
    }
    let rows = range(i, images.height, most: phases.height)
    let columns = range(j, images.width, most: phases.width)
    return PlaneWindow(
      start: rows.lowerBound * phases.pitch + columns.lowerBound, plane: i * stride + j, planes: stride * stride,
      height: rows.count, width: columns.count, layout: phases)
  }

  /// The number of weights of a filter.
  var terms: Int { channels * rows * columns }

  /// Whether the filter gradient is cheaper as a product of patches than as inner products of shifted planes.
  ///
  /// Counted in vectors: an inner product has a fixed cost; copying patches pays off with many filters.
  func prefersPatches(panelWidth: Int) -> Bool {
    let width = panelWidth / 2
    let weights = filters * terms
    let pixels = features.height * features.width
    let shifted = weights * (10 * ((features.planeLength + width - 1) / width) / 8 + 8)
    let copied = weights * (pixels + pixels / 8) / width + 5 * terms * pixels / 2 + 2 * weights / width
    return copied < shifted
  }

  /// The layout that the convolution requires of its planes.
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

extension ConvolutionGeometry {
  /// Creates the geometry with compact layouts, for the sizes alone.
  init(images: Shape, filters: Shape, features: Shape, stride: Int, padding: Int) {
    let size = filters.dimensions
    self.init(
      channels: size[1], filters: size[0], rows: size[2], columns: size[3], stride: stride, padding: padding,
      images: .compact(images.dimensions), features: .compact(features.dimensions))
  }

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

  /// Merges phases of some `channels` into the sample at `image`, and applies the rest of `epilogue` to each plane
  /// while it is cached.
  func merge(
    _ buffer: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>, channels: Range<Int>,
    _ epilogue: HGEpilogue, kernels: HGKernels
  ) {
    // Other threads may own the channels behind these.
    let end = image + min(images.sampleStride - images.lead, channels.upperBound * images.planeStride)
    for c in channels {
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
