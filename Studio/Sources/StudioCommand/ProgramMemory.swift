#if os(Linux)
  import CMalloc
  import Foundation

  /// What the program keeps of the machine's memory.
  enum ProgramMemory {
    /// Bounds what malloc keeps of memory that was freed: few pools, and pieces of a document's size go back at once.
    ///
    /// By default each thread may have a pool, and the first large pieces that are freed make malloc keep others.
    static func setLimits() {
      mallopt(M_ARENA_MAX, 2)
      mallopt(M_MMAP_THRESHOLD, 256 << 10)
      mallopt(M_TRIM_THRESHOLD, 256 << 10)
    }

    /// Gives back what was used last some time ago: freed memory, and pages of program code, which are read again from their
    /// files where they are needed.
    static func trim() {
      malloc_trim(0)
      for line in (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8))?.split(separator: "\n") ?? [] {
        // start-end permissions offset device number path
        let words = line.split(separator: " ", maxSplits: 5)
        guard words.count == 6, words[5].drop(while: { $0 == " " }).hasPrefix("/") else { continue }
        // Nobody writes to code, nor to what comes before it in a file; other parts were changed when they were loaded.
        guard words[1] == "r-xp" || (words[1] == "r--p" && words[2] == "00000000") else { continue }
        let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[1] > ends[0] else { continue }
        madvise(UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
      }
    }
  }
#else
  /// What the program keeps of the machine's memory: the system decides.
  enum ProgramMemory {
    static func setLimits() {}
    static func trim() {}
  }
#endif

extension ProgramMemory {
  /// Gives memory back again and again, until the task is cancelled.
  static func trimOften() async {
    while (try? await Task.sleep(for: .seconds(60))) != nil { trim() }
  }
}
