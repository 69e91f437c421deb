// Elementary functions on vectors, accurate to a few units in the last place.

// exp(x), by 2^n exp(r) with |r| <= ln 2 / 2 and a polynomial of degree 6. Clamped to [2^-126, 2^127].
INLINE vf exponential(vf x) {
  x = minimum(maximum(x, splat(-87.33654f)), splat(88.02969f));
  const vf magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to the nearest integer
  vf shifted = x * splat(1.44269504f) + magic;
  vf n = shifted - magic;
  vf r = x - n * splat(0.693359375f);
  r = r - n * splat(-2.12194440e-4f);
  vf p = splat(1.98756915e-4f);
  p = p * r + splat(1.39819994e-3f);
  p = p * r + splat(8.33345205e-3f);
  p = p * r + splat(4.16657962e-2f);
  p = p * r + splat(1.66666652e-1f);
  p = p * r + splat(5.00000000e-1f);
  p = p * (r * r) + r + splat(1.0f);
  vi exponent = ((vi)shifted - (vi)magic + 127) << 23;
  return p * (vf)exponent;
}

// log(x) for normal x > 0.
INLINE vf logarithm(vf x) {
  vi bits = (vi)x;
  vi exponent = ((bits - 0x3f3504f3) >> 23);  // so that the mantissa lies in [sqrt(1/2), sqrt(2))
  vf m = (vf)(bits - (exponent << 23)) - splat(1.0f);
  vf e = __builtin_convertvector(exponent, vf);
  vf p = splat(7.0376836292e-2f);
  p = p * m + splat(-1.1514610310e-1f);
  p = p * m + splat(1.1676998740e-1f);
  p = p * m + splat(-1.2420140846e-1f);
  p = p * m + splat(1.4249322787e-1f);
  p = p * m + splat(-1.6668057665e-1f);
  p = p * m + splat(2.0000714765e-1f);
  p = p * m + splat(-2.4999993993e-1f);
  p = p * m + splat(3.3333331174e-1f);
  vf square = m * m;
  vf low = p * m * square + e * splat(-2.12194440e-4f) - splat(0.5f) * square;
  return m + low + e * splat(0.693359375f);
}

// tanh(x): x P(x²) / Q(x²), P and Q of degree 4, fitted to the least relative error (2e-8) on [-9.02, 9.02]; beyond,
// tanh is ±1 in float.
INLINE vf hyperbolic_tangent(vf x) {
  const vf limit = splat(9.02f);
  vf sign = (vf)((vi)x & splat_int((int32_t)0x80000000u));
  vf one = (vf)((vi)splat(1.0f) | (vi)sign);
  vi beyond = absolute(x) > limit;
  vf t = x * x;
  vf p = splat(1.3319052723457339e-8f);
  p = p * t + splat(2.0583466176443774e-5f);
  p = p * t + splat(3.49403359771201e-3f);
  p = p * t + splat(0.1337971712487614f);
  p = p * t + splat(0.9999999790321809f);
  vf q = splat(7.76201121259076e-7f);
  q = q * t + splat(3.2830912949358934e-4f);
  q = q * t + splat(2.5871069512156362e-2f);
  q = q * t + splat(0.46713032369258783f);
  q = q * t + splat(1.0f);
  vf y = minimum(maximum(x * p / q, splat(-1.0f)), splat(1.0f));
  return select(beyond, one, y);
}

// 1 / (1 + exp(-x)).
INLINE vf logistic(vf x) { return splat(1.0f) / (splat(1.0f) + exponential(-x)); }

// log(1 + exp(-|x|)).
INLINE vf softplus_of_minus_absolute(vf x) {
  vf e = exponential(-absolute(x));
  // 1 + e loses e below 2^-24; there log(1 + e) = e.
  return select(e < splat(1e-4f), e - splat(0.5f) * e * e, logarithm(splat(1.0f) + e));
}

INLINE vf square_root(vf x) { return __builtin_elementwise_sqrt(x); }

INLINE vf apply_activation(int32_t kind, vf x) {
  switch (kind) {
  case HG_RELU: return maximum(x, splat(0.0f));
  case HG_TANH: return hyperbolic_tangent(x);
  case HG_SIGMOID: return logistic(x);
  default: return x;
  }
}

// upstream * f'(x), given y = f(x).
INLINE vf apply_derivative(int32_t kind, vf upstream, vf y) {
  switch (kind) {
  case HG_RELU: return masked(upstream, y > splat(0.0f));
  case HG_TANH: return upstream * (splat(1.0f) - y * y);
  case HG_SIGMOID: return upstream * (y * (splat(1.0f) - y));
  default: return upstream;
  }
}
