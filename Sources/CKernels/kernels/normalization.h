// Statistics of channels, and normalisation. See CKernels.h for the formulas.

// Σ (x - center)² over the pixels of a plane.
static float centred_squares(const float *x, float center, const int32_t *mask, size_t count) {
  REDUCE(count, masked(
      square(get(x + at, part) - splat(center)), mask || part < W ? lanes(mask, at, part) : splat_int(-1)))
}

// Σ dy (x - center); dy is zero in the margin.
static float centred_products(const float *dy, const float *x, float center, size_t count) {
  REDUCE(count, get(dy + at, part) * (get(x + at, part) - splat(center)))
}

static void add_plane_moments(
    const float *planes, ptrdiff_t plane_stride, int32_t channels, int32_t length, const int32_t *mask, float pixels,
    float samples, float *means, float *squares) {
  const float share = 1.0f / (samples + 1.0f);
  for (int32_t c = 0; c < channels; c++) {
    const float *plane = planes + c * plane_stride;
    const float mean = sum(plane, (size_t)length) / pixels;
    const float distance = mean - means[c];
    means[c] += distance * share;
    squares[c] += centred_squares(plane, mean, mask, (size_t)length) + distance * distance * pixels * samples * share;
  }
}

static void add_moments(const float *x, size_t count, float samples, float *means, float *squares) {
  const vf share = splat(1.0f / (samples + 1.0f));
  EACH_VECTOR(count, {
    vf value = get(x + i, part);
    vf before = value - get(means + i, part);
    vf mean = get(means + i, part) + before * share;
    put(means + i, mean, part);
    put(squares + i, get(squares + i, part) + before * (value - mean), part);
  })
}

static void add_plane_products(
    const float *dy, const float *x, ptrdiff_t plane_stride, int32_t channels, int32_t length, const float *means,
    float *sums) {
  for (int32_t c = 0; c < channels; c++) {
    sums[c] += centred_products(dy + c * plane_stride, x + c * plane_stride, means[c], (size_t)length);
  }
}

static void add_products(const float *dy, const float *x, size_t count, const float *means, float *sums) {
  EACH_VECTOR(count, {
    put(sums + i, get(sums + i, part) + get(dy + i, part) * (get(x + i, part) - get(means + i, part)), part);
  })
}

// The epilogue of a vector of normalised values at the offset `at` within the sample.
INLINE vf finish_normalized(int32_t activation, int32_t derivative, const float *output, vf v, size_t at, size_t part) {
  if (activation != HG_IDENTITY) v = apply_activation(activation, v);
  if (derivative != HG_IDENTITY) v = apply_derivative(derivative, v, get(output + at, part));
  return v;
}

INLINE void normalize_planes_kind(
    const HGNormalization *n, const float *x, float *y, int32_t activation, int32_t derivative) {
  const HGEpilogue *epilogue = &n->epilogue;
  for (int32_t c = 0; c < n->channels; c++) {
    const size_t plane = (size_t)(c * n->plane_stride);
    const vf mean = splat(n->means[c]);
    const vf factor = splat(n->factors[c]);
    const vf shift = splat(n->shifts[c]);
    const vf bias = splat(epilogue->bias ? epilogue->bias[c] : 0.0f);
    EACH_VECTOR((size_t)n->length, {
      vf v = (get(x + plane + i, part) - mean) * factor + shift + bias;
      v = finish_normalized(activation, derivative, epilogue->output, v, plane + i, part);
      if (epilogue->mask) v = masked(v, get_mask(epilogue->mask + i, part));
      put(y + plane + i, v, part);
    })
  }
}

INLINE void normalize_kind(
    const HGNormalization *n, const float *x, float *y, int32_t activation, int32_t derivative) {
  const float *bias = n->epilogue.bias;
  EACH_VECTOR((size_t)n->channels, {
    vf v = (get(x + i, part) - get(n->means + i, part)) * get(n->factors + i, part) + get(n->shifts + i, part);
    if (bias) v += get(bias + i, part);
    put(y + i, finish_normalized(activation, derivative, n->epilogue.output, v, i, part), part);
  })
}

// The common epilogues are compiled separately.
#define NORMALIZE(KIND)                                                                                             \
  const int32_t activation = n->epilogue.activation;                                                                \
  const int32_t derivative = n->epilogue.derivative;                                                                \
  if (derivative == HG_IDENTITY && activation == HG_IDENTITY) {                                                     \
    KIND(n, x, y, HG_IDENTITY, HG_IDENTITY);                                                                        \
  } else if (derivative == HG_IDENTITY && activation == HG_RELU) {                                                  \
    KIND(n, x, y, HG_RELU, HG_IDENTITY);                                                                            \
  } else {                                                                                                          \
    KIND(n, x, y, activation, derivative);                                                                          \
  }

static void normalize_planes(const HGNormalization *n, const float *x, float *y) { NORMALIZE(normalize_planes_kind) }

static void normalize(const HGNormalization *n, const float *x, float *y) { NORMALIZE(normalize_kind) }

static void normalize_planes_gradient(
    const HGNormalizationGradient *n, const float *dy, const float *x, float *gradient) {
  for (int32_t c = 0; c < n->channels; c++) {
    const size_t plane = (size_t)(c * n->plane_stride);
    const vf mean = splat(n->means[c]);
    const vf factor = splat(n->factors[c]);
    const vf shift = splat(n->shifts[c]);
    const vf slope = splat(n->slopes[c]);
    EACH_VECTOR((size_t)n->length, {
      vf v = factor * (get(dy + plane + i, part) - shift - (get(x + plane + i, part) - mean) * slope);
      if (n->mask) v = masked(v, get_mask(n->mask + i, part));
      put(gradient + plane + i, v, part);
    })
  }
}

static void normalize_gradient(const HGNormalizationGradient *n, const float *dy, const float *x, float *gradient) {
  EACH_VECTOR((size_t)n->channels, {
    vf deviation = get(x + i, part) - get(n->means + i, part);
    vf v = get(dy + i, part) - get(n->shifts + i, part) - deviation * get(n->slopes + i, part);
    put(gradient + i, get(n->factors + i, part) * v, part);
  })
}
