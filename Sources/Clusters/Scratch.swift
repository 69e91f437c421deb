/// Memory that grows to what was asked for.
struct Scratch: ~Copyable, @unchecked Sendable {
  private var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  init() {}
  deinit { bytes.deallocate() }

  /// Room for `count` elements, whose values are not defined.
  mutating func room<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> UnsafeMutablePointer<Element> {
    let needed = max(count, 1) * MemoryLayout<Element>.stride
    if bytes.count < needed {
      bytes.deallocate()
      bytes = .allocate(byteCount: needed, alignment: 64)
    }
    return bytes.baseAddress!.assumingMemoryBound(to: type)
  }
}
