// A vector of HG_WIDTH floats: loads, stores, selection, sums.
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

enum { W = HG_WIDTH };

typedef float vf __attribute__((vector_size(HG_WIDTH * 4)));
typedef int32_t vi __attribute__((vector_size(HG_WIDTH * 4)));
typedef float vf_unaligned __attribute__((vector_size(HG_WIDTH * 4), aligned(4)));
typedef int32_t vi_unaligned __attribute__((vector_size(HG_WIDTH * 4), aligned(4)));

INLINE vf load(const float *p) { return *(const vf_unaligned *)p; }
INLINE void store(float *p, vf v) { *(vf_unaligned *)p = v; }
INLINE vi load_mask(const int32_t *p) { return *(const vi_unaligned *)p; }
INLINE vf splat(float x) { return x - (vf){}; }
INLINE vi splat_int(int32_t x) { return (vi){} + x; }
INLINE vf masked(vf v, vi mask) { return (vf)((vi)v & mask); }
INLINE vf select(vi mask, vf a, vf b) { return (vf)(((vi)a & mask) | ((vi)b & ~mask)); }
// The larger (smaller) of x and a bound; NaN stays NaN, so that training can detect it.
INLINE vf maximum(vf x, vf bound) { return select(bound > x, bound, x); }
INLINE vf minimum(vf x, vf bound) { return select(bound < x, bound, x); }
INLINE vf absolute(vf a) { return (vf)((vi)a & splat_int(0x7fffffff)); }

// The first `count` floats at `p`, zeros after them; never reads past them.
INLINE vf load_part(const float *p, size_t count) {
  vf v = {};
  __builtin_memcpy(&v, p, count * sizeof(float));
  return v;
}
INLINE void store_part(float *p, vf v, size_t count) { __builtin_memcpy(p, &v, count * sizeof(float)); }
INLINE vi load_mask_part(const int32_t *p, size_t count) {
  vi v = {};
  __builtin_memcpy(&v, p, count * sizeof(int32_t));
  return v;
}

// The sum of the lanes, by halves.
INLINE float lane_sum(vf v) {
#if HG_WIDTH == 16
  typedef float half __attribute__((vector_size(32)));
  half h = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
#elif HG_WIDTH == 8
  vf h = v;
#endif
  typedef float quarter __attribute__((vector_size(16)));
#if HG_WIDTH >= 8
  quarter q = __builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7);
#else
  quarter q = v;
#endif
  q += __builtin_shufflevector(q, q, 2, 3, 0, 1);
  return q[0] + q[1];
}

// Interleaves the lower (upper) halves of two vectors.
#if HG_WIDTH == 16
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define LOG_WIDTH 4
#elif HG_WIDTH == 8
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define LOG_WIDTH 3
#else
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#define LOG_WIDTH 2
#endif

// Transposes W vectors of W floats in place, by W-ary perfect shuffles.
INLINE void transpose(vf rows[HG_WIDTH]) {
  UNROLL for (int round = 0; round < LOG_WIDTH; round++) {
    vf next[HG_WIDTH];
    UNROLL for (int i = 0; i < W / 2; i++) {
      next[2 * i] = ZIP_LOW(rows[i], rows[i + W / 2]);
      next[2 * i + 1] = ZIP_HIGH(rows[i], rows[i + W / 2]);
    }
    UNROLL for (int i = 0; i < W; i++) rows[i] = next[i];
  }
}

INLINE void copy_floats(float *to, const float *from, int32_t count) {
  for (; count >= 16; count -= 16, to += 16, from += 16) __builtin_memcpy(to, from, 16 * sizeof(float));
  if (count & 8) {
    __builtin_memcpy(to, from, 8 * sizeof(float));
    to += 8;
    from += 8;
  }
  if (count & 4) {
    __builtin_memcpy(to, from, 4 * sizeof(float));
    to += 4;
    from += 4;
  }
  for (int32_t i = 0; i < (count & 3); i++) to[i] = from[i];
}
