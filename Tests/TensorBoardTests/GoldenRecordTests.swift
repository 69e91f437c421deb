import Foundation
import TensorBoard
import TestSupport
import Testing

/// The bytes of each kind of record, as TensorBoard's own messages and record writer make them.
@Suite struct GoldenRecordTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private static let time = Date(timeIntervalSince1970: 1.5)

  /// The bytes of the file that `write` fills, in hexadecimal digits, without the version and the start of the session.
  private func written(_ write: (EventWriter) throws -> Void) throws -> String {
    let writer = EventWriter(folder: folder("run"))
    try write(writer)
    try writer.close()
    let bytes = try TestSupport.bytes(of: try eventFile(in: folder("run")))
    return hexadecimal(bytes[(24 + 16 + 13 + 16)...])
  }

  private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func `a file starts with the version and the start of a session`() throws {
    let writer = EventWriter(folder: folder("run"))
    try writer.close()
    let records = try records(of: try eventFile(in: folder("run")))
    // 09 and eight bytes are the time.
    #expect(records.map { hexadecimal($0.dropFirst(9)) } == ["1a0d627261696e2e4576656e743a32", "3a020801"])
    #expect(try #require(records.first).starts(with: [9]))
  }

  @Test func `a scalar`() throws {
    #expect(
      try written { $0.write(.scalar(0.25), tag: "loss", step: 7, at: Self.time) }
        == "1a00000000000000129bd82d09000000000000f83f10072a0d0a0b0a046c6f7373150000803ec9d07b8d")
  }

  @Test func `images`() throws {
    let image = try PNGImage(smallPNG)
    #expect(
      try written { $0.write(.images([image, image]), tag: "in", step: 7, at: Self.time) } == """
        7700000000000000e6b4a6c309000000000000f83f10072a6a0a680a02696e4254080712041202080442013342013242\
        2189504e470d0a1a0a0000000d494844520000000300000002080000000001020304422189504e470d0a1a0a0000000d\
        4948445200000003000000020800000000010203044a0c0a080a06696d61676573200373c4b417
        """)
  }

  @Test func `a histogram`() throws {
    #expect(
      try written {
        $0.write(.histogram(Histogram(of: [0, 2, 0.5], bucketCount: 2)), tag: "w", step: 7, at: Self.time)
      } == """
        6400000000000000435f1cdf09000000000000f83f10072a570a550a0177423e08021208120208021202080332300000\
        000000000000000000000000f03f0000000000000040000000000000f03f0000000000000040000000000000f03f4a10\
        0a0c0a0a686973746f6772616d732002049e34f3
        """)
  }

  @Test func `text`() throws {
    #expect(
      try written { $0.write(.text("*a*"), tag: "settings", step: 7, at: Self.time) } == """
        300000000000000095f5d05f09000000000000f83f10072a230a210a0873657474696e677342090807120042032a612a\
        4a0a0a060a04746578742002d18d9e74
        """)
  }

  @Test func `the settings of a run`() throws {
    let settings = HyperParameters(["b": .text("x"), "c": .flag(true), "a": .number(0.5)], group: "g")
    #expect(
      try written { $0.write(settings, at: Self.time) } == """
        7500000000000000d7d9417809000000000000f83f2a6a0a680a1c5f68706172616d735f2f73657373696f6e5f737461\
        72745f696e666f42060801120212004a400a3c0a0768706172616d7312311a2f0a0e0a0161120911000000000000e03f\
        0a080a016212031a01780a070a01631202200122016729000000000000f83f20029895b6f1
        """)
  }

  @Test func `the end of a run`() throws {
    #expect(
      try written { $0.write(.success, at: Self.time) } == """
        4f000000000000006c474f9309000000000000f83f2a440a420a1a5f68706172616d735f2f73657373696f6e5f656e64\
        5f696e666f42060801120212004a1c0a180a0768706172616d73120d220b080111000000000000f83f2002c099cd9b
        """)
  }

  @Test func `the settings and metrics of all runs`() throws {
    let experiment = HyperParameterExperiment(
      parameters: [.init("a", kind: .number, title: "A")], metrics: [.init(tag: "mse", folder: "validation")])
    #expect(
      try written { $0.write(experiment, at: Self.time) } == """
        6600000000000000723b876a09000000000000f83f2a5b0a590a145f68706172616d735f2f6578706572696d656e7442\
        060801120212004a390a350a0768706172616d73122a122819000000000000f83f22080a016112014120032a130a110a\
        0a76616c69646174696f6e12036d73652002df0b124a
        """)
  }

  @Test func `charts of several scalars`() throws {
    #expect(
      try written { $0.write([ScalarChart(title: "t", category: "c", tags: ["loss"])], at: Self.time) } == """
        5700000000000000e6ba948c09000000000000f83f2a4c0a4a0a18637573746f6d5f7363616c6172735f5f636f6e6669\
        675f5f421808071200421212100a0163120b0a017412060a046c6f73734a140a100a0e637573746f6d5f7363616c6172\
        7320022e732b8d
        """)
  }
}
