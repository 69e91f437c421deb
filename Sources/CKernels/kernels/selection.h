// Selection of the largest elements by integer comparison: exact, and independent of the order of the search.

// Integers in the order of floats; both zeros are equal.
INLINE vi ordered(vf x) {
  vi bits = (vi)(x + splat(0.0f));
  return bits ^ ((bits >> 31) & splat_int(0x7fffffff));
}

INLINE vi select_int(vi mask, vi a, vi b) { return (a & mask) | (b & ~mask); }

INLINE int32_t lane_count(vi on) {
  int32_t count = 0;
  for (int j = 0; j < W; j++) count -= on[j];
  return count;
}

INLINE int32_t lane_maximum_int(vi v) {
  int32_t largest = v[0];
  for (int j = 1; j < W; j++) largest = v[j] > largest ? v[j] : largest;
  return largest;
}

// Counts the elements of planes that are at least `bound`.
static int32_t count_at_least(
    const float *x, int32_t planes, ptrdiff_t plane_stride, int32_t length, const int32_t *mask, int32_t bound) {
  vi count = {};
  for (int32_t c = 0; c < planes; c++) {
    const float *plane = x + c * plane_stride;
    EACH_VECTOR((size_t)length, {
      vi is = ordered(get(plane + i, part)) >= splat_int(bound);
      if (mask || part < W) is &= lanes(mask, i, part);
      count += is;
    })
  }
  return lane_count(count);
}

// 1 for elements above the threshold, and for the first `ties` elements equal to it.
static void mark(
    const float *x, float *out, int32_t planes, ptrdiff_t plane_stride, int32_t length, const int32_t *mask,
    int32_t threshold, int32_t ties) {
  for (int32_t c = 0; c < planes; c++) {
    const float *plane = x + c * plane_stride;
    EACH_VECTOR((size_t)length, {
      vi order = ordered(get(plane + i, part));
      vi on = mask || part < W ? lanes(mask, i, part) : splat_int(-1);
      vi is = (order > splat_int(threshold)) & on;
      vi tie = (order == splat_int(threshold)) & on;
      const int32_t here = ties > 0 ? lane_count(tie) : 0;
      if (here <= ties) {
        if (ties > 0) is |= tie;
        ties -= here;
      } else {
        for (int j = 0; j < W && ties > 0; j++) {
          if (tie[j] == 0) continue;
          is[j] = -1;
          ties--;
        }
      }
      put(out + c * plane_stride + i, masked(splat(1.0f), is), part);
    })
  }
}

static void top_mask(
    const float *x, float *out, int32_t planes, ptrdiff_t plane_stride, int32_t length, const int32_t *mask,
    int32_t k) {
  // The k-th largest, bit by bit from the sign down, such that at least k elements are not smaller.
  int32_t threshold = INT32_MIN;
  for (int bit = 31; bit >= 0; bit--) {
    const int32_t candidate = bit == 31 ? 0 : threshold | (int32_t)(1u << bit);
    const int32_t count = count_at_least(x, planes, plane_stride, length, mask, candidate);
    if (count == k) {
      mark(x, out, planes, plane_stride, length, mask, candidate - 1, 0);
      return;
    }
    if (count > k) threshold = candidate;
  }
  const int32_t greater =
      threshold == INT32_MAX ? 0 : count_at_least(x, planes, plane_stride, length, mask, threshold + 1);
  mark(x, out, planes, plane_stride, length, mask, threshold, k - greater);
}

static void column_top_mask(
    const float *x, ptrdiff_t x_stride, int32_t rows, int32_t columns, int32_t k, float *out, ptrdiff_t out_stride) {
  EACH_VECTOR((size_t)columns, {
    vi threshold = splat_int(INT32_MIN);
    vi greater = {};
    // The columns with a k-th largest element distinct from the next.
    vi exact = {};
    for (size_t j = part; j < W; j++) exact[j] = -1;
    for (int bit = 31; bit >= 0 && lane_count(exact) < W; bit--) {
      const vi candidate = bit == 31 ? (vi){} : threshold | splat_int((int32_t)(1u << bit));
      vi count = {};
      for (int32_t r = 0; r < rows; r++) count -= ordered(get(x + r * x_stride + i, part)) >= candidate;
      threshold = select_int(count >= splat_int(k), candidate, threshold);
      exact |= count == splat_int(k);
    }
    for (int32_t r = 0; r < rows; r++) greater -= ordered(get(x + r * x_stride + i, part)) > threshold;
    vi ties = splat_int(k) - greater;
    for (int32_t r = 0; r < rows; r++) {
      vi order = ordered(get(x + r * x_stride + i, part));
      vi tie = (order == threshold) & (ties > splat_int(0));
      ties += tie;
      put(out + r * out_stride + i, masked(splat(1.0f), (order > threshold) | tie), part);
    }
  })
}

INLINE int32_t maximum_order(const float *x, int32_t length, const int32_t *mask) {
  vi largest = splat_int(INT32_MIN);
  EACH_VECTOR((size_t)length, {
    vi order = ordered(get(x + i, part));
    if (mask || part < W) order = select_int(lanes(mask, i, part), order, splat_int(INT32_MIN));
    largest = select_int(order > largest, order, largest);
  })
  return lane_maximum_int(largest);
}

static float plane_maximum(const float *x, int32_t length, const int32_t *mask) {
  const int32_t order = maximum_order(x, length, mask);
  const int32_t bits = order ^ ((order >> 31) & 0x7fffffff);
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

static void maximum_mask(const float *x, float *out, int32_t length, const int32_t *mask) {
  mark(x, out, 1, 0, length, mask, maximum_order(x, length, mask), 1);
}
