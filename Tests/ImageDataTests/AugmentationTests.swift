import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Testing

struct AugmentationTests {
  private static let everything = Augmentations(
    hsv: HSVShift(), contrast: 0.5, noise: 0.03, flip: .both, quarterRotation: .all, rotation: 15, rescale: 0.1,
    crop: PixelSize(width: 9, height: 7))

  private func shape(_ channels: Int, _ height: Int, _ width: Int) -> ImageShape {
    ImageShape(channels: channels, height: height, width: width)
  }

  @Test(arguments: AugmentationGolden.all)
  func `each kind and all together give the numbers of another implementation`(_ golden: AugmentationGolden) throws {
    let varied = try Augmentations(golden.augmentations).applied(
      to: golden.image, shape: golden.shape, index: golden.index, epoch: AugmentationGolden.epoch,
      seed: AugmentationGolden.seed)
    let differences = zip(varied, golden.varied).map { abs(Int($0) - Int($1)) }
    #expect(varied.count == golden.varied.count)
    // Single precision may round the other way at a half.
    #expect(differences.allSatisfy { $0 <= 1 }, "\(golden.augmentations): \(varied) for \(golden.varied)")
    #expect(differences.count { $0 > 0 } <= 1, "\(golden.augmentations): \(varied) for \(golden.varied)")
  }

  @Test func `no augmentations leave the image as it is`() throws {
    let image = noise(3 * 8 * 6)
    #expect(
      try Augmentations.none.applied(to: image, shape: shape(3, 8, 6), index: 5, epoch: 2, seed: 1) == image)
  }

  @Test func `seed, epoch and index each change an image, threads and order do not`() throws {
    let shape = shape(3, 12, 12)
    let images = ImageSet(pixels: noise(40 * shape.elements), shape: shape, name: "forty")
    func varied(_ index: Int, epoch: Int = 3, seed: UInt64 = 7) throws -> [UInt8] {
      try Self.everything.applied(to: try images.pixels(at: 4), shape: shape, index: index, epoch: epoch, seed: seed)
    }
    let one = try varied(0)
    #expect(try varied(0) == one)
    #expect(try varied(1) != one)
    #expect(try varied(0, epoch: 4) != one)
    #expect(try varied(0, seed: 8) != one)
    #expect(try varied(0, seed: 7 + (1 << 32)) != one)

    func all(_ order: some Sequence<Int>) throws -> [Int: [UInt8]] {
      let augmenter = try Augmenter(Self.everything, shape: shape, seed: 7)
      var results: [Int: [UInt8]] = [:]
      for index in order {
        var result = [UInt8](repeating: 0, count: augmenter.outputShape.elements)
        try images.pixels(at: index).withUnsafeBufferPointer { pixels in
          result.withUnsafeMutableBufferPointer { augmenter.vary(pixels, index: index, epoch: 3, into: $0) }
        }
        results[index] = result
      }
      return results
    }
    let forwards = try all(0..<40)
    #expect(try all((0..<40).reversed()) == forwards)
    #expect(Set(forwards.values).count == 40)
  }

  @Test func `threads at the same time draw the same`() async throws {
    let shape = shape(3, 12, 12)
    let image = noise(shape.elements)
    let serial = try (0..<64).map {
      try Self.everything.applied(to: image, shape: shape, index: $0, epoch: 1, seed: 2)
    }
    let parallel = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
      for index in 0..<64 {
        group.addTask {
          (index, try Self.everything.applied(to: image, shape: shape, index: index, epoch: 1, seed: 2))
        }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect((0..<64).map { parallel[$0] } == serial)
  }

  @Test(arguments: [(1, 1), (1, 7), (5, 1), (16, 16), (17, 33), (32, 40)])
  func `a flip twice is none, and so are four quarters`(height: Int, width: Int) {
    let image = noise(3 * height * width)
    func moved(_ change: (inout PixelMove) -> Void) -> [UInt8] {
      var move = PixelMove(height: height, width: width)
      change(&move)
      return self.moved(image, by: move, planes: 3, plane: height * width)
    }
    #expect(moved { _ in } == image)
    let rows = (0..<3 * height).map { Array(image[$0 * width..<($0 + 1) * width]) }
    #expect(moved { $0.flipLeftRight() } == rows.flatMap { $0.reversed() })
    let upsideDown: [[[UInt8]]] = (0..<3).map { rows[$0 * height..<($0 + 1) * height].reversed() }
    #expect(moved { $0.flipUpDown() } == Array(upsideDown.joined().joined()))
    let flips: [(inout PixelMove) -> Void] = [{ $0.flipLeftRight() }, { $0.flipUpDown() }]
    for flip in flips {
      let once = moved(flip)
      var move = PixelMove(height: height, width: width)
      flip(&move)
      #expect(self.moved(once, by: move, planes: 3, plane: height * width) == image)
      flip(&move)
      #expect(move == PixelMove(height: height, width: width))
    }
    #expect(moved { $0.turn(quarters: 4) } == image)
    #expect(
      moved {
        $0.turn(quarters: 1); $0.turn(quarters: 3)
      } == image)
    let bothFlips = moved {
      $0.flipUpDown()
      $0.flipLeftRight()
    }
    #expect(moved { $0.turn(quarters: 2) } == bothFlips)
    // The first row, turned clockwise, is the last column from above.
    let turned = moved { $0.turn(quarters: 1) }
    #expect((0..<width).map { turned[$0 * height + height - 1] } == rows[0])
    var quarter = PixelMove(height: height, width: width)
    quarter.turn(quarters: 1)
    var back = PixelMove(height: width, width: height)
    back.turn(quarters: 3)
    #expect(self.moved(turned, by: back, planes: 3, plane: height * width) == image)
  }

  private func moved(_ image: [UInt8], by move: PixelMove, planes: Int, plane: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: planes * move.height * move.width) { result, count in
      count = planes * move.height * move.width
      if let target = result.baseAddress { move.move(image, planes: planes, plane: plane, into: target) }
    }
  }

  @Test func `a window after turns is the same as turns of the whole`() {
    let image = noise(2 * 9 * 9)
    for quarters in 0..<4 {
      for flips in 0..<4 {
        var move = PixelMove(height: 9, width: 9)
        if flips & 1 == 1 { move.flipLeftRight() }
        if flips & 2 == 2 { move.flipUpDown() }
        move.turn(quarters: quarters)
        let whole = moved(image, by: move, planes: 2, plane: 81)
        move.keep(top: 2, left: 5, PixelSize(width: 3, height: 6))
        let window = moved(image, by: move, planes: 2, plane: 81)
        let expected = (0..<2).flatMap { c in
          (2..<8).flatMap { y in (5..<8).map { x in whole[c * 81 + y * 9 + x] } }
        }
        #expect(window == expected)
      }
    }
  }

  private func warped(_ image: [UInt8], _ shape: ImageShape, by warp: Warp) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: shape.elements)
    warp.warp(
      image, shape, top: 0, left: 0, size: PixelSize(width: shape.width, height: shape.height), into: &result)
    return result
  }

  @Test(arguments: [(1, 1), (1, 9), (8, 1), (10, 13)])
  func `a turn by nothing leaves the image, a plain one stays plain whatever is done`(height: Int, width: Int) {
    let shape = shape(3, height, width)
    let image = noise(shape.elements)
    #expect(warped(image, shape, by: Warp(angle: 0)) == image)
    let plain = [UInt8](repeating: 201, count: shape.elements)
    for (angle, growth) in [(33.0, 0.3), (-180, -0.9), (90, 0.9)] {
      #expect(warped(plain, shape, by: Warp(angle: angle, growth: growth, shift: (0.9, -0.9))) == plain)
    }
  }

  @Test func `a quarter by angle is the quarter by pixels, and the edge goes on outside`() {
    let shape = shape(1, 7, 7)
    let image = noise(49)
    var quarter = PixelMove(height: 7, width: 7)
    quarter.turn(quarters: 1)
    #expect(warped(image, shape, by: Warp(angle: 90)) == moved(image, by: quarter, planes: 1, plane: 49))
    // Moved by twice the half of the width, all of the row lies at the right edge or beyond.
    let beyond = warped(image, shape, by: Warp(angle: 0, shift: (2, 0)))
    for y in 0..<7 { #expect(beyond[y * 7..<y * 7 + 7].allSatisfy { $0 == image[y * 7 + 6] }) }
    // Half of the pixels lie between the others.
    let halved = warped([0, 10, 20, 30, 40], self.shape(1, 1, 5), by: Warp(angle: 0, growth: -0.5))
    #expect(halved == [10, 15, 20, 25, 30])
  }

  @Test func `all colours survive hue, saturation and value`() {
    let plane = 1 << 16
    for blue in 0...255 {
      let image =
        (0..<plane).map { UInt8($0 >> 8) } + (0..<plane).map { UInt8($0 & 255) }
        + [UInt8](repeating: UInt8(blue), count: plane)
      var result = [UInt8](repeating: 0, count: 3 * plane)
      HSVShift.shift(image, plane: plane, by: HSVColour(hue: 0, saturation: 0, value: 0), into: &result)
      #expect(result == image)
      HSVShift.shift(image, plane: plane, by: HSVColour(hue: -3, saturation: 0, value: 0), into: &result)
      #expect(zip(result, image).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
  }

  @Test func `a third of the circle makes red green, and no saturation makes grey`() {
    let image: [UInt8] = [255, 10, 200, 0, 20, 100, 0, 30, 0]
    func shifted(_ hue: Float, _ saturation: Float, _ value: Float) -> [UInt8] {
      var result = image
      let shift = HSVColour(hue: hue, saturation: saturation, value: value)
      HSVShift.shift(image, plane: 3, by: shift, into: &result)
      return result
    }
    #expect(shifted(1.0 / 3, 0, 0) == [0, 30, 0, 255, 10, 200, 0, 20, 100])
    #expect(shifted(0, -1, 0) == [255, 30, 200, 255, 30, 200, 255, 30, 200])
    #expect(shifted(0, 0, -1) == [UInt8](repeating: 0, count: 9))
    #expect(shifted(0.7, -5, 5) == [UInt8](repeating: 255, count: 9))
  }

  @Test func `contrast keeps each channel's mean, a factor of one keeps all`() {
    let image: [UInt8] = [10, 20, 30, 40, 0, 100, 200, 100]
    func changed(_ factor: Double) -> [UInt8] {
      var result = image
      ContrastChange.change(image, planes: 2, plane: 4, by: factor, into: &result)
      return result
    }
    #expect(changed(1) == image)
    #expect(changed(0) == [25, 25, 25, 25, 100, 100, 100, 100])
    #expect(changed(2) == [0, 15, 35, 55, 0, 100, 255, 100])
  }

  @Test func `every window is as likely as the others`() throws {
    // The place of the window is the number of its first pixel: 4 x 3 places of 12000 draws.
    let image = (0..<30).map { UInt8($0) }
    let augmenter = try Augmenter(
      Augmentations(crop: PixelSize(width: 3, height: 3)), shape: shape(1, 5, 6), seed: 1)
    var counts: [UInt8: Int] = [:]
    var result = [UInt8](repeating: 0, count: 9)
    for index in 0..<12_000 {
      image.withUnsafeBufferPointer { image in
        result.withUnsafeMutableBufferPointer { augmenter.vary(image, index: index, epoch: 0, into: $0) }
      }
      #expect(result == [0, 1, 2, 6, 7, 8, 12, 13, 14].map { $0 + result[0] })
      counts[result[0], default: 0] += 1
    }
    #expect(counts.keys.sorted() == [0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 14, 15])
    // Five deviations of a thousand.
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 152 })
  }

  @Test func `evaluation sees the middle, not varied`() throws {
    let image = (0..<30).map { UInt8($0) }
    var all = Self.everything
    all.hsv = nil
    all.quarterRotation = nil
    all.crop = PixelSize(width: 3, height: 2)
    let images = ImageSet(pixels: image, shape: shape(1, 5, 6), labels: [3], name: "one")
    let centred = try Dataset(name: "one", images: images, split: .none, seed: 1).augmented(by: all).training.images
    #expect(centred.shape == shape(1, 2, 3))
    #expect(try centred.pixels(at: 0) == [7, 8, 9, 13, 14, 15])
    #expect(centred.labels == [3])
    #expect(throws: AugmentationError.self) { try images.centred(PixelSize(width: 7, height: 2)) }
  }

  @Test(arguments: [0, 2])
  func `each pass over a piece varies its images anew, wherever it is gone on with`(first: Int) throws {
    let shape = shape(3, 12, 12)
    let set = ImageSet(pixels: noise(11 * shape.elements), shape: shape, name: "eleven")
    let dataset = try Dataset(name: "eleven", images: set, split: .none, seed: 0).augmented(by: Self.everything)
    // Batches of four lie across passes of five.
    let batches = Batches(
      dataset.training, chunks: ChunkedOrder(size: 5, iterations: 3), batchSize: 4, seed: 7, epoch: 2)
    let feed = dataset.trainingFeed(batches[first...], epoch: 2, seed: 7, holding: 1)
    var varied: Set<[UInt8]> = []
    for position in first..<4 {
      let batch = try #require(try feed.next())
      for (place, index) in zip(batch.indices, batches[position].indices) {
        let image = batch.bytes(place)
        let number = Int(batches.order[index])
        #expect(
          try image
            == Self.everything.applied(
              to: set.pixels(at: number), shape: shape, index: number, epoch: 2 * 3 + index / 5, seed: 7))
        varied.insert(image)
      }
    }
    #expect(try feed.next() == nil)
    #expect(varied.count == 15 - 4 * first)
  }

  @Test(arguments: [1, 3])
  func `a feed's threads vary the images of an epoch, in memory or not`(threads: Int) throws {
    let shape = shape(3, 12, 12)
    let set = ImageSet(pixels: noise(40 * shape.elements), shape: shape, name: "forty")
    var reading = ImageReading()
    reading.threads = threads
    for source in [set, set.inverted(), ReadImages(set)] as [any ImageSource] {
      let augmenter = try Augmenter(Self.everything, shape: shape, seed: 7)
      let batches = Batches(shuffling: ImageSubset(source), batchSize: 7, seed: 1, epoch: 5)
      let feed = ImageFeed(source, batches[...], reading: reading, augmentation: ImageAugmentation(augmenter, epoch: 5))
      var position = 0
      while let batch = try feed.next() {
        let indices = Array(batches[position])
        #expect(batch.count == indices.count && batch.pixelsPerImage == augmenter.outputShape.elements)
        for (place, index) in zip(batch.indices, indices) {
          let expected = try Self.everything.applied(
            to: source.pixels(at: Int(index)), shape: shape, index: Int(index), epoch: 5, seed: 7)
          #expect(batch.bytes(place) == expected)
        }
        position += 1
      }
      #expect(position == 6)
    }
  }

  @Test func `draws have the distributions they should have`() {
    let count = 20_000
    let draws = (0..<count).map { AugmentationDraws(seed: 9, epoch: 2, index: $0) }
    func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let squares: [Double] = values.map { ($0 - mean) * ($0 - mean) }
      return (mean, (squares.reduce(0, +) / Double(values.count)).squareRoot())
    }
    // Five deviations of a mean of this many.
    let stray = 5 / Double(count).squareRoot()

    let flips = draws.map { Flip.both.drawn($0) }
    #expect(abs(Double(flips.count { $0.leftRight }) / Double(count) - 0.5) < stray / 2)
    #expect(abs(Double(flips.count { $0.upDown }) / Double(count) - 0.5) < stray / 2)
    #expect(abs(Double(flips.count { $0.upDown && $0.leftRight }) / Double(count) - 0.25) < stray / 2)
    #expect(draws.allSatisfy { !Flip.leftRight.drawn($0).upDown && !Flip.upDown.drawn($0).leftRight })
    for (rotation, allowed) in [(QuarterRotation.rot90, [0, 1, 3]), (.rot180, [0, 2]), (.all, [0, 1, 2, 3])] {
      let quarters = draws.map { rotation.drawn($0) }
      #expect(Set(quarters) == Set(allowed))
      for quarter in allowed {
        let share = Double(quarters.count { $0 == quarter }) / Double(count)
        #expect(abs(share - 1 / Double(allowed.count)) < stray / 2)
      }
    }

    let warps = draws.map { Warp($0, rotation: 30, rescale: 0.2) }
    #expect(warps.allSatisfy { abs($0.angle) <= 30 && abs($0.growth) < 0.600001 })
    #expect(warps.allSatisfy { abs($0.shift.across) <= abs($0.growth) && abs($0.shift.down) <= abs($0.growth) })
    let angles = moments(warps.map(\.angle))
    #expect(abs(angles.mean) < 30 * stray && abs(angles.deviation - 30 / 3.0.squareRoot()) < 30 * stray)
    let growths = moments(warps.map(\.growth))
    #expect(abs(growths.mean) < 0.2 * stray && abs(growths.deviation - 0.2) < 0.2 * stray)

    let shifts = draws.map { HSVShift(hue: 0.1, saturation: 0.2, value: 0.3).drawn($0) }
    for (values, deviation) in [(shifts.map(\.hue), 0.1), (shifts.map(\.saturation), 0.2), (shifts.map(\.value), 0.3)] {
      let found = moments(values.map(Double.init))
      #expect(abs(found.mean) < deviation * stray && abs(found.deviation - deviation) < deviation * stray)
    }
    let factors = draws.map { ContrastChange.drawn($0, spread: 0.6) }
    #expect(factors.allSatisfy { (0.4...1.6).contains($0) })
    #expect(abs(moments(factors).mean - 1) < 0.6 * stray)
    #expect(abs(moments(factors).deviation - 0.6 / 3.0.squareRoot()) < 0.6 * stray)
  }

  @Test(arguments: [0.001, 0.03, 0.2, 1])
  func `noise has its deviation and stays in the bytes' range`(deviation: Double) {
    let grey = [UInt8](repeating: 128, count: 200_001)
    var result = grey
    let draws = AugmentationDraws(seed: 4, epoch: 0, index: 0)
    PixelNoise(deviation: deviation).add(to: grey, count: grey.count, draws, into: &result)
    if deviation <= 0.03 {
      let differences = result.map { Double($0) - 128 }
      let mean = differences.reduce(0, +) / Double(grey.count)
      let squares: [Double] = differences.map { $0 * $0 }
      let variance = squares.reduce(0, +) / Double(grey.count)
      #expect(abs(mean) < 0.1)
      // Rounding adds a twelfth where the deviation is not far below a level.
      let levels = 255 * deviation
      if levels > 1 { #expect(abs(variance - levels * levels - 1.0 / 12) < 0.02 * levels * levels) }
      if levels < 1 { #expect(Set(result).isSubset(of: [127, 128, 129]) && variance < 0.1) }
    } else {
      #expect(result.contains(0) && result.contains(255))
    }
  }
}

extension Augmentations {
  /// One image, `pixels` of `shape`, as epoch `epoch` of training has it.
  fileprivate func applied(
    to pixels: [UInt8], shape: ImageShape, index: Int, epoch: Int, seed: UInt64
  ) throws -> [UInt8] {
    try Augmenter(self, shape: shape, seed: seed).varied(pixels, index: index, epoch: epoch)
  }
}

/// The images of a set, read as if they were not in memory.
private final class ReadImages: ImageSource {
  private let original: ImageSet

  init(_ original: ImageSet) { self.original = original }

  var name: String { original.name }
  var source: String? { nil }
  var count: Int { original.count }
  var shape: ImageShape { original.shape }
  var fingerprint: String { sampledFingerprint }

  func read(_ index: Int, into pixels: UnsafeMutableBufferPointer<UInt8>) throws { original.read(index, into: pixels) }
}
