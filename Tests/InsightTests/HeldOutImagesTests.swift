import Insight
import Testing

/// The training images that choose the settings of classifiers.
@Suite struct HeldOutImagesTests {
  @Test func `a sixth of each class is held out, at random by the seed`() {
    let labels = (0..<100).map { Int32($0 < 5 ? 0 : $0 < 17 ? 1 : 2) }
    let held = HeldOutImages(labels: labels, seed: 1)
    #expect((held.training + held.choosing).sorted() == Array(0..<100))
    #expect(held.choosing == held.choosing.sorted() && held.training == held.training.sorted())
    func count(_ label: Int32) -> Int { held.choosing.count { labels[$0] == label } }
    #expect([count(0), count(1), count(2)] == [0, 2, 13])
    #expect(HeldOutImages(labels: labels, seed: 1).choosing == held.choosing)
    #expect(HeldOutImages(labels: labels, seed: 2).choosing != held.choosing)
  }
}
