import Diagnostics
import Testing

/// Numbers as tables, messages and pages show them.
@Suite struct FiguresTests {
  @Test func `counts have their thousands apart, and a noun that fits`() {
    #expect(
      [0, 999, 1000, 55_000, -1_234_567].map { Figures.count($0) } == ["0", "999", "1,000", "55,000", "-1,234,567"])
    #expect(Figures.count(.min) == "-9,223,372,036,854,775,808")
    let names = (0..<1200).map { "n\($0)" }
    #expect(Figures.list([]) == "" && Figures.list(Array(names.prefix(3)), limit: 3) == "n0, n1, n2")
    #expect(Figures.list(names, limit: 2) == "n0, n1, and 1,198 more")
    #expect([0, 1, 2000].map { Figures.count($0, "image") } == ["0 images", "1 image", "2,000 images"])
    #expect(Figures.count(3, "class", plural: "classes") == "3 classes")
  }

  @Test(arguments: [
    (0.002164, "0.002164"), (0.28604, "0.2860"), (21.3449, "21.34"), (0, "0.000"), (1.05e-6, "1.050e-06"),
    (1e-4, "0.0001000"), (999_999, "999999"), (1e6, "1.000e+06"), (-0.5, "-0.5000"), (.infinity, "inf"), (.nan, "nan"),
  ])
  func `numbers have four significant digits`(_ value: Double, _ text: String) {
    #expect(Figures.number(value) == text)
  }

  @Test func `speeds are integers where they are large`() {
    #expect([12_345.6, 100, 53.21, 0.5, 0].map(Figures.speed) == ["12,346", "100", "53.21", "0.5000", "0"])
    #expect(Figures.speed(.infinity) == "inf")
  }

  @Test(arguments: [
    (0.0012, "1.2 ms"), (0.0534, "53 ms"), (0.9996, "1.0 s"), (4.21, "4.2 s"), (59.94, "59.9 s"), (59.95, "1 min 00 s"),
    (200, "3 min 20 s"), (3900, "1 h 05 min"), (360_000, "100 h 00 min"), (.infinity, "–"), (.nan, "–"),
  ])
  func `durations have their two largest units`(_ seconds: Double, _ text: String) {
    #expect(Figures.duration(seconds) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (512, "512 B"), (999, "999 B"), (1000, "1.0 kB"), (28_881, "28.9 kB"), (9_900_000, "9.9 MB"),
    (999_499, "999 kB"), (999_500, "1.0 MB"), (137_000_000_000, "137 GB"), (2_000_000_000_000_000, "2000 TB"),
  ])
  func `sizes have decimal units`(_ bytes: Int, _ text: String) {
    #expect(Figures.bytes(bytes) == text)
    #expect(Figures.bytes(Double(bytes)) == text)
  }
}
