// Statistics of channels and their normalisation, and the selection of the largest elements.
#include "check.h"

static void check_moments(const HGKernels *k) {
  EACH_COUNT(n) {
    float *means = zeros(n), *squares = zeros(n), *sums = drawn(n, 1);
    for (uint32_t sample = 0; sample < 4; sample++) k->add_moments(drawn(n, 2 + sample), n, (float)sample, means, squares);
    record(PRODUCTS, means, n, "add_moments of %d, means", n);
    record(PRODUCTS, squares, n, "add_moments of %d, squares", n);
    k->add_products(drawn(n, 6), drawn(n, 7), n, means, sums);
    record(PRODUCTS, sums, n, "add_products of %d", n);
    release();
  }
}

static void check_planes_of(const HGKernels *k, int32_t height, int32_t width, int is_margined) {
  const int32_t channels = 3;
  const ptrdiff_t margin = is_margined ? 2 : -1;
  float *means = zeros(channels), *squares = zeros(channels), *sums = drawn(channels, 1);
  for (uint32_t sample = 0; sample < 3; sample++) {
    const Planes x = drawn_planes(1, channels, height, width, width + 2, margin, 2 + sample);
    k->add_plane_moments(
        x.first, x.stride, channels, plane_length(&x), is_margined ? x.mask : NULL, (float)(height * width),
        (float)sample, means, squares);
  }
  record(PRODUCTS, means, channels, "add_plane_moments of %dx%d, margin %d, means", height, width, is_margined);
  record(PRODUCTS, squares, channels, "add_plane_moments of %dx%d, margin %d, squares", height, width, is_margined);

  const Planes x = drawn_planes(1, channels, height, width, width + 2, margin, 5);
  const Planes dy = drawn_planes(1, channels, height, width, width + 2, margin, 6);
  const Planes y = planes(1, channels, height, width, width + 2, margin);
  const int32_t length = plane_length(&x);
  const size_t floats = (size_t)(channels * x.stride);
  k->add_plane_products(dy.first, x.first, x.stride, channels, length, means, sums);
  record(PRODUCTS, sums, channels, "add_plane_products of %dx%d, margin %d", height, width, is_margined);
  const float *factors = drawn(channels, 7), *shifts = drawn(channels, 8), *slopes = drawn(channels, 9);
  HGNormalization normalization = {
      .channels = channels, .length = length, .plane_stride = x.stride, .means = means, .factors = factors,
      .shifts = shifts, .epilogue = {.bias = slopes, .mask = x.mask},
  };
  for (int32_t kind = HG_IDENTITY; kind <= HG_SOFTPLUS; kind++) {
    normalization.epilogue.activation = kind;
    k->normalize_planes(&normalization, x.first, y.first);
    record(LOSSES, y.first, floats, "normalize_planes of %dx%d, margin %d, activation %d", height, width, is_margined, kind);
  }
  normalization.epilogue.activation = HG_IDENTITY;
  normalization.epilogue.output = dy.first;
  normalization.epilogue.derivative = HG_TANH;
  k->normalize_planes(&normalization, x.first, y.first);
  record(LOSSES, y.first, floats, "normalize_planes of %dx%d, margin %d, derivative", height, width, is_margined);
  const HGNormalizationGradient gradient = {
      .channels = channels, .length = length, .plane_stride = x.stride, .mask = x.mask, .means = means,
      .factors = factors, .shifts = shifts, .slopes = slopes,
  };
  k->normalize_planes_gradient(&gradient, dy.first, x.first, y.first);
  record(LOSSES, y.first, floats, "normalize_planes_gradient of %dx%d, margin %d", height, width, is_margined);
  release();
}

static void check_single_numbers(const HGKernels *k) {
  EACH_COUNT(n) {
    const float *x = drawn(n, 10), *dy = drawn(n, 11), *means = drawn(n, 12), *factors = drawn(n, 13);
    const float *shifts = drawn(n, 14), *slopes = drawn(n, 15);
    float *y = unwritten(n);
    HGNormalization normalization = {
        .channels = n, .length = 1, .plane_stride = 1, .means = means, .factors = factors, .shifts = shifts,
    };
    for (int32_t kind = HG_IDENTITY; kind <= HG_SOFTPLUS; kind++) {
      normalization.epilogue.bias = kind % 2 ? slopes : NULL;
      normalization.epilogue.activation = kind;
      k->normalize(&normalization, x, y);
      record(LOSSES, y, n, "normalize of %d, activation %d", n, kind);
    }
    normalization.epilogue.activation = HG_IDENTITY;
    normalization.epilogue.derivative = HG_SIGMOID;
    normalization.epilogue.output = dy;
    k->normalize(&normalization, x, y);
    record(LOSSES, y, n, "normalize of %d, derivative", n);
    const HGNormalizationGradient gradient = {
        .channels = n, .length = 1, .plane_stride = 1, .means = means, .factors = factors, .shifts = shifts,
        .slopes = slopes,
    };
    k->normalize_gradient(&gradient, dy, x, y);
    record(LOSSES, y, n, "normalize_gradient of %d", n);
    release();
  }
}

void check_channels(const HGKernels *kernels) {
  check_moments(kernels);
  for (int32_t width = 1; width <= 34; width++) {
    for (int is_margined = 0; is_margined < 2; is_margined++) check_planes_of(kernels, 3, width, is_margined);
  }
  check_single_numbers(kernels);
}

// Numbers with many ties, both zeros and infinities.
static float *tied(size_t count, uint32_t seed) {
  float *x = drawn(count, seed);
  for (size_t i = 0; i < count; i++) x[i] = truncf(x[i] * 5) / 2;
  if (count > 4) x[count / 3] = -0.0f, x[count / 2] = INFINITY, x[count - 1] = -INFINITY;
  return x;
}

void check_selection(const HGKernels *k) {
  EACH_COUNT(n) {
    for (int32_t wanted = 1; wanted <= 3 * n; wanted += 1 + wanted / 2) {
      for (int is_masked = 0; is_masked < 2; is_masked++) {
        const int32_t *mask = is_masked ? drawn_mask(n, 1) : NULL;
        float *out = unwritten(3 * n);
        k->top_mask(tied(3 * n, 2), out, 3, n, n, mask, wanted);
        record(EXACT, out, 3 * n, "top_mask, %d of 3x%d, mask %d", wanted, n, is_masked);
        k->top_mask(drawn(3 * n, 3), out, 3, n, n, mask, wanted);
        record(EXACT, out, 3 * n, "top_mask, %d of 3x%d without ties, mask %d", wanted, n, is_masked);
      }
      release();
    }
    for (int32_t rows = 1; rows <= 9; rows += 4) {
      for (int32_t wanted = 1; wanted <= rows; wanted += 2) {
        float *out = zeros(rows * (n + 1));
        k->column_top_mask(tied((rows - 1) * (n + 2) + n, 4), n + 2, rows, n, wanted, out, n + 1);
        record(EXACT, out, rows * (n + 1), "column_top_mask, %d of %dx%d", wanted, rows, n);
      }
      release();
    }
    for (int is_masked = 0; is_masked < 2; is_masked++) {
      const int32_t *mask = is_masked ? drawn_mask(n, 5) : NULL;
      const float *x = tied(n, 6);
      float *out = unwritten(n);
      const float largest = k->plane_maximum(x, n, mask);
      record(EXACT, &largest, 1, "plane_maximum of %d, mask %d", n, is_masked);
      k->maximum_mask(x, out, n, mask);
      record(EXACT, out, n, "maximum_mask of %d, mask %d", n, is_masked);
    }
    release();
  }
}
