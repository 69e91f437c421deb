import Tensors

/// Packs values into one memory space by lifetime.
///
/// A slot is reused only for the same layout, with margins that are already zero.
struct SlotAllocator {
  private struct Slot {
    /// Nil for memory of whole tiles instead of samples.
    let layout: Layout?
    let floats: Int
    let offset: Int
    var freeFrom: Int
  }
  private var slots: [Slot] = []
  private let samples: Int
  /// The floats in use, including those before `start`.
  private(set) var total: Int

  /// Creates slots of `samples` samples each, from offset `start` on.
  init(samples: Int, start: Int = 0) {
    self.samples = samples
    total = start
  }

  /// The offset of the first element of a value written at time `from` and last read at time `to`.
  ///
  /// Calls must be in the order of `from`.
  mutating func allocate(_ layout: Layout, from: Int, to: Int) -> Int {
    if let index = slots.firstIndex(where: { $0.layout == layout && $0.freeFrom <= from }) {
      slots[index].freeFrom = to + 1
      return slots[index].offset
    }
    let offset = total + layout.lead
    total += layout.floats(samples: samples)
    slots.append(Slot(layout: layout, floats: total - offset, offset: offset, freeFrom: to + 1))
    return offset
  }

  /// The offset of `floats` floats for a whole tile, in use at time `time` alone.
  mutating func allocate(floats: Int, at time: Int) -> Int {
    if let index = slots.firstIndex(where: { $0.layout == nil && $0.floats >= floats && $0.freeFrom <= time }) {
      slots[index].freeFrom = time + 1
      return slots[index].offset
    }
    let offset = total
    total += roundUp(floats) + 64
    slots.append(Slot(layout: nil, floats: floats, offset: offset, freeFrom: time + 1))
    return offset
  }
}
