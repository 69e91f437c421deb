public import Tensors

/// The mean over all elements of |prediction - target|, a scalar.
public func meanAbsoluteError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  (1 / Float(prediction.shape.count)) * prediction.absoluteError(to: target).batchMean()
}

/// The mean over all elements of Huber's loss: d² / 2 where |d| <= δ, else δ (|d| - δ / 2), d = prediction - target: a
/// scalar.
public func meanHuberError(_ prediction: Tensor, _ target: Tensor, delta: Float = 1) -> Tensor {
  (1 / Float(prediction.shape.count)) * prediction.huberError(to: target, delta: delta).batchMean()
}
