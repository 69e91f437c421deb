import Tensors

// Operations that only move values.

extension Reshaping { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Slicing { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Padding { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Concatenation { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension GradientStop { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Broadcast { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Transposition { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Gathering { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension Scattering { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
extension GatheredCodes { func arithmetic(inputs: [Shape], result: Shape) -> Int { 0 } }
