// The filter gradient of a convolution: inner products of upstream planes with shifted input planes.
//
// A block of ROWS channels by TERMS shifts stays in registers during the loop over pixels.

#if HG_REGISTERS >= 32
#define FOR_EACH_PRODUCT_BLOCK(DO) DO(4, 6) DO(3, 9) DO(2, 12) DO(1, 24)
#else
#define FOR_EACH_PRODUCT_BLOCK(DO) DO(3, 3) DO(2, 6) DO(1, 12)
#endif

INLINE void product_block(
    const HGShiftedProducts *products, const float *upstream, const float *in, float *gradient,
    ptrdiff_t gradient_stride, int32_t channel, int32_t term, const int rows, const int terms) {
  const float *planes[8];
  const float *shifted[24];
  // Past the end the last row or term is computed again, but not stored.
  UNROLL for (int r = 0; r < rows; r++) {
    int32_t c = channel + r < products->channels ? channel + r : products->channels - 1;
    planes[r] = upstream + c * products->plane_stride;
  }
  UNROLL for (int t = 0; t < terms; t++) {
    int32_t k = term + t < products->terms ? term + t : products->terms - 1;
    shifted[t] = in + products->offsets[k];
  }
  vf total[8][24];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int t = 0; t < terms; t++) total[r][t] = (vf){};
  }
  const ptrdiff_t end = (products->length + W - 1) / W * W;
  for (ptrdiff_t i = 0; i < end; i += W) {
    vf values[8];
    UNROLL for (int r = 0; r < rows; r++) values[r] = load(planes[r] + i);
    UNROLL for (int t = 0; t < terms; t++) {
      vf x = load(shifted[t] + i);
      UNROLL for (int r = 0; r < rows; r++) total[r][t] += values[r] * x;
    }
  }
  const int32_t count = min_int(terms, products->terms - term);
  UNROLL for (int r = 0; r < rows; r++) {
    float sums[24 + HG_WIDTH];
    lane_sums(total[r], terms, sums);
    if (channel + r < products->channels) {
      float *to = gradient + (channel + r) * gradient_stride + term;
      for (int32_t t = 0; t < count; t++) to[t] += sums[t];
    }
  }
}

#define DEFINE_PRODUCTS(ROWS, TERMS)                                                                                \
  static __attribute__((noinline)) void products_##ROWS(                                                            \
      const HGShiftedProducts *products, const float *upstream, const float *in, float *gradient,                   \
      ptrdiff_t gradient_stride) {                                                                                  \
    for (int32_t c = 0; c < products->channels; c += ROWS) {                                                        \
      for (int32_t k = 0; k < products->terms; k += TERMS) {                                                        \
        product_block(products, upstream, in, gradient, gradient_stride, c, k, ROWS, TERMS);                        \
      }                                                                                                             \
    }                                                                                                               \
  }
FOR_EACH_PRODUCT_BLOCK(DEFINE_PRODUCTS)

static void shifted_products(
    const HGShiftedProducts *products, const float *upstream, const float *in, float *gradient,
    ptrdiff_t gradient_stride) {
  // The block shape with the fewest products; loads count as half a product.
  int best = 0;
  int64_t lowest = INT64_MAX;
#define CONSIDER(ROWS, TERMS)                                                                                       \
  {                                                                                                                 \
    int64_t blocks = (int64_t)((products->channels + ROWS - 1) / ROWS) * ((products->terms + TERMS - 1) / TERMS);   \
    int64_t cost = blocks * (2 * ROWS * TERMS + ROWS + TERMS);                                                      \
    if (cost < lowest) {                                                                                            \
      lowest = cost;                                                                                                \
      best = ROWS;                                                                                                  \
    }                                                                                                               \
  }
  FOR_EACH_PRODUCT_BLOCK(CONSIDER)
  switch (best) {
#define CALL_PRODUCTS(ROWS, TERMS)                                                                                  \
  case ROWS: products_##ROWS(products, upstream, in, gradient, gradient_stride); break;
    FOR_EACH_PRODUCT_BLOCK(CALL_PRODUCTS)
  }
}

static void plane_sums(
    const float *planes, ptrdiff_t plane_stride, int32_t channels, int32_t length, float *sums) {
  for (int32_t c = 0; c < channels; c++) {
    const float *plane = planes + c * plane_stride;
    vf total[4] = {};
    ptrdiff_t i = 0;
    for (; i + 4 * W <= length; i += 4 * W) {
      UNROLL for (int j = 0; j < 4; j++) total[j] += load(plane + i + j * W);
    }
    for (; i + W <= length; i += W) total[0] += load(plane + i);
    if (i < length) total[0] += load_part(plane + i, (size_t)(length - i));
    sums[c] += lane_sum((total[0] + total[1]) + (total[2] + total[3]));
  }
}
