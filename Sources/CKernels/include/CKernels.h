// The compute kernels of Hourglass, one table of functions for each instruction set.
//
// Planes. An image channel is stored as `height` rows of `pitch` floats, `pitch` >= width. What lies between the
// rows and around the plane (the margin) is kept at zero by every kernel that writes a plane, so a convolution may
// slide over a plane as over one long row: a shift by (dy, dx) is the constant offset dy * pitch + dx, and zero
// padding costs nothing. Kernels may read and write a whole number of vectors; buffers have the room for it.
#ifndef HOURGLASS_CKERNELS_H
#define HOURGLASS_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// Values of the `activation` fields below.
enum {
  HG_IDENTITY = 0,
  HG_RELU = 1,
  HG_TANH = 2,
  HG_SIGMOID = 3,
};

// What is done to a result before it is final, in this order.
typedef struct {
  const float *bias;      // one float per channel (or column), added; or NULL
  int32_t activation;     // applied after the bias
  int32_t derivative;     // multiplied by f'(y), where y = `output` is f's value
  const float *output;    // y, laid out as the result; NULL unless `derivative` is set
  const int32_t *mask;    // -1 inside a plane, 0 in its margin, one per float of a plane; or NULL
} HGEpilogue;

// A sum of shifted planes: out[o][i] = sum over k of weights[o][k] * in[offsets[k] + i], 0 <= i < length.
typedef struct {
  int32_t terms;               // k: input channels x kernel height x kernel width
  int32_t channels;            // o
  int32_t length;              // floats of an output plane, from its first pixel to its last
  const ptrdiff_t *offsets;    // [terms]
  const float *weights;        // as `pack_shifted_weights` leaves them
  ptrdiff_t plane_stride;      // floats from one output plane to the next
  HGEpilogue epilogue;
} HGShiftedSum;

// Its filter gradient: gradient[o][k] += sum over i of upstream[o][i] * in[offsets[k] + i].
typedef struct {
  int32_t terms;
  int32_t channels;
  int32_t length;
  const ptrdiff_t *offsets;
  ptrdiff_t plane_stride;      // of the upstream planes, whose margins are zero
} HGShiftedProducts;

// c[m][n] = sum over k of a[m][k] * b[k][n].
//
// a is addressed by two strides, so that it may be transposed. b is addressed by panels of `panel_width` columns:
// b[k][n] is at b + (n / panel_width) * b_panel + k * b_row + n % panel_width. A row-major matrix is
// b_panel = panel_width, b_row = its row stride.
typedef struct {
  int32_t m, n, k;
  const float *a;
  ptrdiff_t a_row, a_column;
  const float *b;
  ptrdiff_t b_panel, b_row;
  float *c;
  ptrdiff_t c_row;
  HGEpilogue epilogue;         // bias by column; output laid out as c; mask unused
} HGMatrixProduct;

// The kernels of one instruction set.
typedef struct {
  const char *name;
  int32_t vector_width;        // floats in a vector
  int32_t panel_width;         // columns of a panel of b in a matrix product

  void (*shifted_sum)(const HGShiftedSum *sum, const float *in, float *out);
  // The floats that packed weights take, for any arguments of `pack_shifted_weights`.
  size_t (*packed_shifted_weights)(int32_t channels, int32_t terms);
  // Arranges weights for `shifted_sum`: term k of channel o is source[o * channel_stride + positions[k]].
  void (*pack_shifted_weights)(
      const float *source, ptrdiff_t channel_stride, const ptrdiff_t *positions, int32_t channels, int32_t terms,
      float *packed);
  // Adds to gradient[o * gradient_stride + k].
  void (*shifted_products)(
      const HGShiftedProducts *products, const float *upstream, const float *in, float *gradient,
      ptrdiff_t gradient_stride);
  // sums[c] += the sum of the first `length` floats of plane c.
  void (*plane_sums)(const float *planes, ptrdiff_t plane_stride, int32_t channels, int32_t length, float *sums);

  // Strided convolutions slide over phase planes: phase a * step + b holds the padded pixels (step i + a, step j + b).
  void (*split_phases)(
      const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, int32_t step, int32_t padding,
      float *phases, int32_t phase_height, int32_t phase_width, ptrdiff_t phase_pitch, ptrdiff_t phase_stride);
  // The adjoint of `split_phases`.
  void (*merge_phases)(
      const float *phases, int32_t phase_height, int32_t phase_width, ptrdiff_t phase_pitch, ptrdiff_t phase_stride,
      int32_t step, int32_t padding, float *plane, int32_t height, int32_t width, ptrdiff_t pitch);

  void (*matrix_product)(const HGMatrixProduct *product);
  // Writes the transpose of rows [columns x rows of b] as one panel: panel[k * panel_width + j] = source[j * stride + k]
  // for j < columns, 0 for the rest.
  void (*pack_panel)(const float *source, ptrdiff_t stride, int32_t columns, int32_t k, float *panel);
  // sums[j] = the sum over rows of matrix[row * stride + j].
  void (*column_sums)(const float *matrix, ptrdiff_t stride, int32_t rows, int32_t columns, float *sums);

  // Elementwise, over `count` floats; `mask` may be NULL.
  void (*activate)(int32_t activation, const float *x, float *y, const int32_t *mask, size_t count);
  void (*activate_gradient)(
      int32_t activation, const float *y, const float *upstream, float *gradient, size_t count);
  void (*add)(const float *a, const float *b, float *out, size_t count);
  void (*add_scalar)(const float *a, float b, float *out, const int32_t *mask, size_t count);
  void (*subtract)(const float *a, const float *b, float *out, size_t count);
  void (*multiply)(const float *a, const float *b, float *out, size_t count);
  void (*scale)(const float *a, float factor, float *out, size_t count);
  void (*fill)(float value, float *out, const int32_t *mask, size_t count);
  // out = bytes * scale + offset.
  void (*scale_bytes)(const uint8_t *bytes, float scale, float offset, float *out, size_t count);

  // Reductions; lanes and order are fixed by the vector width.
  float (*sum)(const float *x, size_t count);
  float (*sum_of_squares)(const float *x, size_t count);
  // sum of (a - b)².
  float (*squared_error)(const float *a, const float *b, size_t count);
  // gradient = (a - b) * factor.
  void (*scaled_difference)(const float *a, const float *b, float factor, float *gradient, size_t count);
  // sum of max(z, 0) - z t + log(1 + exp(-|z|)): the cross-entropy of sigmoid(z) against t, in nats.
  float (*cross_entropy)(const float *logits, const float *targets, const int32_t *mask, size_t count);
  // gradient = (sigmoid(z) - t) * factor.
  void (*cross_entropy_gradient)(
      const float *logits, const float *targets, float factor, float *gradient, const int32_t *mask, size_t count);

  // Optimisers: one pass over `count` parameters.
  // m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g²;  w -= step m / (sqrt(v) + epsilon)
  void (*adam)(
      float *w, const float *g, float *m, float *v, size_t count, float step, double beta1, double beta2,
      float epsilon);
  // w -= rate g
  void (*gradient_descent)(float *w, const float *g, size_t count, float rate);
  // b = momentum b + scale g;  w -= rate b
  void (*momentum)(float *w, const float *g, float *b, size_t count, float rate, float momentum, float scale);
  // a += g²;  w -= rate g / (sqrt(a) + epsilon)
  void (*adagrad)(float *w, const float *g, float *a, size_t count, float rate, float epsilon);

  // Random numbers: element i of out is word i / q of Philox4x32-10 block i mod q, q = (count + 3) / 4, for counter
  // (block, sample, step, purpose). Uniform in [0, 1), or standard normal.
  void (*draw)(
      int32_t normal, uint32_t key0, uint32_t key1, uint32_t sample, uint32_t step, uint32_t purpose, float *out,
      size_t count);
} HGKernels;

// The kernels for `name` ("avx512", "avx2", "neon", "portable"), or NULL where this machine cannot run them.
const HGKernels *hg_kernels_named(const char *name);

// The name of variant `index` (fastest first), or NULL past the last one compiled for this architecture.
const char *hg_kernels_name(int index);

// A hint to the processor that this thread waits for another.
static inline void hg_spin_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
