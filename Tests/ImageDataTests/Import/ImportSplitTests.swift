import ImageData
import ImageFixtures
import ImageFormats
import Pictures
import Testing

struct ImportSplitTests {
  /// Items titled by their position, with these labels.
  private func list(_ labels: [Int32?]) -> ImportList {
    ImportList(labels.enumerated().map { ImportItem(title: "\($0)", label: $1, content: .bytes([])) })
  }

  private func titles(_ list: ImportList?) -> [String] {
    list.map { list in (0..<list.count).map { list[$0].title } } ?? []
  }

  @Test func `each class is parted by itself, and nothing is lost or doubled`() throws {
    let labels = (0..<400).map { Int32($0 % 4 == 0 ? 0 : 1) }
    var split = ImportSplit()
    (split.validationPercent, split.testPercent) = (25, 10)
    let parts = try split.parts(of: list(labels), classNames: ["a", "b"])
    let all = titles(parts.training) + titles(parts.validation) + titles(parts.test)
    #expect(all.compactMap { Int($0) }.sorted() == Array(0..<400))
    func count(_ list: ImportList?, _ label: Int32) -> Int {
      list.map { list in (0..<list.count).filter { list[$0].label == label }.count } ?? 0
    }
    #expect([parts.training, parts.validation, parts.test].map { count($0, 0) } == [65, 25, 10])
    #expect([parts.training, parts.validation, parts.test].map { count($0, 1) } == [195, 75, 30])
    #expect(titles(parts.training).compactMap { Int($0) } == titles(parts.training).compactMap { Int($0) }.sorted())
    #expect(titles(try split.parts(of: list(labels)).validation) == titles(parts.validation))
    split.seed = 2
    #expect(titles(try split.parts(of: list(labels)).validation) != titles(parts.validation))
  }

  @Test func `small classes are left out and the others numbered anew`() throws {
    var split = ImportSplit()
    (split.validationPercent, split.minPerClass, split.maxPerClass) = (0, 3, 5)
    let labels: [Int32] = [0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3]
    let parts = try split.parts(of: list(labels), classNames: ["a", "b", "c", "d"])
    #expect(parts.leftOut == ["a", "b"])
    #expect(parts.classNames == ["c", "d"])
    #expect((0..<parts.training.count).map { parts.training[$0].label } == [0, 0, 0, 1, 1, 1, 1, 1])
    #expect(parts.validation == nil)
  }

  @Test func `a class counts by all its images, also those that are held out`() throws {
    var split = ImportSplit()
    (split.validationPercent, split.testPercent, split.minPerClass) = (50, 25, 4)
    let parts = try split.parts(of: list([0, 0, 0, 1, 1, 1, 1]), classNames: ["three", "four"])
    #expect(parts.leftOut == ["three"])
    #expect([parts.training, parts.validation, parts.test].map { $0?.count } == [1, 2, 1])
  }

  @Test func `images without labels are one class`() throws {
    let parts = try ImportSplit().parts(of: list([Int32?](repeating: nil, count: 8)))
    #expect(parts.training.count == 6)
    #expect(parts.validation?.count == 2)
    #expect(parts.training[0].label == nil)
  }

  @Test func `what leaves nothing to train on is refused`() {
    var all = ImportSplit()
    (all.validationPercent, all.testPercent) = (60, 40)
    var negative = ImportSplit()
    negative.validationPercent = -1
    var great = ImportSplit()
    great.minPerClass = 100
    var bounds = ImportSplit()
    (bounds.minPerClass, bounds.maxPerClass) = (5, 2)
    let cases: [(ImportSplit, [Int32?], ImportError.Code)] = [
      (all, [0, 0], .badSplit), (negative, [0], .badSplit), (great, [0, 1], .nothing), (bounds, [0], .badSplit),
      (ImportSplit(), [-1], .badSplit), (ImportSplit(), [], .nothing),
    ]
    for (split, labels, code) in cases {
      let error = #expect(throws: ImportError.self) { try split.parts(of: list(labels)) }
      #expect(error?.code == code)
    }
  }
}
