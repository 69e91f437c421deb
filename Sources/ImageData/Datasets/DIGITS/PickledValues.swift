/// The values of a Python pickle, read without executing anything.
///
/// Numbers, texts, lists, tuples and dictionaries are read; an object of any class becomes its dictionary of attributes.
/// No class is looked up and nothing is called, so a pickle can only hold values. Protocols 0 to 5.
struct PickledValues {
  /// A value, or the places of the values that it holds.
  private enum Value {
    case none, mark, opaque
    case flag(Bool)
    case integer(Int)
    case text(String)
    case list([Int])
    case dictionary([(key: Int, value: Int)])
    /// An object, with the place of its attributes.
    case object(Int?)
  }

  /// The maximum size of a pickle that is read, in bytes.
  static let maximumSize = 16 << 20
  /// The maximum number of values and of remembered values.
  private static let maximumCount = 2_000_000

  private var values: [Value] = []
  private var stack: [Int] = []
  private var memo: [Int: Int] = [:]
  private var root = 0

  /// Reads a pickle; nil for other bytes, or a pickle of more than two million values.
  init?(_ bytes: [UInt8]) {
    var input = PickleInput(bytes: bytes)
    while max(values.count, memo.count) < Self.maximumCount, let code = input.byte() {
      if code == UInt8(ascii: ".") {
        guard let last = stack.last else { return nil }
        root = last
        return
      }
      guard apply(code, &input) else { return nil }
    }
    return nil
  }

  /// The object or dictionary of the whole pickle.
  var top: Entry { Entry(values: self, place: root) }

  /// A value within the pickle.
  struct Entry {
    fileprivate let values: PickledValues
    fileprivate let place: Int

    /// The attribute or the value of a key; nil if there is none.
    subscript(name: String) -> Entry? {
      var place = place
      // An object's attributes may be a tuple with a dictionary, and no deeper.
      for _ in 0..<3 {
        switch values.values[place] {
        case .object(let state?): place = state
        case .list(let items): place = items.first ?? place
        case .dictionary(let fields):
          let field = fields.last {
            if case .text(name) = values.values[$0.key] { true } else { false }
          }
          return field.map { Entry(values: values, place: $0.value) }
        default: return nil
        }
      }
      return nil
    }

    /// The items of a list or a tuple; none for another value.
    var items: [Entry] {
      guard case .list(let items) = values.values[place] else { return [] }
      return items.map { Entry(values: values, place: $0) }
    }

    var text: String? {
      if case .text(let text) = values.values[place] { text } else { nil }
    }

    var integer: Int? {
      if case .integer(let number) = values.values[place] { number } else { nil }
    }
  }
}

extension PickledValues {
  private mutating func push(_ value: Value) {
    values.append(value)
    stack.append(values.count - 1)
  }

  /// The places since the last mark, which go with the mark; nil without one.
  private mutating func popToMark() -> [Int]? {
    guard
      let mark = stack.lastIndex(where: { if case .mark = values[$0] { true } else { false } })
    else { return nil }
    let items = Array(stack[(mark + 1)...])
    stack.removeSubrange(mark...)
    return items
  }

  private mutating func pop(_ count: Int) -> [Int]? {
    guard stack.count >= count else { return nil }
    let items = Array(stack.suffix(count))
    stack.removeLast(count)
    return items
  }

  /// Applies one operation; false for one that does not fit.
  private mutating func apply(_ code: UInt8, _ input: inout PickleInput) -> Bool {
    if let value = scalar(code, &input) {
      push(value)
      return true
    }
    switch code {
    case 0x80: return input.skip(1)
    case 0x95: return input.skip(8)
    case UInt8(ascii: "("): push(.mark)
    case UInt8(ascii: "0"): return pop(1) != nil
    case UInt8(ascii: "1"): return popToMark() != nil
    case UInt8(ascii: "2"):
      guard let last = stack.last else { return false }
      stack.append(last)
    case UInt8(ascii: "]"), UInt8(ascii: ")"), 0x8F: push(.list([]))
    case UInt8(ascii: "}"): push(.dictionary([]))
    case UInt8(ascii: "l"), UInt8(ascii: "t"), 0x91:
      guard let items = popToMark() else { return false }
      push(.list(items))
    case 0x85, 0x86, 0x87:
      guard let items = pop(Int(code) - 0x84) else { return false }
      push(.list(items))
    case UInt8(ascii: "d"):
      guard let items = popToMark() else { return false }
      push(.dictionary([]))
      return add(pairs: items)
    case UInt8(ascii: "a"):
      guard let items = pop(1) else { return false }
      return add(items: items)
    case UInt8(ascii: "e"), 0x90: return popToMark().map { add(items: $0) } ?? false
    case UInt8(ascii: "s"):
      guard let items = pop(2) else { return false }
      return add(pairs: items)
    case UInt8(ascii: "u"): return popToMark().map { add(pairs: $0) } ?? false
    default: return applyToObject(code, &input)
    }
    return true
  }

  private mutating func add(items: [Int]) -> Bool {
    guard let place = stack.last, case .list(var list) = values[place] else { return false }
    values[place] = .none
    list += items
    values[place] = .list(list)
    return true
  }

  private mutating func add(pairs: [Int]) -> Bool {
    guard let place = stack.last, pairs.count.isMultiple(of: 2) else { return false }
    // An object that behaves as a dictionary keeps its attributes alone.
    guard case .dictionary(var fields) = values[place] else { return true }
    values[place] = .none
    for pair in stride(from: 0, to: pairs.count, by: 2) { fields.append((pairs[pair], pairs[pair + 1])) }
    values[place] = .dictionary(fields)
    return true
  }

  /// Makes objects, gives them their attributes, and remembers values.
  private mutating func applyToObject(_ code: UInt8, _ input: inout PickleInput) -> Bool {
    switch code {
    case UInt8(ascii: "c"):
      guard input.line() != nil, input.line() != nil else { return false }
      push(.opaque)
    case UInt8(ascii: "P"):
      guard input.line() != nil else { return false }
      push(.opaque)
    case 0x82, 0x83, 0x84:
      guard input.skip([1, 2, 4][Int(code) - 0x82]) else { return false }
      push(.opaque)
    case UInt8(ascii: "Q"):
      guard pop(1) != nil else { return false }
      push(.opaque)
    case 0x93, UInt8(ascii: "R"), 0x81, 0x92:
      guard pop(code == 0x92 ? 3 : 2) != nil else { return false }
      push(code == 0x93 ? .opaque : .object(nil))
    case UInt8(ascii: "i"):
      guard input.line() != nil, input.line() != nil, popToMark() != nil else { return false }
      push(.object(nil))
    case UInt8(ascii: "o"):
      guard popToMark() != nil else { return false }
      push(.object(nil))
    case UInt8(ascii: "b"):
      guard let state = pop(1), let place = stack.last else { return false }
      values[place] = .object(state[0])
    case UInt8(ascii: "p"), UInt8(ascii: "q"), UInt8(ascii: "r"), 0x94:
      guard let last = stack.last, let key = code == 0x94 ? memo.count : input.index(code, text: "p", byte: "q") else {
        return false
      }
      memo[key] = last
    case UInt8(ascii: "g"), UInt8(ascii: "h"), UInt8(ascii: "j"):
      guard let key = input.index(code, text: "g", byte: "h"), let place = memo[key] else { return false }
      stack.append(place)
    default: return false
    }
    return true
  }

  /// The value of an operation that pushes one; nil for other operations and values cut short.
  private func scalar(_ code: UInt8, _ input: inout PickleInput) -> Value? {
    switch code {
    case UInt8(ascii: "N"): return Value.none
    case 0x88: return .flag(true)
    case 0x89: return .flag(false)
    case UInt8(ascii: "K"): return input.number(1).map { .integer($0) }
    case UInt8(ascii: "M"): return input.number(2).map { .integer($0) }
    case UInt8(ascii: "J"): return input.number(4).map { .integer(Int(Int32(truncatingIfNeeded: $0))) }
    case UInt8(ascii: "G"): return input.skip(8) ? .opaque : nil
    case UInt8(ascii: "I"), UInt8(ascii: "L"):
      return input.line().map { line in
        let text = String(decoding: line, as: UTF8.self)
        return Int(text.hasSuffix("L") ? text.dropLast() : text[...]).map { .integer($0) } ?? .opaque
      }
    case UInt8(ascii: "F"): return input.line().map { _ in .opaque }
    case UInt8(ascii: "S"): return input.line().map { .text(PickleInput.text(quoted: $0)) }
    case UInt8(ascii: "V"): return input.line().map { .text(PickleInput.text(escaped: $0)) }
    case UInt8(ascii: "U"), UInt8(ascii: "C"), 0x8C: return input.text(length: 1).map { .text($0) }
    case UInt8(ascii: "T"), UInt8(ascii: "X"), UInt8(ascii: "B"): return input.text(length: 4).map { .text($0) }
    case 0x8D, 0x8E, 0x96: return input.text(length: 8).map { .text($0) }
    case 0x8A: return input.long().map { .integer($0) } ?? .opaque
    case 0x8B: return input.text(length: 4).map { _ in .opaque }
    default: return nil
    }
  }
}
