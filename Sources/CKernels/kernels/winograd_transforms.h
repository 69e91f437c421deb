// Convolutions with fewer products: Winograd's minimal filtering F(2 x 2, r x r) for r = 2 and 3 (S. Winograd,
// "Arithmetic Complexity of Computations", 1980; A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural
// Networks", 2016).
//
// A tile of 2 x 2 results y comes from the (r + 1) x (r + 1) values d below it and the taps g by
//   y = A' ((G g G') * (B' d B)) A,
// where * multiplies element by element, summed over the channels before A' and A are applied. The form is trilinear, so
// the gradient of the taps is G' ((A y A') * (B' d B)) G with the gradient y of the results.

// One dimension of B' d.
INLINE void transform_values(const vf d[4], vf t[4], const int taps) {
  if (taps == 2) {
    t[0] = d[0] - d[1];
    t[1] = d[1];
    t[2] = d[2] - d[1];
  } else {
    t[0] = d[0] - d[2];
    t[1] = d[1] + d[2];
    t[2] = d[2] - d[1];
    t[3] = d[1] - d[3];
  }
}

// One dimension of G g.
INLINE void transform_taps(const vf g[4], vf t[4], const int taps) {
  if (taps == 2) {
    t[0] = g[0];
    t[1] = g[0] + g[1];
    t[2] = g[1];
  } else {
    const vf half = splat(0.5f), outer = half * (g[0] + g[2]), inner = half * g[1];
    t[0] = g[0];
    t[1] = outer + inner;
    t[2] = outer - inner;
    t[3] = g[2];
  }
}

// One dimension of G' m.
INLINE void transform_tap_sums(const vf m[4], vf g[4], const int taps) {
  if (taps == 2) {
    g[0] = m[0] + m[1];
    g[1] = m[1] + m[2];
  } else {
    const vf half = splat(0.5f), sum = half * (m[1] + m[2]);
    g[0] = m[0] + sum;
    g[1] = half * (m[1] - m[2]);
    g[2] = sum + m[3];
  }
}

// One dimension of A' m.
INLINE void transform_sums(const vf m[4], vf y[4], const int taps) {
  if (taps == 2) {
    y[0] = m[0] + m[1];
    y[1] = m[1] + m[2];
  } else {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
  }
}

// One dimension of A y.
INLINE void transform_results(const vf y[4], vf t[4], const int taps) {
  t[0] = y[0];
  t[1] = y[0] + y[1];
  if (taps == 2) {
    t[2] = y[1];
  } else {
    t[2] = y[0] - y[1];
    t[3] = (vf){} - y[1];
  }
}

// Both dimensions: of[FROM][FROM] becomes of[TO][TO].
#define DEFINE_TWO_DIMENSIONS(NAME, FROM, TO)                                                                       \
  INLINE void NAME##_2d(vf of[4][4], const int taps) {                                                              \
    vf half[4][4];                                                                                                  \
    UNROLL for (int i = 0; i < FROM; i++) NAME(of[i], half[i], taps);                                               \
    UNROLL for (int j = 0; j < TO; j++) {                                                                           \
      vf column[4], whole[4];                                                                                       \
      UNROLL for (int i = 0; i < FROM; i++) column[i] = half[i][j];                                                 \
      NAME(column, whole, taps);                                                                                    \
      UNROLL for (int i = 0; i < TO; i++) of[i][j] = whole[i];                                                      \
    }                                                                                                               \
  }
DEFINE_TWO_DIMENSIONS(transform_values, taps + 1, taps + 1)
DEFINE_TWO_DIMENSIONS(transform_taps, taps, taps + 1)
DEFINE_TWO_DIMENSIONS(transform_tap_sums, taps + 1, taps)
DEFINE_TWO_DIMENSIONS(transform_sums, taps + 1, 2)
DEFINE_TWO_DIMENSIONS(transform_results, 2, taps + 1)

// Loads size x size vectors from `lanes` at the offsets `at`, transforms them and stores them `stride` apart.
INLINE void transform_tile(
    const float *lanes, const int32_t *at, float *to, ptrdiff_t stride, const int taps, const int is_upstream) {
  const int size = is_upstream ? 2 : taps + 1;
  vf tile[4][4];
  UNROLL for (int i = 0; i < size; i++) {
    UNROLL for (int j = 0; j < size; j++) tile[i][j] = load(lanes + at[i * size + j]);
  }
  if (is_upstream) {
    transform_results_2d(tile, taps);
  } else {
    transform_values_2d(tile, taps);
  }
  UNROLL for (int i = 0; i < taps + 1; i++) {
    UNROLL for (int j = 0; j < taps + 1; j++) store(to + (i * (taps + 1) + j) * stride, tile[i][j]);
  }
}
