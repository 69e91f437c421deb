// Convolution forward, and backward to its input: weighted sums of shifted planes.
//
// A block of ROWS channels by COLUMNS vectors stays in registers during the loop over terms: each term costs COLUMNS
// loads and ROWS broadcasts for ROWS * COLUMNS multiply-adds.

#if HG_REGISTERS >= 32
#define FOR_EACH_ROWS(DO) DO(8, 3) DO(4, 6) DO(3, 8) DO(2, 12) DO(1, 16)
enum { MOST_ROWS = 8 };
#else
#define FOR_EACH_ROWS(DO) DO(4, 2) DO(3, 3) DO(2, 5) DO(1, 12)
enum { MOST_ROWS = 4 };
#endif

// The rows of the next block of `left` channels: full blocks, then the smallest that holds the rest.
INLINE int32_t block_rows(int32_t left) {
  if (left >= MOST_ROWS) return MOST_ROWS;
  return left > 4 ? MOST_ROWS : left;
}

static size_t packed_shifted_weights(int32_t channels, int32_t terms) {
  size_t total = 0;
  while (channels > 0) {
    int32_t rows = block_rows(channels);
    total += (size_t)rows * (size_t)terms;
    channels -= rows;
  }
  return total;
}

static void pack_shifted_weights(
    const float *source, ptrdiff_t channel_stride, const ptrdiff_t *positions, int32_t channels, int32_t terms,
    float *packed) {
  int32_t first = 0;
  while (first < channels) {
    int32_t rows = block_rows(channels - first);
    for (int32_t k = 0; k < terms; k++) {
      for (int32_t r = 0; r < rows; r++) {
        *packed++ = first + r < channels ? source[(first + r) * channel_stride + positions[k]] : 0;
      }
    }
    first += rows;
  }
}

// The bias is added; the rest is elementwise, while the block is in the first-level cache.
INLINE void finish_rows(
    const HGEpilogue *epilogue, float *out, ptrdiff_t start, ptrdiff_t plane_stride, int32_t rows, int columns,
    int32_t activation, int32_t derivative) {
  for (int32_t r = 0; r < rows; r++) {
    float *row = out + r * plane_stride + start;
    for (int c = 0; c < columns; c++) {
      vf v = load(row + c * W);
      if (activation != HG_IDENTITY) v = apply_activation(activation, v);
      if (derivative != HG_IDENTITY) {
        v = apply_derivative(derivative, v, load(epilogue->output + r * plane_stride + start + c * W));
      }
      if (epilogue->mask) v = masked(v, load_mask(epilogue->mask + start + c * W));
      store(row + c * W, v);
    }
  }
}

INLINE void sum_block(
    const HGShiftedSum *sum, const float *weights, int32_t first, const float *in, float *out, ptrdiff_t start,
    const int rows, const int columns) {
  vf total[16][16];
  UNROLL for (int r = 0; r < rows; r++) {
    vf bias = splat(sum->epilogue.bias && first + r < sum->channels ? sum->epilogue.bias[first + r] : 0);
    UNROLL for (int c = 0; c < columns; c++) total[r][c] = bias;
  }
  const ptrdiff_t *offsets = sum->offsets;
  const int32_t terms = sum->terms;
  const float *at = in + start;
  for (int32_t k = 0; k < terms; k++) {
    const float *x = at + offsets[k];
    vf values[16];
    UNROLL for (int c = 0; c < columns; c++) values[c] = load(x + c * W);
    UNROLL for (int r = 0; r < rows; r++) {
      vf weight = splat(weights[r]);
      UNROLL for (int c = 0; c < columns; c++) total[r][c] += weight * values[c];
    }
    weights += rows;
  }
  float *to = out + first * sum->plane_stride + start;
  UNROLL for (int r = 0; r < rows; r++) {
    if (first + r < sum->channels) {
      UNROLL for (int c = 0; c < columns; c++) store(to + r * sum->plane_stride + c * W, total[r][c]);
    }
  }
}

// All the blocks of `rows` channels that start at channel `first`.
#define DEFINE_ROWS(ROWS, COLUMNS)                                                                                  \
  static __attribute__((noinline)) void sum_rows_##ROWS(                                                            \
      const HGShiftedSum *sum, const float *weights, int32_t first, const float *in, float *out) {                  \
    const int vectors = (sum->length + W - 1) / W;                                                                  \
    const int blocks = (vectors + COLUMNS - 1) / COLUMNS;                                                           \
    int at = 0;                                                                                                     \
    for (int b = 0; b < blocks; b++) {                                                                              \
      const int end = (int)((int64_t)vectors * (b + 1) / blocks);                                                   \
      const ptrdiff_t start = (ptrdiff_t)at * W;                                                                    \
      switch (end - at) {                                                                                           \
        SUM_CASES_##COLUMNS(ROWS)                                                                                   \
      }                                                                                                             \
      finish(sum, first, ROWS, out, start, end - at);                                                               \
      at = end;                                                                                                     \
    }                                                                                                               \
  }
#define SUM_CASE(ROWS, N)                                                                                           \
  case N: sum_block(sum, weights, first, in, out, start, ROWS, N); break;
#define SUM_CASES_2(R) SUM_CASE(R, 1) SUM_CASE(R, 2)
#define SUM_CASES_3(R) SUM_CASES_2(R) SUM_CASE(R, 3)
#define SUM_CASES_5(R) SUM_CASES_3(R) SUM_CASE(R, 4) SUM_CASE(R, 5)
#define SUM_CASES_6(R) SUM_CASES_5(R) SUM_CASE(R, 6)
#define SUM_CASES_8(R) SUM_CASES_6(R) SUM_CASE(R, 7) SUM_CASE(R, 8)
#define SUM_CASES_12(R) SUM_CASES_8(R) SUM_CASE(R, 9) SUM_CASE(R, 10) SUM_CASE(R, 11) SUM_CASE(R, 12)
#define SUM_CASES_16(R) SUM_CASES_12(R) SUM_CASE(R, 13) SUM_CASE(R, 14) SUM_CASE(R, 15) SUM_CASE(R, 16)

static void finish(
    const HGShiftedSum *sum, int32_t first, int32_t rows, float *out, ptrdiff_t start, int columns) {
  HGEpilogue epilogue = sum->epilogue;
  if (epilogue.activation == HG_IDENTITY && epilogue.derivative == HG_IDENTITY && !epilogue.mask) return;
  const ptrdiff_t stride = sum->plane_stride;
  float *to = out + first * stride;
  if (epilogue.output) epilogue.output += first * stride;
  const int32_t valid = sum->channels - first < rows ? sum->channels - first : rows;
#define FINISH(ACTIVATION, DERIVATIVE) finish_rows(&epilogue, to, start, stride, valid, columns, ACTIVATION, DERIVATIVE)
  if (epilogue.derivative != HG_IDENTITY) {
    switch (epilogue.derivative) {
#define FINISH_DERIVATIVE(KIND) case KIND: FINISH(HG_IDENTITY, KIND); break;
      FOR_EACH_ACTIVATION(FINISH_DERIVATIVE)
#undef FINISH_DERIVATIVE
    }
  } else {
    switch (epilogue.activation) {
#define FINISH_ACTIVATION(KIND) case KIND: FINISH(KIND, HG_IDENTITY); break;
      FOR_EACH_ACTIVATION(FINISH_ACTIVATION)
#undef FINISH_ACTIVATION
    default: FINISH(HG_IDENTITY, HG_IDENTITY); break;
    }
  }
#undef FINISH
}

FOR_EACH_ROWS(DEFINE_ROWS)

static void shifted_sum(const HGShiftedSum *sum, const float *in, float *out) {
  const float *weights = sum->weights;
  int32_t first = 0;
  while (first < sum->channels) {
    const int32_t rows = block_rows(sum->channels - first);
    switch (rows) {
#define CALL_ROWS(ROWS, COLUMNS)                                                                                    \
  case ROWS: sum_rows_##ROWS(sum, weights, first, in, out); break;
      FOR_EACH_ROWS(CALL_ROWS)
    }
    weights += (ptrdiff_t)rows * sum->terms;
    first += rows;
  }
}
