// Sums over elements: four running vectors, then their lanes; the order depends on the vector width alone.

#define REDUCE(COUNT, TERM)                                                                                         \
  vf total[4] = {};                                                                                                 \
  {                                                                                                                 \
    size_t i = 0;                                                                                                   \
    for (; i + 4 * W <= (COUNT); i += 4 * W) {                                                                      \
      UNROLL for (int j = 0; j < 4; j++) {                                                                          \
        const size_t at = i + (size_t)j * W;                                                                        \
        const size_t part = W;                                                                                      \
        total[j] += TERM;                                                                                           \
      }                                                                                                             \
    }                                                                                                               \
    for (; i < (COUNT); i += W) {                                                                                   \
      const size_t at = i;                                                                                          \
      const size_t part = (COUNT)-i < W ? (COUNT)-i : W;                                                            \
      total[0] += TERM;                                                                                             \
    }                                                                                                               \
  }                                                                                                                 \
  return lane_sum((total[0] + total[1]) + (total[2] + total[3]));

INLINE vf square(vf x) { return x * x; }

static float sum(const float *x, size_t count) { REDUCE(count, get(x + at, part)) }

static float sum_of_squares(const float *x, size_t count) { REDUCE(count, square(get(x + at, part))) }

static float squared_error(const float *a, const float *b, size_t count) {
  REDUCE(count, square(get(a + at, part) - get(b + at, part)))
}

INLINE vf cross_entropy_terms(vf z, vf t) {
  return maximum(z, splat(0.0f)) - z * t + softplus_of_minus_absolute(z);
}

// All lanes set for a missing mask; no lanes past the end.
INLINE vi lanes(const int32_t *mask, size_t at, size_t part) {
  if (mask) return get_mask(mask + at, part);
  vi on = {};
  for (size_t j = 0; j < part; j++) on[j] = -1;
  return on;
}

static float cross_entropy(const float *logits, const float *targets, const int32_t *mask, size_t count) {
  REDUCE(count, masked(
      cross_entropy_terms(get(logits + at, part), get(targets + at, part)),
      mask || part < W ? lanes(mask, at, part) : splat_int(-1)))
}
