internal import CPJRT
internal import Diagnostics

extension Buffer {
  /// Starts the transfer of `values`, dense and row-major, to `device`; the values may change once this returns.
  ///
  /// - Parameters:
  ///   - values: As many as `dimensions` say.
  ///   - dimensions: The shape; empty for a scalar.
  ///   - client: The client.
  ///   - device: One of its devices; by default the first.
  /// - Throws: ``DeviceError``, `outOfMemory` among others.
  package convenience init<Element: BufferElement>(
    _ values: [Element], dimensions: [Int], on client: Client, device: Device? = nil
  ) throws(DeviceError) {
    let pointer = try values.withUnsafeBufferPointer { (values) throws(DeviceError) in
      try Self.send(
        UnsafeRawBufferPointer(values), Element.elementType, dimensions, to: device, of: client, PJRT_DURING_CALL
      ).buffer
    }
    self.init(pointer, of: client)
  }

  /// Starts the transfer of `bytes`, dense and row-major, to `device`; they may change once this returns.
  ///
  /// - Parameters:
  ///   - bytes: The numbers as they are in memory.
  ///   - type: Their type.
  ///   - dimensions: The shape; empty for a scalar.
  ///   - client: The client.
  ///   - device: One of its devices; by default the first.
  /// - Throws: ``DeviceError``, `outOfMemory` among others.
  package convenience init(
    bytes: UnsafeRawBufferPointer, type: ElementType, dimensions: [Int], on client: Client, device: Device? = nil
  ) throws(DeviceError) {
    self.init(
      try Self.send(bytes, type, dimensions, to: device, of: client, PJRT_DURING_CALL).buffer, of: client)
  }

  /// Starts the transfer of `bytes` without a copy.
  ///
  /// - Returns: the buffer, and what is over when the bytes may change; until then they must stay as they are.
  /// - Throws: ``DeviceError``, `outOfMemory` among others.
  package static func sending(
    _ bytes: UnsafeRawBufferPointer, type: ElementType, dimensions: [Int], on client: Client, device: Device? = nil
  ) throws(DeviceError) -> (buffer: Buffer, sent: Event) {
    let (pointer, event) = try send(bytes, type, dimensions, to: device, of: client, PJRT_UNTIL_TRANSFERRED)
    return (Buffer(pointer, of: client), event)
  }

  private static func send(
    _ bytes: UnsafeRawBufferPointer, _ type: ElementType, _ dimensions: [Int], to device: Device?, of client: Client,
    _ lifetime: pjrt_host_lifetime
  ) throws(DeviceError) -> (buffer: OpaquePointer, sent: Event) {
    let count = dimensions.reduce(type.byteCount, *)
    require(bytes.count == count, "a buffer of \(dimensions) \(type) takes \(count) bytes, not \(bytes.count)")
    var (buffer, event): (OpaquePointer?, OpaquePointer?)
    let error = pjrt_buffer_from_host(
      client.api, client.pointer, (device ?? client.devices[0]).pointer, bytes.baseAddress, type.rawValue,
      dimensions.map(Int64.init), dimensions.count, lifetime, &buffer, &event)
    let action = "send \(Figures.bytes(count)) to the device"
    try client.plugin.check(error, action)
    return (buffer!, Event(event!, of: client.plugin, doing: action))
  }

  /// Starts the transfer of all numbers to `bytes`, dense and row-major; these must stay until it is over.
  ///
  /// - Throws: ``DeviceError``; so does the event, when what computes the buffer fails.
  package func startReading(into bytes: UnsafeMutableRawBufferPointer) throws(DeviceError) -> Event {
    var event: OpaquePointer?
    let error = pjrt_buffer_to_host(client.api, pointer, bytes.baseAddress, bytes.count, &event)
    try client.plugin.check(error, "read a result from the device")
    return Event(event!, of: client.plugin, doing: "read a result from the device")
  }

  /// Copies all numbers to `bytes`, dense and row-major, after what computes them.
  ///
  /// - Throws: ``DeviceError``; a buffer that is gone is `invalid`.
  package func read(into bytes: UnsafeMutableRawBufferPointer) throws(DeviceError) {
    try startReading(into: bytes).wait()
  }

  /// All numbers, row-major.
  ///
  /// - Throws: ``DeviceError``; `invalid` for another type than the buffer's.
  package func values<Element: BufferElement>(as type: Element.Type = Element.self) throws(DeviceError) -> [Element] {
    let own = try elementType
    guard own == Element.elementType else {
      throw DeviceError(
        .invalid, Report("the buffer holds another type", expected: "\(Element.elementType)", got: "\(own)"))
    }
    let count = try dimensions.reduce(1, *)
    let values = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    defer { values.deallocate() }
    try read(into: UnsafeMutableRawBufferPointer(values))
    return Array(values)
  }
}
