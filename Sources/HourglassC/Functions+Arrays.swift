// swift-format-ignore-file: AlwaysUseLowerCamelCase
public import CHourglass
import Hourglass

@c @implementation
public func hourglass_fit(
  _ model: OpaquePointer?, _ images: UnsafePointer<hourglass_images>?, _ folder: UnsafePointer<CChar>?,
  _ observer: hourglass_observer?, _ context: UnsafeMutableRawPointer?
) -> hourglass_status {
  answering {
    let (model, images) = (try Model.of(model), try images.argument("images"))
    let folder = try folder.map { try Optional($0).text("folder") }
    try model.using { try model.fit(images.borrowed(), folder: folder, Observer(observer, context)) }
  }
}

@c @implementation
public func hourglass_partial_fit(
  _ model: OpaquePointer?, _ images: UnsafePointer<hourglass_images>?, _ observer: hourglass_observer?,
  _ context: UnsafeMutableRawPointer?
) -> hourglass_status {
  answering {
    let (model, images) = (try Model.of(model), try images.argument("images"))
    try model.using { try model.partialFit(images.borrowed(), Observer(observer, context)) }
  }
}

@c @implementation
public func hourglass_encode(
  _ model: OpaquePointer?, _ images: UnsafePointer<hourglass_images>?, _ codes: UnsafeMutablePointer<Float>?
) -> hourglass_status {
  answering {
    let (model, images, codes) = (try Model.of(model), try images.argument("images"), try codes.argument("codes"))
    try model.using { try model.encode(images.borrowed(), into: codes) }
  }
}

@c @implementation
public func hourglass_decode(
  _ model: OpaquePointer?, _ codes: UnsafePointer<Float>?, _ count: Int64, _ classes: UnsafePointer<Int32>?,
  _ order: hourglass_order, _ images: UnsafeMutablePointer<Float>?
) -> hourglass_status {
  answering {
    let (model, codes, images) = (try Model.of(model), try codes.argument("codes"), try images.argument("images"))
    guard (1...Int64(Int32.max)).contains(count) else {
      throw InterfaceError.badValue("count is out of range", expected: "1 to \(Int32.max)", got: "\(count)")
    }
    try model.using {
      try model.decode(codes, count: Int(count), classes: classes, order: order.checked, into: images)
    }
  }
}

@c @implementation
public func hourglass_reconstruct(
  _ model: OpaquePointer?, _ images: UnsafePointer<hourglass_images>?,
  _ reconstructions: UnsafeMutablePointer<Float>?
) -> hourglass_status {
  answering {
    let (model, images) = (try Model.of(model), try images.argument("images"))
    let reconstructions = try reconstructions.argument("reconstructions")
    try model.using {
      try model.reconstruct(images.borrowed(), order: images.pointee.order.checked, into: reconstructions)
    }
  }
}

@c @implementation
public func hourglass_errors(
  _ model: OpaquePointer?, _ images: UnsafePointer<hourglass_images>?, _ errors: UnsafeMutablePointer<Float>?
) -> hourglass_status {
  answering {
    let (model, images, errors) = (try Model.of(model), try images.argument("images"), try errors.argument("errors"))
    try model.using { try model.errors(images.borrowed(), into: errors) }
  }
}

@c @implementation
public func hourglass_range(
  _ images: UnsafePointer<hourglass_images>?, _ minimum: UnsafeMutablePointer<Float>?,
  _ maximum: UnsafeMutablePointer<Float>?
) -> hourglass_status {
  answering {
    let (minimum, maximum) = (try minimum.argument("minimum"), try maximum.argument("maximum"))
    let range = try images.argument("images").range()
    (minimum.pointee, maximum.pointee) = (range.lowerBound, range.upperBound)
  }
}

@c @implementation
public func hourglass_run_images(
  _ model: OpaquePointer?, _ part: UnsafePointer<CChar>?, _ count: UnsafeMutablePointer<Int64>?,
  _ pixels: UnsafeMutablePointer<UInt8>?, _ classes: UnsafeMutablePointer<Int32>?
) -> hourglass_status {
  answering {
    let (model, count, part) = (try Model.of(model), try count.argument("count"), try part.text("part"))
    try model.using {
      let images = try model.images(of: part)
      guard let pixels else {
        count.pointee = Int64(images.count)
        return
      }
      guard (0...Int64(images.count)).contains(count.pointee) else {
        throw InterfaceError.badValue(
          "count is out of range", expected: "0 to \(images.count)", got: "\(count.pointee)")
      }
      let size = images.images.bytesPerImage
      // Pictures as they were before the run inverted them, as all functions take them.
      let isInverted = model.fitted?.configuration.data.isInverted == true
      let labels = images.labels
      for place in 0..<Int(count.pointee) {
        let image = UnsafeMutableBufferPointer(start: pixels + place * size, count: size)
        try images.images.read(Int(images.indices[place]), into: image)
        if isInverted { for i in image.indices { image[i] = 255 - image[i] } }
        if let classes { classes[place] = labels?[place] ?? -1 }
      }
    }
  }
}
