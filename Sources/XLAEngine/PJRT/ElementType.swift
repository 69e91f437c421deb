/// A type of numbers in a buffer; the raw value is PJRT's.
package enum ElementType: Int32, Sendable {
  case pred = 1
  case s8, s16, s32, s64
  case u8, u16, u32, u64
  case f16, f32, f64, bf16

  /// The bytes of one number.
  package var byteCount: Int {
    switch self {
    case .pred, .s8, .u8: 1
    case .s16, .u16, .f16, .bf16: 2
    case .s32, .u32, .f32: 4
    case .s64, .u64, .f64: 8
    }
  }
}

/// A number of Swift that a buffer can hold.
package protocol BufferElement: BitwiseCopyable {
  /// The type of its buffers.
  static var elementType: ElementType { get }
}

extension Float: BufferElement { package static var elementType: ElementType { .f32 } }
extension Double: BufferElement { package static var elementType: ElementType { .f64 } }
extension UInt8: BufferElement { package static var elementType: ElementType { .u8 } }
extension Int32: BufferElement { package static var elementType: ElementType { .s32 } }
extension UInt32: BufferElement { package static var elementType: ElementType { .u32 } }
extension Int64: BufferElement { package static var elementType: ElementType { .s64 } }
extension UInt64: BufferElement { package static var elementType: ElementType { .u64 } }
extension Bool: BufferElement { package static var elementType: ElementType { .pred } }
