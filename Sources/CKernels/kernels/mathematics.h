// Elementwise functions, losses, groups of neighbouring features, transposition.

#define FOR_EACH_FUNCTION(DO)                                                                                       \
  DO(HG_EXPONENTIAL) DO(HG_LOGARITHM) DO(HG_SQUARE) DO(HG_SQUARE_ROOT) DO(HG_ABSOLUTE) DO(HG_RECIPROCAL) DO(HG_SIGN)  \
  DO(HG_GELU) DO(HG_ADD_NUMBER) DO(HG_CLIP) DO(HG_GREATER) DO(HG_WITHIN)

INLINE vf sign_of(vf x) {
  const vf one = splat(1.0f);
  return masked(one, x > splat(0.0f)) - masked(one, x < splat(0.0f));
}

INLINE vf apply_function(int32_t function, vf x, vf a, vf b) {
  switch (function) {
  case HG_EXPONENTIAL: return unbounded_exponential(x);
  case HG_LOGARITHM: return unbounded_logarithm(x);
  case HG_SQUARE: return x * x;
  case HG_SQUARE_ROOT: return square_root(x);
  case HG_ABSOLUTE: return absolute(x);
  case HG_RECIPROCAL: return splat(1.0f) / x;
  case HG_SIGN: return sign_of(x);
  case HG_GELU: return x * normal_distribution(x);
  case HG_ADD_NUMBER: return x + a;
  case HG_CLIP: return minimum(maximum(x, a), b);
  case HG_GREATER: return masked(splat(1.0f), x > a);
  case HG_WITHIN: return masked(splat(1.0f), (x >= a) & (x <= b));
  default: return x;
  }
}

INLINE void map_function(
    int32_t function, const float *x, float *y, float a, float b, const int32_t *mask, size_t count) {
  EACH_VECTOR(count, {
    vf v = apply_function(function, get(x + i, part), splat(a), splat(b));
    if (mask) v = masked(v, get_mask(mask + i, part));
    put(y + i, v, part);
  })
}

static void map(int32_t function, const float *x, float *y, float a, float b, const int32_t *mask, size_t count) {
  switch (function) {
#define MAP(FUNCTION) case FUNCTION: map_function(FUNCTION, x, y, a, b, mask, count); break;
    FOR_EACH_FUNCTION(MAP)
#undef MAP
  }
}

static void divide(const float *a, const float *b, float *out, const int32_t *mask, size_t count) {
  EACH_VECTOR(count, {
    vf v = get(a + i, part) / get(b + i, part);
    if (mask) v = masked(v, get_mask(mask + i, part));
    put(out + i, v, part);
  })
}

static void gelu_gradient(const float *upstream, const float *x, float *gradient, size_t count) {
  EACH_VECTOR(count, {
    vf v = get(x + i, part);
    put(gradient + i, get(upstream + i, part) * (normal_distribution(v) + v * normal_density(v)), part);
  })
}

static float absolute_error(const float *a, const float *b, size_t count) {
  REDUCE(count, absolute(get(a + at, part) - get(b + at, part)))
}

static void absolute_error_gradient(const float *a, const float *b, float factor, float *gradient, size_t count) {
  EACH_VECTOR(count, { put(gradient + i, sign_of(get(a + i, part) - get(b + i, part)) * splat(factor), part); })
}

// With c = d clipped to ±delta: c (d - c / 2).
INLINE vf clipped_error(vf d, vf delta) { return minimum(maximum(d, -delta), delta); }
INLINE vf huber_terms(vf d, vf delta) {
  vf c = clipped_error(d, delta);
  return c * (d - splat(0.5f) * c);
}

static float huber_error(const float *a, const float *b, float delta, size_t count) {
  REDUCE(count, huber_terms(get(a + at, part) - get(b + at, part), splat(delta)))
}

static void huber_error_gradient(
    const float *a, const float *b, float delta, float factor, float *gradient, size_t count) {
  EACH_VECTOR(count, {
    put(gradient + i, clipped_error(get(a + i, part) - get(b + i, part), splat(delta)) * splat(factor), part);
  })
}

static void group_sums(const float *x, int32_t groups, int32_t k, float *out) {
  for (int32_t g = 0; g < groups; g++) out[g] = sum(x + (ptrdiff_t)g * k, (size_t)k);
}

static void group_copies(const float *x, int32_t groups, int32_t k, float *out) {
  for (int32_t g = 0; g < groups; g++) fill(x[g], out + (ptrdiff_t)g * k, NULL, (size_t)k);
}

// The maximum of a group, subtracted before exp.
INLINE float maximum_of_group(const float *x, int32_t k) {
  float most = x[0];
  for (int32_t i = 1; i < k; i++) most = x[i] > most ? x[i] : most;
  return most;
}

static float sum_of_exponentials(const float *x, float most, size_t k) {
  REDUCE(k, masked(
      unbounded_exponential(get(x + at, part) - splat(most)), part < W ? lanes(NULL, at, part) : splat_int(-1)))
}

static void group_softmax(const float *x, int32_t groups, int32_t k, float *out) {
  for (int32_t g = 0; g < groups; g++, x += k, out += k) {
    const float most = maximum_of_group(x, k);
    const vf total = splat(sum_of_exponentials(x, most, (size_t)k));
    EACH_VECTOR((size_t)k, { put(out + i, unbounded_exponential(get(x + i, part) - splat(most)) / total, part); })
  }
}

static void group_log_softmax(const float *x, int32_t groups, int32_t k, float *out) {
  for (int32_t g = 0; g < groups; g++, x += k, out += k) {
    const float most = maximum_of_group(x, k);
    const vf total = unbounded_logarithm(splat(sum_of_exponentials(x, most, (size_t)k)));
    EACH_VECTOR((size_t)k, { put(out + i, (get(x + i, part) - splat(most)) - total, part); })
  }
}

static void group_log_sum_exp(const float *x, int32_t groups, int32_t k, float *out) {
  for (int32_t g = 0; g < groups; g++, x += k) {
    const float most = maximum_of_group(x, k);
    out[g] = most + unbounded_logarithm(splat(sum_of_exponentials(x, most, (size_t)k)))[0];
  }
}

static void transpose_matrix(
    const float *source, ptrdiff_t source_stride, int32_t rows, int32_t columns, float *out, ptrdiff_t out_stride) {
  int32_t i = 0;
  for (; i + W <= rows; i += W) {
    int32_t j = 0;
    for (; j + W <= columns; j += W) {
      vf block[HG_WIDTH];
      UNROLL for (int r = 0; r < W; r++) block[r] = load(source + (i + r) * source_stride + j);
      transpose(block);
      UNROLL for (int r = 0; r < W; r++) store(out + (j + r) * out_stride + i, block[r]);
    }
    for (; j < columns; j++) {
      for (int r = 0; r < W; r++) out[j * out_stride + i + r] = source[(i + r) * source_stride + j];
    }
  }
  for (; i < rows; i++) {
    for (int32_t j = 0; j < columns; j++) out[j * out_stride + i] = source[i * source_stride + j];
  }
}
