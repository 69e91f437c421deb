// Sums over elements, planes and columns; and updates of parameters.
#include "check.h"


static void check_sums(const HGKernels *k) {
  EACH_COUNT(n) {
    const float *a = drawn(n, 1), *b = drawn(n, 2);
    const int32_t *mask = drawn_mask(n, 3);
    const float sums[] = {
        k->sum(a, n),
        k->sum_of_squares(a, n),
        k->squared_error(a, b, n),
        k->cross_entropy(a, b, NULL, n),
        k->cross_entropy(a, b, mask, n),
        k->absolute_error(a, b, n),
        k->huber_error(a, b, 0.4f, n),
        (float)k->dot(a, b, n),
    };
    record(PRODUCTS, sums, sizeof sums / sizeof *sums, "sums of %d", n);
    double product = 0;
    for (int32_t i = 0; i < n; i++) product += (double)a[i] * b[i];
    expect_close(k->dot(a, b, n), product, 1e-16 * n, "dot of %d", n);
    release();
  }
}

// Numbers of double precision end where a vector of floats ends.
static void check_double_sums(const HGKernels *k) {
  EACH_COUNT(n) {
    const float *a = drawn(n, 7), *b = drawn(n, 8);
    double *sums = (double *)zeros(2 * (size_t)n), *others = (double *)zeros(2 * (size_t)n);
    float *rounded = unwritten(n);
    k->add_to_doubles(a, sums, n);
    k->add_to_doubles(b, sums, n);
    k->add_to_doubles(b, others, n);
    k->add_doubles(sums, others, n);
    k->round_doubles(others, rounded, n);
    record(EXACT, rounded, n, "sums of %d in double precision", n);
    for (int32_t i = 0; i < n; i++) {
      expect_close(rounded[i], (float)((double)a[i] + b[i] + b[i]), EXACT, "sum %d of %d in double precision", i, n);
    }
    release();
  }
}

static void check_plane_sums(const HGKernels *k) {
  EACH_COUNT(n) {
    const int32_t channels = 3;
    const ptrdiff_t stride = n + 5;
    float *sums = drawn(channels, 4);
    // The last plane ends with its last float.
    k->plane_sums(drawn((channels - 1) * stride + n, 5), stride, channels, n, sums);
    record(PRODUCTS, sums, channels, "plane_sums of %d", n);
    for (int32_t rows = 1; rows <= 7; rows += 3) {
      float *columns = unwritten(n);
      k->column_sums(drawn((rows - 1) * stride + n, 6), stride, rows, n, columns);
      record(PRODUCTS, columns, n, "column_sums of %dx%d", rows, n);
    }
    release();
  }
}

// Sums of products of centred columns, of which the lower triangle counts.
static void check_squares(const HGKernels *k) {
  const int32_t width = k->square_panel_width;
  for (int32_t n = 1; n <= 67; n += 6) {
    for (int32_t rows = 1; rows <= 7; rows += 3) {
      const int32_t panels = (n + width - 1) / width;
      // Doubles, in memory of twice as many floats.
      double *centred = (double *)zeros((size_t)2 * panels * width * rows);
      double *centre = (double *)zeros((size_t)2 * n), *sums = (double *)zeros((size_t)2 * n);
      double *squares = (double *)zeros((size_t)2 * n * n);
      const float *x = drawn((size_t)rows * n, 8), *shift = drawn(n, 9);
      for (int32_t i = 0; i < n; i++) centre[i] = shift[i];
      // Twice: sums are added.
      for (int32_t twice = 0; twice < 2; twice++) {
        for (int32_t p = 0; p < panels; p++) {
          const int32_t first = p * width;
          k->centre_panel(
              x + first, n, rows, smaller(width, n - first), centre + first, centred + (ptrdiff_t)first * rows,
              sums + first);
        }
        for (int32_t p = 0; p < panels; p++) k->add_squares(centred, rows, p, n, squares);
      }
      float *lower = zeros((size_t)n * n);
      for (int32_t i = 0; i < n; i++) {
        double sum = 0;
        for (int32_t r = 0; r < rows; r++) sum += 2 * ((double)x[r * n + i] - centre[i]);
        expect_close(sums[i], sum, 1e-14, "centre_panel's sum of column %d of %d", i, n);
        for (int32_t j = 0; j <= i; j++) {
          double product = 0;
          for (int32_t r = 0; r < rows; r++) {
            product += 2 * ((double)x[r * n + i] - centre[i]) * ((double)x[r * n + j] - centre[j]);
          }
          expect_close(squares[i * n + j], product, 1e-14, "add_squares' %d, %d of %d", i, j, n);
          lower[i * n + j] = (float)squares[i * n + j];
        }
      }
      record(PRODUCTS, lower, (size_t)n * n, "add_squares of %dx%d", rows, n);
    }
    release();
  }
}

// The chains x + c of `multiply_add_chains`, in double.
static void check_chains(const HGKernels *k) {
  const float y = 0.25f;
  float x = 0.5f;
  const int64_t rounds = 5;
  const double operations = k->multiply_add_chains(&x, &y, rounds);
  const int chains = (int)(operations / (2.0 * k->vector_width * (double)rounds));
  double sum = 0;
  for (int c = 0; c < chains; c++) {
    double value = 0.5 + c;
    for (int64_t i = 0; i < rounds; i++) value = value * 0.5 + 0.25;
    sum += value * k->vector_width;
  }
  expect_close(x, sum, PRODUCTS, "multiply_add_chains of %d chains", chains);
}

void check_reductions(const HGKernels *kernels) {
  check_sums(kernels);
  check_double_sums(kernels);
  check_plane_sums(kernels);
  check_squares(kernels);
  check_chains(kernels);
}

void check_optimizers(const HGKernels *k) {
  EACH_COUNT(n) {
    // The parameters, and at most two moments, after some updates.
    float *w, *first, *second;
#define CHECK(KERNEL, ...)                                                                       \
  w = drawn(n, 7), first = zeros(n), second = zeros(n);                                          \
  for (uint32_t step = 0; step < 4; step++) {                                                    \
    const float *g = drawn(n, 8 + step);                                                         \
    k->KERNEL(w, g, __VA_ARGS__);                                                                \
  }                                                                                              \
  record(UPDATES, w, n, #KERNEL " of %d", n);                                                    \
  record(UPDATES, first, n, #KERNEL " of %d, first moment", n);                                  \
  record(UPDATES, second, n, #KERNEL " of %d, second moment", n);                                \
  release()
    CHECK(adam, first, second, n, 0.01f, 0.9, 0.999, 1e-8f, 0.1f, 0.01f);
    CHECK(gradient_descent, n, 0.01f, 0.1f);
    CHECK(momentum, first, n, 0.01f, 0.9f, 0.7f, 0.1f);
    CHECK(nesterov, first, n, 0.01f, 0.9f, 0.1f);
    CHECK(adagrad, first, n, 0.01f, 1e-6f, 0.1f);
    CHECK(rmsprop, first, second, n, 0.01f, 0.99, 1e-8f, 0.9f, 0.1f);
    CHECK(rmsprop, first, NULL, n, 0.01f, 0.99, 1e-8f, 0.9f, 0.1f);
    CHECK(adadelta, first, second, n, 0.5f, 0.9, 1e-6f, 0.1f);
    CHECK(lion, first, n, 0.01f, 0.9, 0.99, 0.1f);
#undef CHECK
  }
}
