import Clusters
import TestSupport
import Testing

/// The memory that is left is that of the system, or of a control group with a limit.
@Suite struct AvailableMemoryTests {
  /// What is left in a system of these files.
  private func available(_ files: [String: String]) throws -> AvailableMemory? {
    let folder = try TemporaryFolder()
    for (path, text) in files { try folder.write(Array(text.utf8), path) }
    return AvailableMemory.now(root: folder.path)
  }

  private static let system = ["proc/meminfo": "MemTotal:       16000000 kB\nMemAvailable:   12000000 kB\n"]
  private static let second = system.merging([
    "proc/self/cgroup": "0::/slurm/job_7/step_0\n",
    "proc/self/mountinfo": "29 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n",
    "sys/fs/cgroup/slurm/job_7/step_0/memory.max": "max\n", "sys/fs/cgroup/slurm/job_7/step_0/memory.current": "5\n",
  ]) { $1 }

  @Test func `without limits it is that of the system`() throws {
    let free = try #require(try available(Self.system))
    #expect(free.bytes == 12_000_000 * 1024 && free.limit == "the free memory of the system")
    #expect(try available(Self.second) == free)
    #expect(try available([:]) == nil)
    #expect(try #require(AvailableMemory.now()).bytes > 1 << 20)
  }

  @Test func `an outer group of version 2 limits those in it, and pages of files are no use of memory`() throws {
    let group = "sys/fs/cgroup/slurm/job_7"
    let limit = ["\(group)/memory.max": "3000000000\n", "\(group)/memory.current": "1000000000\n"]
    let files = Self.second.merging(limit) { $1 }
    let left = try #require(try available(files))
    #expect(
      left.bytes == 2_000_000_000 && left.limit == "the memory limit of the control group /sys/fs/cgroup/slurm/job_7")
    let cached = files.merging(["\(group)/memory.stat": "anon 1\ninactive_file 400000000\nactive_file 9\n"]) { $1 }
    #expect(try available(cached)?.bytes == 2_400_000_000)
    let full = files.merging(["\(group)/memory.current": "3000000001\n"]) { $1 }
    #expect(try available(full)?.bytes == 0)
  }

  @Test func `a container sees its own group of version 1 or 2 at the place of all`() throws {
    let first = Self.system.merging([
      "proc/self/cgroup": "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n1:name=systemd:/docker/abc\n",
      "proc/self/mountinfo": """
      30 23 0:27 /docker/abc /sys/fs/cgroup/cpu ro master:8 - cgroup cgroup rw,cpu,cpuacct
      31 23 0:28 /docker/abc /sys/fs/cgroup/memory ro master:9 - cgroup cgroup rw,memory
      """,
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "2000000000\n",
      "sys/fs/cgroup/memory/memory.usage_in_bytes": "500000000\n",
      "sys/fs/cgroup/memory/memory.stat": "cache 5\ninactive_file 7\ntotal_inactive_file 100000000\n",
    ]) { $1 }
    let left = try #require(try available(first))
    #expect(left.bytes == 1_600_000_000 && left.limit == "the memory limit of the control group /sys/fs/cgroup/memory")
    // A group without a limit says a number that no machine has.
    let unlimited = first.merging(["sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"]) { $1 }
    #expect(try available(unlimited)?.bytes == 12_000_000 * 1024)
    let own = Self.system.merging([
      "proc/self/cgroup": "0::/../other\n",
      "proc/self/mountinfo": "29 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
      "sys/fs/cgroup/memory.max": "1000\n", "sys/fs/cgroup/memory.current": "400\n",
    ]) { $1 }
    #expect(try available(own)?.bytes == 600)
  }
}
