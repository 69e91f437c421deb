import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Testing

struct BatchesTests {
  let subset: ImageSubset

  init() {
    let images = ImageSet(
      pixels: noise(120), shape: ImageShape(channels: 1, height: 1, width: 1), name: "hundred and twenty")
    subset = ImageSubset(images, indices: Array(17..<120))
  }

  @Test(arguments: [1, 7, 32, 103, 1000])
  func `an epoch visits every image once`(batchSize: Int) {
    let batches = Batches(shuffling: subset, batchSize: batchSize, seed: 1, epoch: 0)
    #expect(batches.count == (103 + batchSize - 1) / batchSize)
    #expect(batches.dropLast().allSatisfy { $0.count == batchSize })
    #expect(batches.joined().sorted() == subset.indices)
  }

  @Test func `the last batch holds the rest`() {
    let batches = Batches(shuffling: subset, batchSize: 25, seed: 1, epoch: 0)
    #expect(batches.map(\.count) == [25, 25, 25, 25, 3])
  }

  @Test func `seed and epoch alone decide the order`() {
    let order = Batches(shuffling: subset, batchSize: 10, seed: 1, epoch: 3).order
    #expect(order != subset.indices)
    #expect(Batches(shuffling: subset, batchSize: 25, seed: 1, epoch: 3).order == order)
    #expect(Batches(shuffling: subset, batchSize: 10, seed: 1, epoch: 4).order != order)
    #expect(Batches(shuffling: subset, batchSize: 10, seed: 2, epoch: 3).order != order)
  }

  @Test func `a resumed epoch goes on where it stopped`() {
    let batches = Batches(shuffling: subset, batchSize: 10, seed: 1, epoch: 2)
    let resumed = Batches(shuffling: subset, batchSize: 10, seed: 1, epoch: 2).dropFirst(4)
    #expect(resumed.count == 7)
    #expect(Array(resumed) == Array(batches)[4...].map { $0 })
    #expect(Array(resumed.joined()) == Array(batches.order[40...]))
  }

  @Test func `an evaluation keeps the natural order`() {
    let batches = Batches(inOrder: subset, batchSize: 50)
    #expect(batches.map { $0.first } == [17, 67, 117])
    #expect(Array(batches.joined()) == subset.indices)
  }

  @Test func `a subset without images has no batches`() {
    #expect(Batches(inOrder: ImageSubset(subset.images, indices: []), batchSize: 5).isEmpty)
  }
}
