import ImageFixtures
import ImageShapes
import Pictures
import Randomness
import Testing

struct PictureFitTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let old: PixelSize
    let size: PixelSize
    let mode: ResizeMode
    let expected: [[Int]]

    /// Width, then height: `scaled`, `cut`, `place` and `shown`.
    init(
      _ width: Int, _ height: Int, _ size: PixelSize, _ mode: ResizeMode, scaled: [Int], cut: [Int], place: [Int],
      shown: [Int]
    ) {
      (old, self.size, self.mode) = (PixelSize(width: width, height: height), size, mode)
      expected = [scaled, cut, place, shown]
    }

    var testDescription: String { "\(old) to \(size), \(mode.rawValue)" }
  }

  private static let square = PixelSize(width: 64, height: 64)
  private static let wide = PixelSize(width: 48, height: 32)

  /// By a transcript of `resize_image` of DIGITS.
  static let cases: [Case] = [
    Case(500, 375, square, .crop, scaled: [85, 64], cut: [11, 0], place: [0, 0], shown: [64, 64]),
    Case(500, 375, square, .squash, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(500, 375, square, .fill, scaled: [64, 48], cut: [0, 0], place: [0, 8], shown: [64, 48]),
    Case(500, 375, square, .halfCrop, scaled: [73, 56], cut: [5, 0], place: [0, 4], shown: [64, 56]),
    Case(500, 375, wide, .crop, scaled: [48, 36], cut: [0, 2], place: [0, 0], shown: [48, 32]),
    Case(500, 375, wide, .squash, scaled: [48, 32], cut: [0, 0], place: [0, 0], shown: [48, 32]),
    Case(500, 375, wide, .fill, scaled: [44, 32], cut: [0, 0], place: [2, 0], shown: [44, 32]),
    Case(500, 375, wide, .halfCrop, scaled: [46, 34], cut: [0, 1], place: [1, 0], shown: [46, 32]),
    Case(375, 500, square, .crop, scaled: [64, 85], cut: [0, 11], place: [0, 0], shown: [64, 64]),
    Case(375, 500, square, .squash, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(375, 500, square, .fill, scaled: [48, 64], cut: [0, 0], place: [8, 0], shown: [48, 64]),
    Case(375, 500, square, .halfCrop, scaled: [56, 73], cut: [0, 5], place: [4, 0], shown: [56, 64]),
    Case(375, 500, wide, .crop, scaled: [48, 64], cut: [0, 16], place: [0, 0], shown: [48, 32]),
    Case(375, 500, wide, .squash, scaled: [48, 32], cut: [0, 0], place: [0, 0], shown: [48, 32]),
    Case(375, 500, wide, .fill, scaled: [24, 32], cut: [0, 0], place: [12, 0], shown: [24, 32]),
    Case(375, 500, wide, .halfCrop, scaled: [32, 43], cut: [0, 6], place: [8, 0], shown: [32, 32]),
    Case(32, 32, square, .crop, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(32, 32, square, .squash, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(32, 32, square, .fill, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(32, 32, square, .halfCrop, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(32, 32, wide, .crop, scaled: [48, 48], cut: [0, 8], place: [0, 0], shown: [48, 32]),
    Case(32, 32, wide, .squash, scaled: [48, 32], cut: [0, 0], place: [0, 0], shown: [48, 32]),
    Case(32, 32, wide, .fill, scaled: [32, 32], cut: [0, 0], place: [8, 0], shown: [32, 32]),
    Case(32, 32, wide, .halfCrop, scaled: [38, 38], cut: [0, 3], place: [5, 0], shown: [38, 32]),
    Case(101, 50, square, .crop, scaled: [129, 64], cut: [33, 0], place: [0, 0], shown: [64, 64]),
    Case(101, 50, square, .squash, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(101, 50, square, .fill, scaled: [64, 32], cut: [0, 0], place: [0, 16], shown: [64, 32]),
    Case(101, 50, square, .halfCrop, scaled: [86, 42], cut: [11, 0], place: [0, 11], shown: [64, 42]),
    Case(101, 50, wide, .crop, scaled: [65, 32], cut: [9, 0], place: [0, 0], shown: [48, 32]),
    Case(101, 50, wide, .squash, scaled: [48, 32], cut: [0, 0], place: [0, 0], shown: [48, 32]),
    Case(101, 50, wide, .fill, scaled: [48, 24], cut: [0, 0], place: [0, 4], shown: [48, 24]),
    Case(101, 50, wide, .halfCrop, scaled: [55, 28], cut: [4, 0], place: [0, 2], shown: [48, 28]),
    Case(7, 90, square, .crop, scaled: [64, 823], cut: [0, 380], place: [0, 0], shown: [64, 64]),
    Case(7, 90, square, .squash, scaled: [64, 64], cut: [0, 0], place: [0, 0], shown: [64, 64]),
    Case(7, 90, square, .fill, scaled: [6, 64], cut: [0, 0], place: [29, 0], shown: [6, 64]),
    Case(7, 90, square, .halfCrop, scaled: [10, 119], cut: [0, 28], place: [27, 0], shown: [10, 64]),
    Case(7, 90, wide, .crop, scaled: [48, 617], cut: [0, 293], place: [0, 0], shown: [48, 32]),
    Case(7, 90, wide, .squash, scaled: [48, 32], cut: [0, 0], place: [0, 0], shown: [48, 32]),
    Case(7, 90, wide, .fill, scaled: [2, 32], cut: [0, 0], place: [23, 0], shown: [2, 32]),
    Case(7, 90, wide, .halfCrop, scaled: [6, 61], cut: [0, 15], place: [21, 0], shown: [6, 32]),
  ]

  @Test(arguments: cases)
  func `sizes and offsets are those of DIGITS`(_ expected: Case) {
    let fit = PictureFit(from: expected.old, to: expected.size, mode: expected.mode)
    let (columns, rows) = (fit.columns, fit.rows)
    let found = [
      [columns.scaled, rows.scaled], [columns.cut, rows.cut], [columns.place, rows.place], [columns.shown, rows.shown],
    ]
    #expect(found == expected.expected)
  }

  @Test func `no picture is too narrow for any size`() {
    for side in [1, 2, 3, 16384] {
      for mode in ResizeMode.allCases {
        for (width, height) in [(1, 16384), (16384, 1), (1, 1), (16384, 16384)] {
          let fit = PictureFit(
            from: PixelSize(width: width, height: height), to: PixelSize(width: side, height: 5), mode: mode)
          for (axis, wanted) in [(fit.columns, side), (fit.rows, 5)] {
            #expect(axis.scaled >= 1 && axis.shown >= 1 && axis.cut >= 0 && axis.place >= 0)
            #expect(axis.cut + axis.shown <= axis.scaled && axis.place + axis.shown <= wanted)
          }
        }
      }
    }
    // Only the part that is shown is made.
    let line = Picture(width: 1, height: 16384, colour: .grey, filledWith: 7)
    let cut = line.fitted(to: PixelSize(width: 2000, height: 2), mode: .crop, noise: Self.draws)
    #expect(cut == Picture(width: 2000, height: 2, colour: .grey, filledWith: 7))
  }

  @Test(arguments: [
    (ResizeMode.squash, 0..<40, 0..<24), (.fill, 0..<40, 0..<24), (.crop, 8..<32, 0..<24), (.halfCrop, 5..<37, 0..<24),
  ])
  func `a fitted picture is brought back to its scale, without padding and what was cropped off`(
    _ mode: ResizeMode, _ columns: Range<Int>, _ rows: Range<Int>
  ) {
    func level(_ x: Int, _ y: Int) -> Int { 4 * x + 3 * y }
    let picture = Picture(
      width: 40, height: 24, colour: .grey, bytes: (0..<960).map { UInt8(level($0 % 40, $0 / 40)) })
    let size = PixelSize(width: 20, height: 20)
    let fit = PictureFit(from: PixelSize(width: 40, height: 24), to: size, mode: mode)
    let back = fit.undone(picture.fitted(to: size, mode: mode, noise: Self.draws), left: 0, top: 0)
    #expect(back.width == columns.count && back.height == rows.count)
    for y in 2..<back.height - 2 {
      for x in 2..<back.width - 2 {
        let expected = level(x + columns.lowerBound, y + rows.lowerBound)
        #expect(abs(Int(back.bytes[y * back.width + x]) - expected) <= 8, "\(x) \(y)")
      }
    }
    // A window in the middle shows the middle of the picture.
    let middle = fit.undone(picture.fitted(to: size, mode: mode, noise: Self.draws).cropped(10, 10), left: 5, top: 5)
    #expect(abs(Int(middle.bytes[middle.height / 2 * middle.width + middle.width / 2]) - level(20, 12)) <= 10)
  }

  static let draws = Philox(seed: 0, purpose: .filling, step: 3)
  static let slope = Picture(
    width: 8, height: 5, colour: .grey,
    bytes: (0..<40).map { at in
      let (x, y) = (at % 8, at / 8)
      return UInt8(9 * y * y + 2 * x * x)
    })

  // By repeating each pixel as often as there are new ones, and the mean of as many as there were, in NumPy.
  static let fitted: [(ResizeMode, [Int])] = [
    (.crop, [7, 17, 38, 63, 25, 35, 56, 81, 68, 79, 100, 124, 136, 147, 168, 192]),
    (.squash, [3, 15, 43, 87, 21, 33, 61, 105, 64, 76, 104, 148, 132, 144, 172, 216]),
    (.halfCrop, [10, 27, 55, 90, 28, 45, 73, 108, 71, 88, 116, 151, 139, 156, 185, 220]),
  ]

  @Test(arguments: fitted)
  func `the middle is cut from the scaled picture`(mode: ResizeMode, expected: [Int]) {
    let fitted = Self.slope.fitted(to: PixelSize(width: 4, height: 4), mode: mode, noise: Self.draws)
    let differences = zip(fitted.bytes, expected).map { abs(Int($0) - $1) }
    #expect(differences.allSatisfy { $0 <= 1 })
  }

  @Test func `growing agrees with Pillow`() {
    let expected: [Int] = [
      0, 1, 4, 8, 16, 25, 36, 49, 65, 83, 98, 5, 6, 9, 14, 21, 30, 41, 54, 70, 88, 103, 17, 18, 21, 25, 32, 42, 53, 66,
      82, 99, 115, 36, 37, 40, 44, 52, 61, 72, 85, 101, 119, 134, 68, 69, 72, 77, 84, 93, 104, 117, 133, 151, 166, 108,
      109, 112, 116, 124, 133, 144, 157, 173, 191, 206, 144, 145, 148, 152, 160, 169, 180, 193, 209, 227, 242,
    ]
    let grown = Self.slope.resized(width: 11, height: 7)
    let differences = zip(grown.bytes, expected).map { abs(Int($0) - $1) }
    #expect(differences.allSatisfy { $0 <= 1 })
  }

  @Test func `what is left free is noise that the image's number decides`() {
    let size = PixelSize(width: 20, height: 20)
    let plain = Picture(width: 40, height: 20, colour: .rgb, filledWith: 100)
    let fitted = plain.fitted(to: size, mode: .fill, noise: Self.draws)
    let row = 20 * 3
    #expect(fitted.bytes[(5 * row)..<(15 * row)].allSatisfy { $0 == 100 })
    let filled: [UInt8] = Array(fitted.bytes[..<(5 * row)]) + Array(fitted.bytes[(15 * row)...])
    #expect(Set(filled).count > 150)
    let sum = filled.reduce(0) { $0 + Int($1) }
    let mean = Double(sum) / Double(filled.count)
    // 600 draws of a standard deviation of 74: within four standard errors.
    #expect(abs(mean - 127.5) < 12.1)
    #expect(fitted == plain.fitted(to: size, mode: .fill, noise: Self.draws))
    #expect(fitted != plain.fitted(to: size, mode: .fill, noise: Philox(seed: 0, purpose: .filling, step: 4)))
    #expect(fitted.bytes.prefix(6) == [206, 181, 196, 35, 72, 191])
  }

  @Test(arguments: [Picture.Colour.grey, .rgb])
  func `resizing weighs every pixel as defined`(colour: Picture.Colour) {
    let sizes: [(Int, Int, Int, Int)] = [
      (17, 13, 5, 4), (17, 13, 40, 29), (17, 13, 40, 4), (17, 13, 5, 29), (64, 48, 63, 47), (3, 1, 2, 9), (1, 1, 7, 5),
      (100, 3, 1, 1),
    ]
    for (index, (width, height, newWidth, newHeight)) in sizes.enumerated() {
      let old = Picture(
        width: width, height: height, colour: colour,
        bytes: noise(width * height * colour.channels, seed: UInt32(index)))
      let expected = defined(old, newWidth, newHeight)
      let new = old.resized(width: newWidth, height: newHeight)
      let differences = zip(new.bytes, expected).map { abs(Double($0) - $1) }
      #expect(differences.allSatisfy { $0 <= 0.501 })
    }
  }

  /// The definition: each new pixel as a sum over all old ones.
  private func defined(_ old: Picture, _ newWidth: Int, _ newHeight: Int) -> [Double] {
    func weights(_ old: Int, _ new: Int, _ position: Int) -> [Double] {
      let step = Double(old) / Double(new)
      return (0..<old).map { index in
        if new < old {
          let end = min(Double(index + 1), Double(position + 1) * step)
          return max(end - max(Double(index), Double(position) * step), 0) / step
        }
        let centre = min(max((Double(position) + 0.5) * step - 0.5, 0), Double(old - 1))
        return max(1 - abs(centre - Double(index)), 0)
      }
    }
    var pixels: [Double] = []
    for y in 0..<newHeight {
      let down = weights(old.height, newHeight, y)
      for x in 0..<newWidth {
        let across = weights(old.width, newWidth, x)
        for c in 0..<old.channels {
          var sum = 0.0
          for j in 0..<old.height where down[j] > 0 {
            for i in 0..<old.width where across[i] > 0 {
              sum += down[j] * across[i] * Double(old.bytes[(j * old.width + i) * old.channels + c])
            }
          }
          pixels.append(sum)
        }
      }
    }
    return pixels
  }
}

extension Picture {
  /// The middle of the picture.
  fileprivate func cropped(_ width: Int, _ height: Int) -> Picture {
    let (left, top) = ((self.width - width) / 2, (self.height - height) / 2)
    return Picture(
      width: width, height: height, colour: .grey,
      bytes: (0..<width * height).map { bytes[(top + $0 / width) * self.width + left + $0 % width] })
  }
}
