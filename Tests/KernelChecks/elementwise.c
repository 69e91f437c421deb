// One result per element: activations, functions, arithmetic, losses' gradients, random numbers.
#include "check.h"

enum { FIRST_ACTIVATION = HG_IDENTITY, LAST_ACTIVATION = HG_SOFTPLUS, FIRST_FUNCTION = HG_EXPONENTIAL, LAST_FUNCTION = HG_WITHIN };

// Numbers that functions treat apart, then powers of two, then a sweep of [-100, 100].
enum { SPECIAL = 14, POWERS = 2 * 150, SWEEP = 4001, HARD = SPECIAL + POWERS + SWEEP };
static float *hard_numbers(void) {
  static const float special[SPECIAL] = {
      0, -0.0f, 1, -1, INFINITY, -INFINITY, NAN, 0x1p-149f, -0x1p-149f, 0x1p-126f, 3.4e38f, -3.4e38f, 88.8f, -104.5f};
  float *x = zeros(HARD);
  for (int i = 0; i < SPECIAL; i++) x[i] = special[i];
  for (int i = 0; i < POWERS; i++) x[SPECIAL + i] = ldexpf(i % 2 ? -1 : 1, i / 2 - 143);
  for (int i = 0; i < SWEEP; i++) x[SPECIAL + POWERS + i] = (float)(i - SWEEP / 2) / 20;
  return x;
}

static void check_activations(const HGKernels *k) {
  const float *hard = hard_numbers();
  float *of_hard = unwritten(HARD);
  for (int32_t kind = FIRST_ACTIVATION; kind <= LAST_ACTIVATION; kind++) {
    k->activate(kind, hard, of_hard, NULL, HARD);
    record(FUNCTION, of_hard, HARD, "activate %d of hard numbers", kind);
    EACH_COUNT(n) {
      const float *x = drawn(n, 1), *upstream = drawn(n, 2);
      float *y = unwritten(n), *masked = unwritten(n), *gradient = unwritten(n);
      k->activate(kind, x, y, NULL, n);
      record(FUNCTION, y, n, "activate %d of %d", kind, n);
      k->activate(kind, x, masked, drawn_mask(n, 3), n);
      record(FUNCTION, masked, n, "activate %d of %d with a mask", kind, n);
      k->activate_gradient(kind, y, upstream, gradient, n);
      record(FUNCTION, gradient, n, "activate_gradient %d of %d", kind, n);
    }
    release();
    hard = hard_numbers();
    of_hard = zeros(HARD);
  }
}

static void check_functions(const HGKernels *k) {
  for (int32_t function = FIRST_FUNCTION; function <= LAST_FUNCTION; function++) {
    const float *hard = hard_numbers();
    float *of_hard = unwritten(HARD);
    k->map(function, hard, of_hard, -0.25f, 0.5f, NULL, HARD);
    record(FUNCTION, of_hard, HARD, "map %d of hard numbers", function);
    EACH_COUNT(n) {
      float *y = unwritten(n), *masked = unwritten(n);
      k->map(function, drawn(n, 4), y, -0.25f, 0.5f, NULL, n);
      record(FUNCTION, y, n, "map %d of %d", function, n);
      k->map(function, drawn(n, 4), masked, -0.25f, 0.5f, drawn_mask(n, 5), n);
      record(FUNCTION, masked, n, "map %d of %d with a mask", function, n);
    }
    release();
  }
}

static void check_arithmetic(const HGKernels *k) {
  EACH_COUNT(n) {
    const float *a = drawn(n, 6), *b = drawn(n, 7);
    const int32_t *mask = drawn_mask(n, 8);
    float *y = unwritten(n);
#define CHECK(TOLERANCE, KERNEL, ...)                 \
  k->KERNEL(__VA_ARGS__);                             \
  record(TOLERANCE, y, n, #KERNEL " of %d", n)
    CHECK(EXACT, add, a, b, y, n);
    CHECK(EXACT, subtract, a, b, y, n);
    CHECK(EXACT, multiply, a, b, y, n);
    CHECK(EXACT, scale, a, -1.7f, y, n);
    CHECK(EXACT, add_scalar, a, 0.3f, y, NULL, n);
    CHECK(EXACT, add_scalar, a, 0.3f, y, mask, n);
    CHECK(EXACT, fill, 0.7f, y, NULL, n);
    CHECK(EXACT, fill, -0.7f, y, mask, n);
    CHECK(EXACT, divide, a, b, y, NULL, n);
    CHECK(EXACT, divide, a, b, y, mask, n);
    CHECK(EXACT, scaled_difference, a, b, 0.01f, y, n);
    CHECK(FUNCTION, cross_entropy_gradient, a, b, 0.3f, y, NULL, n);
    CHECK(FUNCTION, cross_entropy_gradient, a, b, 0.3f, y, mask, n);
    CHECK(FUNCTION, gelu_gradient, a, b, y, n);
    CHECK(EXACT, absolute_error_gradient, a, b, 0.3f, y, n);
    CHECK(FUNCTION, huber_error_gradient, a, b, 0.4f, 0.3f, y, n);
    CHECK(FUNCTION, add_scaled, a, b, -2.5f, y, n);
#undef CHECK
    float *clamped = drawn(n, 9), *moved = drawn(n, 10);
    clamped[n / 2] = NAN;
    k->clamp(clamped, 0.25f, n);
    record(EXACT, clamped, n, "clamp of %d", n);
    k->interpolate(moved, a, 0.1f, n);
    record(FUNCTION, moved, n, "interpolate of %d", n);
    // Bytes need not be aligned.
    uint8_t *bytes = (uint8_t *)integers((n + 3) / 4 + 1) + 1;
    for (int32_t i = 0; i < n; i++) bytes[i] = (uint8_t)(37 * i + 255);
    k->scale_bytes(bytes, bytes, 1.0f / 255, -0.5f, y, n);
    record(FUNCTION, y, n, "scale_bytes of %d", n);
    release();
  }
}

static void check_movement(const HGKernels *k) {
  EACH_COUNT(width) {
    const int32_t rows = 3, from_pitch = width + 2, to_pitch = width + 1;
    float *to = zeros(rows * to_pitch);
    k->copy_rows(drawn(rows * from_pitch, 11), from_pitch, to, to_pitch, rows, width);
    record(EXACT, to, rows * to_pitch, "copy_rows of %d", width);
    for (int32_t height = 1; height <= 35; height += 2) {
      float *transposed = zeros(width * (height + 1));
      k->transpose_matrix(drawn(height * from_pitch, 12), from_pitch, height, width, transposed, height + 1);
      record(EXACT, transposed, width * (height + 1), "transpose_matrix of %dx%d", height, width);
    }
    release();
  }
}

static void check_groups(const HGKernels *k) {
  for (int32_t groups = 1; groups <= 5; groups += 2) {
    EACH_COUNT(size) {
      float *x = drawn(groups * size, 13), *y = unwritten(groups * size), *each = unwritten(groups);
      for (int32_t i = 0; i < groups * size; i++) x[i] *= 20;
      k->group_sums(x, groups, size, each);
      record(PRODUCTS, each, groups, "group_sums %dx%d", groups, size);
      k->group_copies(x, groups, size, y);
      record(EXACT, y, groups * size, "group_copies %dx%d", groups, size);
      k->group_softmax(x, groups, size, y);
      record(LOSSES, y, groups * size, "group_softmax %dx%d", groups, size);
      k->group_log_softmax(x, groups, size, y);
      record(LOSSES, y, groups * size, "group_log_softmax %dx%d", groups, size);
      k->group_log_sum_exp(x, groups, size, each);
      record(LOSSES, each, groups, "group_log_sum_exp %dx%d", groups, size);
      release();
    }
  }
}

static void check_draws(const HGKernels *k) {
  EACH_COUNT(n) {
    float *y = unwritten(n);
    k->draw(0, 0x243f6a88u, 0x85a308d3u, 3, 0xffffffffu, 5, y, n);
    record(EXACT, y, n, "draw, uniform, of %d", n);
    k->draw(1, 0x243f6a88u, 0x85a308d3u, 3, 0xffffffffu, 5, y, n);
    record(UPDATES, y, n, "draw, normal, of %d", n);
    release();
  }
}

void check_elementwise(const HGKernels *kernels) {
  check_activations(kernels);
  check_functions(kernels);
  check_arithmetic(kernels);
  check_movement(kernels);
  check_groups(kernels);
  check_draws(kernels);
}
