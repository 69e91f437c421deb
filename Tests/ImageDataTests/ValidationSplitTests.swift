import Diagnostics
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Settings
import Testing

struct ValidationSplitTests {
  @Test(arguments: [
    ("first 5000", ValidationSplit.first(5000)), ("10%", .percentage(10)), ("12.5%", .percentage(12.5)),
    ("none", .none), ("test", .test), ("given", .given),
  ])
  func `a split is written as it is read`(text: String, split: ValidationSplit) throws {
    #expect(try ValidationSplit(text) == split)
    #expect(split.description == text)
    #expect(try ValidationSplit(.text(text)) == split)
  }

  @Test func `letter case and blanks do not matter`() throws {
    #expect(try ValidationSplit(" First  20 ") == .first(20))
    #expect(try ValidationSplit("5 %") == .percentage(5))
  }

  @Test(arguments: ["", "first", "first many", "5000", "%", "ten%", "last 10"])
  func `what is no split is refused`(text: String) throws {
    let error = try #require(throws: DatasetError.self) { try ValidationSplit(text) }
    #expect(error.code == .malformedSplit)
    #expect(error.description.contains("first 5000, 10%, none, test or given"))
  }

  @Test(arguments: ["0%", "100%", "-5%", "nan%", "250%", "first 0", "first -3"])
  func `a share out of range is refused`(text: String) throws {
    let error = try #require(throws: DatasetError.self) { try ValidationSplit(text) }
    #expect(error.code == .impossibleSplit)
  }

  @Test func `a setting of another form is refused with what it got`() throws {
    let error = try #require(throws: SettingError.self) { try ValidationSplit(["half"] as SettingValue) }
    #expect(error.code == .badValue)
    #expect(error.description.contains("half"))
  }

  @Test func `the first images validate and the others train`() throws {
    let indices = try ValidationSplit.first(3).indices(of: 8, seed: 1)
    #expect(indices.validation == [0, 1, 2])
    #expect(indices.training == [3, 4, 5, 6, 7])
  }

  @Test func `a share is drawn from the seed`() throws {
    let split = ValidationSplit.percentage(10)
    let one = try split.indices(of: 1000, seed: 1)
    #expect(one.validation.count == 100)
    #expect((one.training + one.validation).sorted() == Array(0..<1000))
    #expect(one.training == one.training.sorted())
    #expect(one.validation == one.validation.sorted())
    #expect(one.validation != Array(0..<100))
    #expect(try split.indices(of: 1000, seed: 1).validation == one.validation)
    #expect(try split.indices(of: 1000, seed: 2).validation != one.validation)
  }

  @Test func `a small share holds out at least one image`() throws {
    #expect(try ValidationSplit.percentage(1).indices(of: 10, seed: 1).validation.count == 1)
  }

  @Test func `none leaves all to train on`() throws {
    let indices = try ValidationSplit.none.indices(of: 4, seed: 1)
    #expect(indices.training == [0, 1, 2, 3])
    #expect(indices.validation.isEmpty)
  }

  @Test(arguments: [(ValidationSplit.first(10), 10), (.first(5000), 60), (.percentage(99), 2), (.percentage(10), 1)])
  func `a split that leaves nothing to train on is refused`(split: ValidationSplit, count: Int) throws {
    let error = try #require(throws: DatasetError.self) { try split.indices(of: count, seed: 1) }
    #expect(error.code == .impossibleSplit)
    #expect(error.description.contains("\(split)"))
    #expect(error.description.contains("the \(count) images"))
  }
}
