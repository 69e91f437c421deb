internal import Diagnostics

/// The items that a rank takes of `count`: consecutive, in the order of ranks, some ranks one more where it does not
/// divide, the first among them; empty where there are fewer items than ranks.
///
/// The share of rank r begins at item ⌈`count` r / `size`⌉, where one of m times as many ranks begins too.
///
/// - Parameters:
///   - count: The items of all ranks, such as the images of a global batch.
///   - rank: In `0..<size`.
///   - size: The number of ranks.
public func share(of count: Int, rank: Int, size: Int) -> Range<Int> { consecutiveShare(count, rank, size) }

/// The same by a name that the enum of the module's name does not hide.
func consecutiveShare(_ count: Int, _ rank: Int, _ size: Int) -> Range<Int> {
  require(count >= 0 && (0..<size).contains(rank), "rank \(rank) of \(size) has no share of \(count)")
  func start(_ rank: Int) -> Int { (count * rank + size - 1) / size }
  return start(rank)..<start(rank + 1)
}

extension Communicator {
  /// The items that this rank takes of `count`; see ``share(of:rank:size:)``.
  public func share(of count: Int) -> Range<Int> { consecutiveShare(count, rank, size) }

  /// The items that a rank takes of `count` at most.
  package func largestShare(of count: Int) -> Int { consecutiveShare(count, 0, size).count }
}
