public import Tensors

/// The mean over all elements of (prediction - target)², a scalar.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  (1 / Float(prediction.shape.count)) * prediction.squaredError(to: target).batchMean()
}

/// Half of ``meanSquaredError(_:_:)``: the loss of the Dynamic Training Bench's autoencoders.
public func halfMeanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  (0.5 / Float(prediction.shape.count)) * prediction.squaredError(to: target).batchMean()
}
