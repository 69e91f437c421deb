import Autoencoders
import Diagnostics
import ImageShapes
import Randomness
import Testing

/// What a listing must not do: it ends with an error, and nothing else happens.
@Suite struct TorchSandboxTests {
  private static let digit = ImageShape(channels: 1, height: 28, width: 28)

  /// The message of a listing that is refused.
  private func message(_ listing: String) throws -> String {
    let error = #expect(throws: NetworkError.self) {
      try DeclaredModel(definition: listing, file: "net.lua").network(for: Self.digit)?.plan(for: Self.digit)
    }
    return try #require(error).description
  }

  @Test(arguments: [
    "while true do end", "while true do pcall(function() while true do end end) end", "for i = 1, math.huge do end",
    "local x <close> = setmetatable({}, {__close = function() while true do end end})",
    "local t = setmetatable({}, {__index = function() while true do end end}) t = t.x",
    "local s = ('a'):rep(30000) while true do local t = s .. s .. s end", "::a:: goto a",
    "while true do pcall(error, {}) end", "local function f() while true do pcall(f) end end pcall(f)",
    "local s = ('a'):rep(1e6) while true do local t = s:reverse() end", "local function f() return f() end f()",
    "local t = {} table.insert(t, -1e15, 1)", "autoencoder = {initialize = function() while true do end end}",
    "return function() return {model = nn.Sequential(), labelHook = function() while true do end end} end",
    "local n = nn.Sequential() n:add(n) n:clone()",
  ])
  func `an endless listing is stopped`(_ listing: String) throws {
    #expect(try message(listing).contains("the listing runs too long"))
  }

  @Test(arguments: [
    "local s = 'x' while true do s = s .. s end", "local t = {} while true do t[#t + 1] = {} end",
    "local t = {} while true do t = {t, t, t, t} end",
    "local s, t = ('x'):rep(200), {} for i = 1, 1e9 do t[i] = i .. s end",
    "local t = {} for i = 1, 1e5 do t[i] = ('x'):rep(1000) end table.concat(t)",
    "local s = ('x'):rep(1e6) for i = 1, 4 do s = s .. s end s = string.format('%q%q', s, s)",
    "local n = nn.Sequential() local s = ('x'):rep(1e6) for i = 1, 1000 do n:add(nn.ReLU(s, s, s, s)) end return n",
  ])
  func `a listing that needs too much memory is stopped`(_ listing: String) throws {
    #expect(try message(listing).contains("the listing needs too much memory"))
  }

  @Test(arguments: [
    "local t t = setmetatable({}, {__tostring = function() return string.format('%s', t) end}) tostring(t)",
    "local m = {__index = function(t, k) return t[k] end} return setmetatable({}, m).x",
    "return " + String(repeating: "(", count: 10_000), "return " + String(repeating: "{", count: 10_000),
    "return " + String(repeating: "- ", count: 10_000) + "1",
  ])
  func `a listing that nests too deeply is stopped`(_ listing: String) throws {
    #expect(try message(listing).hasSuffix("the listing nests its calls or expressions too deeply"))
  }

  @Test func `recursion without an end is stopped`() throws {
    let message = try message("local function f() return 1 + f() end f()")
    #expect(message.contains("too deeply") || message.contains("too much memory"), "\(message)")
  }

  @Test(arguments: ["0/0", "1/0", "-1/0", "-3", "0", "2.5", "1e300", "2^53", "65537", "'9'", "{}", "nil"])
  func `a size that is no size is named`(_ size: String) throws {
    for (layer, name) in [
      ("Linear(784, \(size))", "outputSize"), ("SpatialConvolution(1, \(size), 3, 3)", "nOutputPlane"),
      ("View(9, \(size))", "sizes"),
    ] {
      let message = try message("return nn.Sequential():add(nn.\(layer)):add(nn.ReLU())")
      #expect(message.contains("\(name): an argument does not fit (expected "), "\(message)")
      #expect(message.contains("got "), "\(message)")
    }
  }

  @Test func `a message is one line of text, whatever the listing says`() throws {
    let message = try message(#"error('a\nb\27[31mred\0z' .. ('x'):rep(1e6))"#)
    #expect(message.hasPrefix("definition:1: a b [31mred zxxx"), "\(message.prefix(60))")
    #expect(message.count < 400)
    let names = try self.message(#"return nn.Sequential():add(nn['\255\n\tx']()):add(nn.ReLU())"#)
    #expect(names.hasPrefix("definition:1, nn.???x: no layer here for this module"), "\(names)")
  }

  @Test func `a listing has a length, names a length, and tables a number of fields`() throws {
    #expect(try message(String(repeating: "-- x\n", count: 60_000)).contains("the listing is too long"))
    #expect(try message("nn[('x'):rep(101)]()").contains("the name of a module has at most 100 letters"))
    let fields = "for i = 1, 1e5 do t['f' .. i] = i end"
    let table = "return function() local t = {model = nn.Sequential():add(nn.ReLU())} \(fields) return t end"
    #expect(try message(table).contains("at most 100 fields"))
  }

  @Test func `the names of all modules are listed once`() throws {
    let message = try message("return nn.Sequential():add(nn.Flaten()):add(nn.Flaten()):add(nn.Flaten())")
    #expect(message.split(separator: "\n").map { $0.contains("known: ") } == [true, false, false])
  }

  @Test(arguments: [
    "io.open('/etc/passwd')", "os.execute('true')", "os.getenv('HOME')", "require 'socket'", "load('return 1')",
    "loadstring('return 1')", "loadfile('x.lua')", "dofile('x.lua')", "debug.getinfo(1)", "package.loadlib('x', 'y')",
    "coroutine.create(print)", "collectgarbage()", "string.dump(print)", "('x'):find('.')",
    "string.gsub('a', 'b', 'c')",
    "math.random()", "table.move({}, 1, 1e15, 2)", "table.sort({})", "torch.save('x', 3)", "torch.Tensor(3)",
    "setmetatable({}, {__gc = print})", "setmetatable('x', {})", "getmetatable('x').__index = nil",
    "getmetatable(nn.ReLU()).__index = nil", "setmetatable(nn.ReLU(), {})", "('x'):rep(1e9)",
    "table.unpack({}, 1, 1e8)",
    "local n = nn.Sequential() n:add(n) return n", "nn.Sequential().add(3)", "nn.Sequential():add(3)", "error({})",
    "error(setmetatable({}, {__tostring = function() while true do end end}))", "error()", "nn.ReLU()()", "return 3",
    "return {createAutoencoder = function(self) end, createAdversary = function(self) end}",
    "nn.Linear(1, 2).bias = nil", "nn.SpatialConvolution(1, 4, 3, 3).padW = 1", "nn.MSECriterion().sizeAverage = false",
    "local l = nn.ReLU() function l:updateOutput(x) return x end", "xpcall(error, error)", "('x'):rep(-1e300)",
    "for k in pairs(_G) do _G[k] = nil end", "nn.Sequential = nil return nn.Sequential()", "return nn.Linear(1/0, 0/0)",
    "\u{1B}Lua\u{54}\u{0}", "\u{0}", "return {createAutoencoder = function(self) return self end}", "initialize()",
    "t = {initialize = function(self) self.net = self end}", "createAutoencoder = print", "", "--", "#!/usr/bin/th",
    "local n = nn.Sequential() for i = 1, 3000 do n:add(nn.ReLU()) end return n",
    "local n = nn.Sequential() for i = 1, 300 do n = nn.Sequential():add(n):add(nn.ReLU()) end return n",
    "local n = nn.Sequential() for i = 1, 60000 do nn.ReLU() end",
  ])
  func `a listing reaches nothing but layers`(_ listing: String) throws {
    let message = try message(listing)
    #expect(message.hasPrefix("definition"), "\(message)")
    #expect(!message.contains("library:"), "\(message)")
  }

  @Test
  func `a listing cannot change what is made of it`() throws {
    let network = try DeclaredModel(
      definition: """
        string.format, table.concat, tostring, pairs, ipairs, type, rawget = nil, nil, nil, nil, nil, nil, nil
        math.floor, table.insert = nil, nil
        return nn.Sequential():add(nn.View(-1)):add(nn.Linear(784, 9)):add(nn.Linear(9, 784)):add(nn.View(1, 28, 28))
        """, file: "net.lua"
    ).network(for: Self.digit)
    #expect(network?.encoder.count == 2)
  }

  @Test
  func `a damaged listing is a network or an error, never a crash`() throws {
    let sources = [
      TorchListing.digits, TorchListing.convolutional, TorchListing.slides(addsDecoder: false),
      TorchListing.imageNet(padding: 1, side: 16, before: true),
    ].map { Array($0.utf8) }
    let words = [
      "nil", "-1", "1e308", "{}", "nn", "end", "function", "(", ")", "\"", "self", "0/0", "..", "\u{0}", "é",
    ]
    for seed in 0..<400 as Range<UInt32> {
      let draws = Philox(seed: 7, purpose: .benchmarking)
      func draw(_ index: UInt32, below bound: Int) -> Int {
        Int(draws.bits(element: seed &* 64 &+ index)[0]) % max(1, bound)
      }
      var text = sources[draw(0, below: sources.count)]
      for change in 0..<UInt32(1 + draw(1, below: 4)) {
        let (place, length) = (draw(4 + 4 * change, below: text.count), draw(5 + 4 * change, below: 12))
        let end = min(text.count, place + length)
        switch draw(6 + 4 * change, below: 3) {
        case 0: text.removeSubrange(place..<end)
        case 1: text.replaceSubrange(place..<end, with: Array(words[draw(7 + 4 * change, below: words.count)].utf8))
        default: text.insert(UInt8(truncatingIfNeeded: draw(7 + 4 * change, below: 256)), at: place)
        }
      }
      let listing = String(decoding: text, as: UTF8.self)
      do {
        _ = try DeclaredModel(definition: listing, file: "net.lua").network(for: Self.digit)?.plan(for: Self.digit)
      } catch {
        #expect(error is NetworkError, "\(error)")
      }
    }
  }
}
