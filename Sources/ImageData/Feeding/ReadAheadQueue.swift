internal import Diagnostics
internal import Foundation

/// A bounded queue of batches, filled ahead by its own threads and taken in order.
///
/// All threads fill the same batch, in pieces, so that the first batch is ready as soon as possible.
final class ReadAheadQueue: @unchecked Sendable {
  /// An unreadable image, by its position in the batch.
  struct Failure {
    let place: Int
    let error: any Error
  }

  /// Memory for one batch, returned to the queue when this object is released.
  final class Slot {
    let pixels: UnsafeMutableRawPointer
    private let giveBack: (UnsafeMutableRawPointer) -> Void

    init(_ pixels: UnsafeMutableRawPointer, giveBack: @escaping (UnsafeMutableRawPointer) -> Void) {
      (self.pixels, self.giveBack) = (pixels, giveBack)
    }
    deinit { giveBack(pixels) }
  }

  private struct Filling {
    let pixels: UnsafeMutableRawPointer
    var remaining: Int
    var failures: [Failure] = []
  }

  private struct Piece {
    let batch: Int
    let places: Range<Int>
    let pixels: UnsafeMutableRawPointer
  }

  let bytesPerImage: Int
  private let batches: Slice<Batches>
  private let reader: ImageFeed.Reader
  private let piece: Int
  private let memory: UnsafeMutableRawPointer
  private let memoryBytes: Int
  // All properties below are guarded by the lock.
  private let lock = NSCondition()
  private var free: [UnsafeMutableRawPointer]
  private var fillings: [Int: Filling] = [:]
  private var nextBatch: Int
  private var nextPlace = 0
  private var delivered: Int
  private var isStopped = false

  /// Starts filling up to `slots` batches at a time, including those held by the caller.
  init(
    _ batches: Slice<Batches>, bytesPerImage: Int, slots: Int, threads: Int, reader: @escaping ImageFeed.Reader
  ) {
    require(slots > 0 && threads > 0, "a queue of \(slots) batches and \(threads) threads")
    self.batches = batches
    self.bytesPerImage = bytesPerImage
    self.reader = reader
    let largest = batches.first?.count ?? 0
    piece = max(1, min(64, largest / (2 * threads)))
    let slotBytes = (largest * bytesPerImage + 63) / 64 * 64
    let slots = min(slots, batches.count)
    // Directly from the system, because an allocator would not release the memory after the pass.
    memoryBytes = max(1, slots * slotBytes)
    guard let memory = mmap(nil, memoryBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      memory != MAP_FAILED
    else { fatalError("no memory for \(slots) batches of \(slotBytes) bytes") }
    self.memory = memory
    free = (0..<slots).map { memory + $0 * slotBytes }
    (nextBatch, delivered) = (batches.startIndex, batches.startIndex)
    for _ in 0..<min(threads, batches.count * max(1, (largest + piece - 1) / piece)) {
      let thread = Thread { self.work() }
      thread.name = "hourglass.read"
      thread.start()
    }
  }

  deinit { munmap(memory, memoryBytes) }

  /// Waits for the next batch in order and returns it.
  func next() -> (slot: Slot, failures: [Failure]) {
    lock.lock()
    defer { lock.unlock() }
    require(delivered < batches.endIndex, "no batch is left in the queue")
    while fillings[delivered]?.remaining != 0 { lock.wait() }
    guard let filling = fillings.removeValue(forKey: delivered) else { fatalError("a filled batch is gone") }
    delivered += 1
    let slot = Slot(filling.pixels) { self.giveBack($0) }
    return (slot, filling.failures.sorted { $0.place < $1.place })
  }

  /// Whether ``next()`` would return without waiting.
  var isNextFilled: Bool {
    lock.lock()
    defer { lock.unlock() }
    return fillings[delivered]?.remaining == 0
  }

  /// Ends the threads; taken batches stay valid.
  func stop() {
    lock.lock()
    isStopped = true
    lock.broadcast()
    lock.unlock()
  }

  private func giveBack(_ pixels: UnsafeMutableRawPointer) {
    lock.lock()
    free.append(pixels)
    lock.broadcast()
    lock.unlock()
  }

  private func work() {
    while let piece = claim() {
      let batch = batches[piece.batch]
      var failures: [Failure] = []
      for place in piece.places {
        let pixels = UnsafeMutableRawBufferPointer(
          start: piece.pixels + place * bytesPerImage, count: bytesPerImage)
        // A slice keeps the indices of the whole order.
        let position = batch.startIndex + place
        do {
          try reader(Int(batch[position]), batches.base.pass(of: position), pixels)
        } catch {
          failures.append(Failure(place: place, error: error))
        }
      }
      finish(piece, failures)
    }
  }

  /// Waits for memory and returns the next piece to read; nil when all are claimed.
  private func claim() -> Piece? {
    lock.lock()
    defer { lock.unlock() }
    while !isStopped, nextBatch < batches.endIndex {
      if fillings[nextBatch] == nil {
        guard let pixels = free.popLast() else {
          lock.wait()
          continue
        }
        fillings[nextBatch] = Filling(pixels: pixels, remaining: batches[nextBatch].count)
      }
      guard let filling = fillings[nextBatch] else { fatalError("a batch without memory") }
      let count = batches[nextBatch].count
      let claimed = Piece(
        batch: nextBatch, places: nextPlace..<min(nextPlace + piece, count), pixels: filling.pixels)
      nextPlace = claimed.places.upperBound
      if nextPlace == count { (nextBatch, nextPlace) = (nextBatch + 1, 0) }
      return claimed
    }
    return nil
  }

  private func finish(_ piece: Piece, _ failures: [Failure]) {
    lock.lock()
    fillings[piece.batch]?.remaining -= piece.places.count
    fillings[piece.batch]?.failures += failures
    if fillings[piece.batch]?.remaining == 0 { lock.broadcast() }
    lock.unlock()
  }
}
