// Rows split into even and odd columns, and rows that end within a vector.

// The even (odd) lanes of two consecutive vectors; and a vector shifted up by one lane, after the last lane of
// `before`.
#if HG_WIDTH == 16
#define EVENS(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODDS(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
#define MOVED_UP(before, v)                                                                                         \
  __builtin_shufflevector(before, v, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
#elif HG_WIDTH == 8
#define EVENS(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14)
#define ODDS(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)
#define MOVED_UP(before, v) __builtin_shufflevector(before, v, 7, 8, 9, 10, 11, 12, 13, 14)
#else
#define EVENS(a, b) __builtin_shufflevector(a, b, 0, 2, 4, 6)
#define ODDS(a, b) __builtin_shufflevector(a, b, 1, 3, 5, 7)
#define MOVED_UP(before, v) __builtin_shufflevector(before, v, 3, 4, 5, 6)
#endif

INLINE int32_t min_int(int32_t a, int32_t b) { return a < b ? a : b; }
INLINE int32_t max_int(int32_t a, int32_t b) { return a > b ? a : b; }

// All bits set in lanes 0 ... count - 1.
INLINE vi first_lanes(int32_t count) {
  vi numbers;
  UNROLL for (int i = 0; i < W; i++) numbers[i] = i;
  return numbers < splat_int(count);
}

// Stores the lanes before `end`. Rows are written in order with zeros after their last float. These zeros keep a margin
// at zero, or the next row overwrites them; nothing may be written beyond the sample.
INLINE void store_before(float *p, vf v, const float *end) {
  if (p + W <= end) {
    store(p, v);
  } else if (p < end) {
    store_part(p, v, (size_t)(end - p));
  }
}

INLINE void fill_row(float *row, float value, int32_t width) {
  for (int32_t x = 0; x < width; x++) row[x] = value;
}

// Stores `even` and `odd` alternately; `left` floats of the row remain.
INLINE void store_in_turn(float *p, vf even, vf odd, int32_t left, const float *end) {
  store_before(p, ZIP_LOW(even, odd), end);
  if (left > W) store_before(p + W, ZIP_HIGH(even, odd), end);
}

// Two vectors hold sums of SPAN lanes each, one after another. Adds the upper half of each sum to its lower half, into
// one vector with the sums of both.
#if HG_WIDTH == 16
#define FOLD_16(a, b)                                                                                               \
  (__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +                          \
   __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#define FOLD_8(a, b)                                                                                                \
  (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +                        \
   __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31))
#define FOLD_4(a, b)                                                                                                \
  (__builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29) +                        \
   __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31))
#elif HG_WIDTH == 8
#define FOLD_8(a, b)                                                                                                \
  (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +                                                        \
   __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
#define FOLD_4(a, b)                                                                                                \
  (__builtin_shufflevector(a, b, 0, 1, 4, 5, 8, 9, 12, 13) + __builtin_shufflevector(a, b, 2, 3, 6, 7, 10, 11, 14, 15))
#else
#define FOLD_4(a, b) (__builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7))
#endif
#define FOLD_2(a, b) (EVENS(a, b) + ODDS(a, b))

#define FOLD_ALL(SPAN)                                                                                              \
  UNROLL for (int i = 0; i < (count + 1) / 2; i++) {                                                                \
    folded[i] = FOLD_##SPAN(folded[2 * i], 2 * i + 1 < count ? folded[2 * i + 1] : (vf){});                         \
  }                                                                                                                 \
  count = (count + 1) / 2;

// sums[i] = lane_sum(v[i]), added up in the same order, for `count` <= 24 vectors at once. Whole vectors are written.
INLINE void lane_sums(const vf *v, const int vectors, float *sums) {
  vf folded[24];
  int count = vectors;
  UNROLL for (int i = 0; i < vectors; i++) folded[i] = v[i];
#if HG_WIDTH == 16
  FOLD_ALL(16)
#endif
#if HG_WIDTH >= 8
  FOLD_ALL(8)
#endif
  FOLD_ALL(4)
  FOLD_ALL(2)
  UNROLL for (int i = 0; i < count; i++) store(sums + i * W, folded[i]);
}
