// Elementary functions on vectors, accurate to a few units in the last place.

// x = n ln 2 + r with |r| <= ln 2 / 2.
typedef struct {
  vi n;
  vf r;
} Reduced;

INLINE Reduced reduced(vf x) {
  const vf magic = splat(12582912.0f);  // 1.5 * 2^23: adding it rounds to the nearest integer
  vf shifted = x * splat(1.44269504f) + magic;
  vf n = shifted - magic;
  vf r = x - n * splat(0.693359375f);
  r = r - n * splat(-2.12194440e-4f);
  return (Reduced){(vi)shifted - (vi)magic, r};
}

// exp(r) - 1 for |r| <= ln 2 / 2, by a polynomial of degree 6.
INLINE vf exponential_polynomial(vf r) {
  vf p = splat(1.98756915e-4f);
  p = p * r + splat(1.39819994e-3f);
  p = p * r + splat(8.33345205e-3f);
  p = p * r + splat(4.16657962e-2f);
  p = p * r + splat(1.66666652e-1f);
  p = p * r + splat(5.00000000e-1f);
  return p * (r * r) + r;
}

// 2^n for -127 < n < 128.
INLINE vf power_of_two(vi n) { return (vf)((n + 127) << 23); }

// exp(x), clamped to [2^-126, 2^127].
INLINE vf exponential(vf x) {
  Reduced x_reduced = reduced(minimum(maximum(x, splat(-87.33654f)), splat(88.02969f)));
  return (exponential_polynomial(x_reduced.r) + splat(1.0f)) * power_of_two(x_reduced.n);
}

// exp(x) down to zero and up to infinity.
INLINE vf unbounded_exponential(vf x) {
  Reduced x_reduced = reduced(minimum(maximum(x, splat(-105.0f)), splat(89.0f)));
  vi half = x_reduced.n >> 1;
  vf p = exponential_polynomial(x_reduced.r) + splat(1.0f);
  return p * power_of_two(half) * power_of_two(x_reduced.n - half);
}

// exp(x) - 1 for x < 88, without loss near zero.
INLINE vf exponential_minus_one(vf x) {
  Reduced x_reduced = reduced(minimum(maximum(x, splat(-87.33654f)), splat(88.02969f)));
  vf power = power_of_two(x_reduced.n);
  return power * exponential_polynomial(x_reduced.r) + (power - splat(1.0f));
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

// log(x) for any x: NaN below zero, -infinity at zero.
INLINE vf unbounded_logarithm(vf x) {
  const vf infinity = splat(__builtin_inff());
  vi tiny = x < splat(0x1p-126f);
  vf y = logarithm(select(tiny, x * splat(0x1p23f), x)) - masked(splat(15.9423847f), tiny);
  y = select(x == splat(0.0f), -infinity, select(x < splat(0.0f), splat(__builtin_nanf("")), y));
  return select(~(x < infinity), x, y);
}

// log(1 + e) for 0 <= e <= 1, accurate also for the smallest e.
INLINE vf logarithm_of_one_plus(vf e) {
  vf sum = splat(1.0f) + e;
  return logarithm(sum) + (e - (sum - splat(1.0f))) / sum;
}

// tanh(x): x P(x²) / Q(x²), P and Q of degree 4, fitted to the minimum relative error (2e-8) on [-9.02, 9.02]; beyond,
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

// Φ(x), the normal distribution function, to a relative error of 4e-7: erfc(z) = t exp(-z² + P(t)), t = 1 / (1 + z / 2)
// (Press et al., Numerical Recipes, erfcc).
INLINE vf normal_distribution(vf x) {
  vf z = absolute(x) * splat(0.707106781f);
  vf t = splat(1.0f) / (splat(1.0f) + splat(0.5f) * z);
  vf p = splat(0.17087277f);
  p = p * t + splat(-0.82215223f);
  p = p * t + splat(1.48851587f);
  p = p * t + splat(-1.13520398f);
  p = p * t + splat(0.27886807f);
  p = p * t + splat(-0.18628806f);
  p = p * t + splat(0.09678418f);
  p = p * t + splat(0.37409196f);
  p = p * t + splat(1.00002368f);
  p = p * t + splat(-1.26551223f);
  vf tail = splat(0.5f) * t * unbounded_exponential(p - splat(0.5f) * x * x);
  return select(x > splat(0.0f), splat(1.0f) - tail, tail);
}

// exp(-x² / 2) / sqrt(2 π).
INLINE vf normal_density(vf x) { return splat(0.398942280f) * unbounded_exponential(splat(-0.5f) * x * x); }

// The activations.
#define FOR_EACH_ACTIVATION(DO)                                                                                     \
  DO(HG_RELU) DO(HG_TANH) DO(HG_SIGMOID) DO(HG_LEAKY_RELU) DO(HG_ELU) DO(HG_SELU) DO(HG_SOFTPLUS)

#define LEAKY_SLOPE 0.01f
// SELU's constants: Klambauer et al., Self-Normalizing Neural Networks, 2017.
#define SELU_SCALE 1.05070098735548049f
#define SELU_SCALE_ALPHA 1.75809934084737686f

INLINE vf apply_activation(int32_t kind, vf x) {
  const vf zero = splat(0.0f);
  switch (kind) {
  case HG_RELU: return maximum(x, zero);
  case HG_TANH: return hyperbolic_tangent(x);
  case HG_SIGMOID: return logistic(x);
  case HG_LEAKY_RELU: return select(x > zero, x, splat(LEAKY_SLOPE) * x);
  case HG_ELU: return select(x > zero, x, exponential_minus_one(x));
  case HG_SELU:
    return select(x > zero, splat(SELU_SCALE) * x, splat(SELU_SCALE_ALPHA) * exponential_minus_one(x));
  case HG_SOFTPLUS: return maximum(x, zero) + logarithm_of_one_plus(exponential(-absolute(x)));
  default: return x;
  }
}

// upstream * f'(x), given y = f(x), or x itself for ELU and SELU: y + 1 would lose the digits of exp(x) below zero.
INLINE vf apply_derivative(int32_t kind, vf upstream, vf y) {
  const vf zero = splat(0.0f);
  switch (kind) {
  case HG_RELU: return masked(upstream, y > zero);
  case HG_TANH: return upstream * (splat(1.0f) - y * y);
  case HG_SIGMOID: return upstream * (y * (splat(1.0f) - y));
  case HG_LEAKY_RELU: return select(y > zero, upstream, splat(LEAKY_SLOPE) * upstream);
  case HG_ELU: return upstream * select(y > zero, splat(1.0f), exponential(y));
  case HG_SELU: return upstream * select(y > zero, splat(SELU_SCALE), splat(SELU_SCALE_ALPHA) * exponential(y));
  case HG_SOFTPLUS: return upstream * -exponential_minus_one(-y);
  default: return upstream;
  }
}
