import Tensors

// Operations that move numbers and compute none.

extension Reshaping { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension ZeroPadding { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Cropping { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Slice { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension SliceGradient { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Concatenation { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension GradientStop { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Broadcast { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension BatchCopies { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension ChannelFill { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension ChannelCopies { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension GroupCopies { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension MapFill { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension RowFill { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension SharedFill { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Transposition { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension NearestUpsampling { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension FixedUnpooling { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Gathering { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Scattering { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension GatheredCodes { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
