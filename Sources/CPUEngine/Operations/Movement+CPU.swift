internal import CKernels
import Diagnostics
import Tensors

extension Input: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let to = plan.location(unit.result)
    let count = plan.shape(unit.result).count
    let kernels = plan.kernels
    let inputName = inputName
    // Rows without gaps between them are one long row.
    let (rows, width) = layout.isCompact ? (1, count) : (layout.height, layout.width)
    let channels = layout.isCompact ? 1 : layout.channels
    plan.add { context in
      guard let feed = context.feeds[inputName] else { fatalError("the feed \(inputName) is missing") }
      for sample in 0..<context.count {
        let out = context.pointer(to) + sample * to.sampleStride
        for c in 0..<channels {
          for y in 0..<rows {
            let row = out + c * layout.planeStride + y * layout.pitch
            let at = (c * rows + y) * width
            switch feed {
            case .bytes(let base, let bytesPerSample, let indices, let scale, let offset):
              require(bytesPerSample == count, "\(bytesPerSample) bytes a sample for an input of \(count)")
              let place = context.first + sample
              let image = base + Int(indices[place]) * bytesPerSample
              // Prefetch: the processor cannot predict the addresses of shuffled images.
              let soon = base + Int(indices[min(place + 2, context.batchCount - 1)]) * bytesPerSample
              kernels.scale_bytes(image + at, soon + at, scale, offset, row, width)
            case .scaledFloats(let base, let elementsPerSample, let indices, let scale, let offset):
              require(elementsPerSample == count, "\(elementsPerSample) numbers a sample for an input of \(count)")
              let numbers = base + Int(indices[context.first + sample]) * elementsPerSample + at
              for x in 0..<width { row[x] = numbers[x] * scale + offset }
            case .floats(let base):
              row.update(from: base + (context.first + sample) * count + at, count: width)
            }
          }
        }
      }
    }
  }
}

extension Reshaping: CPUOperation {
  var sharesPitch: Bool { false }
  var keepsElements: Bool { true }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    if plan.isInPlace(unit) { return }
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    guard plan.shape(unit.result).isBatched else {
      plan.addBlocks(of: plan.shape(unit.result).count) { context, range in
        (context.pointer(to) + range.lowerBound).update(
          from: context.pointer(from) + range.lowerBound, count: range.count)
      }
      return
    }
    let (source, target) = (plan.layouts[unit.inputs[0]], plan.layouts[unit.result])
    guard source.isCompact || target.isCompact else {
      addElements(source, target, from, to, into: plan)
      return
    }
    // A compact value is treated as planes like the other's.
    let planes = source.isCompact ? target : source
    let compact = Layout.compact([planes.channels, planes.height, planes.width])
    let (read, written) = source.isCompact ? (compact, target) : (source, compact)
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        for c in 0..<planes.channels {
          kernels.copy_rows(
            x + c * read.planeStride, read.pitch, y + c * written.planeStride, written.pitch, Int32(planes.height),
            Int32(planes.width))
        }
      }
    }
  }

  /// Copies planes to other planes, element by element.
  private func addElements(
    _ source: Layout, _ target: Layout, _ from: Location, _ to: Location, into plan: PlanBuilder
  ) {
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        var place = Place()
        for c in 0..<source.channels {
          for row in 0..<source.height {
            let line = x + c * source.planeStride + row * source.pitch
            for column in 0..<source.width {
              y[place.offset(in: target)] = line[column]
              place.advance(in: target)
            }
          }
        }
      }
    }
  }

  /// The memory of planes that are copied element by element.
  private struct Place {
    var channel = 0
    var row = 0
    var column = 0

    func offset(in layout: Layout) -> Int { channel * layout.planeStride + row * layout.pitch + column }

    mutating func advance(in layout: Layout) {
      column += 1
      guard column == layout.width else { return }
      column = 0
      row += 1
      guard row == layout.height else { return }
      row = 0
      channel += 1
    }
  }
}
