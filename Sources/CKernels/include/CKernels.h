// The compute kernels of Hourglass, a table of functions for each instruction set.
//
// Planes. An image channel is stored as `height` rows of `pitch` floats, `pitch` >= width. The floats between the rows
// and around the plane (the margin) are zero; every kernel that writes a plane preserves this. So a convolution can
// slide over a plane as one long row: a shift by (dy, dx) is the constant offset dy * pitch + dx, and zero padding
// costs nothing. Kernels may read and write whole vectors; buffers have the room for it.
#ifndef HOURGLASS_CKERNELS_H
#define HOURGLASS_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "KernelArguments.h"

// The kernels of one instruction set.
typedef struct {
  const char *name;
  int32_t vector_width;        // floats in a vector
  int32_t panel_width;         // columns of a panel of b in a matrix product

  void (*shifted_sum)(const HGShiftedSum *sum, const float *in, float *out);
  // The size of packed weights in floats, for any arguments of `pack_shifted_weights`.
  size_t (*packed_shifted_weights)(int32_t channels, int32_t terms);
  // Arranges weights for `shifted_sum`: term k of channel o is source[o * channel_stride + positions[k]].
  void (*pack_shifted_weights)(
      const float *source, ptrdiff_t channel_stride, const ptrdiff_t *positions, int32_t channels, int32_t terms,
      float *packed);
  // The pixels of small planes; margins are not written.
  void (*gathered_sum)(const HGGatheredSum *sum, const float *in, float *out);
  // Arranges channels x terms weights for `gathered_sum`: term k of channel o is source[o * channel_stride + positions[k]].
  void (*pack_gathered_weights)(
      const float *source, ptrdiff_t channel_stride, const ptrdiff_t *positions, int32_t channels, int32_t terms,
      float *packed);
  // The same sums for a vector of samples, with fewer products.
  void (*winograd_sum)(const HGWinogradSum *sum, const float *in, float *out);
  // (taps + 1)² * terms * channels floats.
  void (*pack_winograd_weights)(const HGWinogradWeights *weights, const float *source, float *packed);
  // The transformed tiles of one image: value v of tile t of phase p of channel c at panels[p * phase_stride + v *
  // value_stride + t * panel_width + c]. `lanes` has room for count + 1 vectors of panel_width floats, plus as many as
  // a vector has lanes.
  void (*pack_winograd_tiles)(const HGWinogradTiles *tiles, const float *planes, float *lanes, float *panels);
  // The gradient of the taps of filters, from sums of products of transformed tiles: value v of filter f and channel c is
  // sums[v * value_stride + f * panel_width + c]; tap t is added to totals[(f * taps * taps + t) * panel_width + c].
  void (*add_winograd_taps)(
      const float *sums, ptrdiff_t value_stride, int32_t taps, int32_t filters, double *totals);
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
  // The adjoint of `split_phases`, plus `bias`. Nothing is written from `end` on.
  void (*merge_phases)(
      const float *phases, int32_t phase_height, int32_t phase_width, ptrdiff_t phase_pitch, ptrdiff_t phase_stride,
      int32_t step, int32_t padding, float bias, float *plane, int32_t height, int32_t width, ptrdiff_t pitch,
      const float *end);

  // Pooling, one plane at a time. Nothing is written from `end` on, the end of the sample. The position of each
  // window's first maximum, or of a NaN.
  void (*max_switches)(const HGWindows *windows, const float *plane, float *switches, const float *end);
  // The pixels that the switches select.
  void (*gather_switched)(
      const HGWindows *windows, const float *plane, const float *switches, float *values, const float *end);
  // The adjoint: adds each value to the pixel that its switch selects; other pixels are zero.
  void (*scatter_switched)(
      const HGWindows *windows, const float *values, const float *switches, float *plane, const float *end);
  // The sum of each window's pixels; and the adjoint, which adds each value to all pixels of its window.
  void (*sum_windows)(const HGWindows *windows, const float *plane, float *sums, const float *end);
  void (*broadcast_windows)(const HGWindows *windows, const float *values, float *plane, const float *end);

  // A plane enlarged `factor` times by bilinear interpolation between pixel centres; and the adjoint, to height x
  // width.
  void (*upsample_bilinear)(
      int32_t factor, const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, float *out,
      ptrdiff_t out_pitch, const float *end);
  void (*downsample_bilinear)(
      int32_t factor, const float *fine, ptrdiff_t fine_pitch, float *plane, int32_t height, int32_t width,
      ptrdiff_t pitch, const float *end);
  // Filters a plane; `rows` has room for `row_count` times width + 2 padding floats and one vector.
  void (*filter_plane)(
      const HGFilter *filter, const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, float *out,
      ptrdiff_t out_pitch, const float *end, float *rows, int32_t row_count);
  // Warps all channels of one image by one map; and the adjoint, which adds to an image of zeros.
  void (*warp_image)(const HGWarp *warp, const float *map, const float *image, float *warped);
  void (*warp_image_adjoint)(const HGWarp *warp, const float *map, const float *warped, float *image);

  void (*matrix_product)(const HGMatrixProduct *product);
  // The same, added to `c`; without an epilogue.
  void (*add_matrix_product)(const HGMatrixProduct *product);
  // Terms `first` to `end` - 1 of the patches under a convolution's windows, one row of panel_width floats per window:
  // term first + t of window p at panels[t / panel_width * panel_stride + p * panel_width + t % panel_width]. `padded`
  // has room for the planes of these terms with their padding; `next` is the next image, to prefetch.
  void (*pack_patches)(
      const HGPatches *patches, const float *image, const float *next, int32_t first, int32_t end, float *padded,
      float *panels, ptrdiff_t panel_stride);
  // panel[p * panel_width + j] = pixel p of plane j for j < channels, 0 for the rest.
  void (*pack_pixels)(
      const float *planes, ptrdiff_t plane_stride, int32_t channels, int32_t height, int32_t width, ptrdiff_t pitch,
      float *panel);
  // Writes the transpose of rows [columns x rows of b] as one panel: panel[k * panel_width + j] = source[j * stride + k]
  // for j < columns, 0 for the rest.
  void (*pack_panel)(const float *source, ptrdiff_t stride, int32_t columns, int32_t k, float *panel);
  // sums[j] = the sum over rows of matrix[row * stride + j].
  void (*column_sums)(const float *matrix, ptrdiff_t stride, int32_t rows, int32_t columns, float *sums);
  // sums[i] += x[i] and out[i] = x[i], in double precision and between both.
  void (*add_to_doubles)(const float *x, double *sums, size_t count);
  void (*add_doubles)(const double *x, double *sums, size_t count);
  void (*round_doubles)(const double *x, float *out, size_t count);

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
  // Copies `rows` rows of `width` floats.
  void (*copy_rows)(
      const float *from, ptrdiff_t from_pitch, float *to, ptrdiff_t to_pitch, int32_t rows, int32_t width);
  // out = bytes * scale + offset. Also prefetches as many bytes at `next`.
  void (*scale_bytes)(
      const uint8_t *bytes, const uint8_t *next, float scale, float offset, float *out, size_t count);

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

  // Statistics of channels. `samples` is the number of samples added before; `pixels` that of a plane. Updates means
  // and squares (sums of squared deviations) by one sample; squares count in pixels, means[c] and squares[c] belong to
  // plane c.
  void (*add_plane_moments)(
      const float *planes, ptrdiff_t plane_stride, int32_t channels, int32_t length, const int32_t *mask, float pixels,
      float samples, float *means, float *squares);
  // The same where each channel is one number.
  void (*add_moments)(const float *x, size_t count, float samples, float *means, float *squares);
  // sums[c] += the sum over plane c of dy (x - means[c]); the margins of dy are zero.
  void (*add_plane_products)(
      const float *dy, const float *x, ptrdiff_t plane_stride, int32_t channels, int32_t length, const float *means,
      float *sums);
  // The same where each channel is one number.
  void (*add_products)(const float *dy, const float *x, size_t count, const float *means, float *sums);
  void (*normalize_planes)(const HGNormalization *normalization, const float *x, float *y);
  void (*normalize)(const HGNormalization *normalization, const float *x, float *y);
  void (*normalize_planes_gradient)(
      const HGNormalizationGradient *normalization, const float *dy, const float *x, float *gradient);
  void (*normalize_gradient)(
      const HGNormalizationGradient *normalization, const float *dy, const float *x, float *gradient);

  // Selection. 1 for the k largest elements of all planes, the first of equal ones; 0 for the rest and the margins.
  void (*top_mask)(
      const float *x, float *out, int32_t planes, ptrdiff_t plane_stride, int32_t length, const int32_t *mask,
      int32_t k);
  // 1 for the k largest elements of each column, the first of equal ones; 0 for the rest.
  void (*column_top_mask)(
      const float *x, ptrdiff_t x_stride, int32_t rows, int32_t columns, int32_t k, float *out, ptrdiff_t out_stride);
  float (*plane_maximum)(const float *x, int32_t length, const int32_t *mask);
  // 1 at the first maximum of a plane; 0 elsewhere.
  void (*maximum_mask)(const float *x, float *out, int32_t length, const int32_t *mask);

  // Codebooks: `codebook` has `codes` rows of `width` numbers. Indices are integers, clamped to 0 ... codes - 1; those
  // with `mask` 0 are skipped.
  void (*nearest_codes)(const HGNearestCodes *search);
  // out[k * plane_stride + i] = codebook[indices[i]][k] for 0 <= i < length; 0 where `mask` is 0.
  void (*gather_codes)(
      const float *indices, const int32_t *mask, int32_t length, const float *codebook, int32_t width, int32_t codes,
      float *out, ptrdiff_t plane_stride);
  // sums[indices[i]][k] += x[k * plane_stride + i].
  void (*add_codes)(
      const float *indices, const int32_t *mask, int32_t length, const float *x, ptrdiff_t plane_stride, int32_t width,
      int32_t codes, float *sums);
  // counts[indices[i]] += 1.
  void (*count_codes)(const float *indices, const int32_t *mask, int32_t length, int32_t codes, float *counts);
  // y = f(x, a, b); `mask` may be NULL.
  void (*map)(int32_t function, const float *x, float *y, float a, float b, const int32_t *mask, size_t count);
  // out = a / b; `mask` may be NULL.
  void (*divide)(const float *a, const float *b, float *out, const int32_t *mask, size_t count);
  // gradient = upstream * (x Φ(x))'.
  void (*gelu_gradient)(const float *upstream, const float *x, float *gradient, size_t count);
  // sum of |a - b|, and (sign of a - b) * factor.
  float (*absolute_error)(const float *a, const float *b, size_t count);
  void (*absolute_error_gradient)(const float *a, const float *b, float factor, float *gradient, size_t count);
  // sum of d² / 2 where |d| <= delta, delta (|d| - delta / 2) beyond, d = a - b; and d clipped to ±delta, times factor.
  float (*huber_error)(const float *a, const float *b, float delta, size_t count);
  void (*huber_error_gradient)(
      const float *a, const float *b, float delta, float factor, float *gradient, size_t count);
  // For each group of k neighbours: the sum, k copies of one number, softmax, its logarithm, and log of the sum of exp.
  void (*group_sums)(const float *x, int32_t groups, int32_t k, float *out);
  void (*group_copies)(const float *x, int32_t groups, int32_t k, float *out);
  void (*group_softmax)(const float *x, int32_t groups, int32_t k, float *out);
  void (*group_log_softmax)(const float *x, int32_t groups, int32_t k, float *out);
  void (*group_log_sum_exp)(const float *x, int32_t groups, int32_t k, float *out);
  // out[j * out_stride + i] = source[i * source_stride + j].
  void (*transpose_matrix)(
      const float *source, ptrdiff_t source_stride, int32_t rows, int32_t columns, float *out, ptrdiff_t out_stride);

  // Optimisers: one pass over `count` parameters, with g + decay w written as g.
  // m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g²;  w -= shrinkage w + step m / (sqrt(v) + epsilon)
  void (*adam)(
      float *w, const float *g, float *m, float *v, size_t count, float step, double beta1, double beta2,
      float epsilon, float decay, float shrinkage);
  // w -= rate g
  void (*gradient_descent)(float *w, const float *g, size_t count, float rate, float decay);
  // b = momentum b + scale g;  w -= rate b
  void (*momentum)(
      float *w, const float *g, float *b, size_t count, float rate, float momentum, float scale, float decay);
  // v = momentum v - rate g;  w += momentum v - rate g
  void (*nesterov)(float *w, const float *g, float *v, size_t count, float rate, float momentum, float decay);
  // a += g²;  w -= rate g / (sqrt(a) + epsilon)
  void (*adagrad)(float *w, const float *g, float *a, size_t count, float rate, float epsilon, float decay);
  // a = alpha a + (1 - alpha) g²;  b = momentum b + g / (sqrt(a) + epsilon);  w -= rate b.  b may be NULL: no momentum.
  void (*rmsprop)(
      float *w, const float *g, float *a, float *b, size_t count, float rate, double alpha, float epsilon,
      float momentum, float decay);
  // a = rho a + (1 - rho) g²;  c = sqrt(d + epsilon) / sqrt(a + epsilon) g;  d = rho d + (1 - rho) c²;  w -= rate c
  void (*adadelta)(
      float *w, const float *g, float *a, float *d, size_t count, float rate, double rho, float epsilon, float decay);
  // w -= rate (sign(b1 m + (1 - b1) g) + decay w);  m = b2 m + (1 - b2) g, both with the gradient itself as g.
  void (*lion)(
      float *w, const float *g, float *m, size_t count, float rate, double beta1, double beta2, float decay);

  // Arithmetic on long vectors.
  // x = x clamped to -bound ... bound; NaN stays NaN.
  void (*clamp)(float *x, float bound, size_t count);
  // x += share (y - x)
  void (*interpolate)(float *x, const float *y, float share, size_t count);
  // out = x + factor y; out may be x or y.
  void (*add_scaled)(const float *x, const float *y, float factor, float *out, size_t count);
  // The sum of x y, in double.
  double (*dot)(const float *x, const float *y, size_t count);

  // Covariances, in double.
  // The columns of a panel of `add_squares`.
  int32_t square_panel_width;
  // panel[k * square_panel_width + j] = x[k * stride + j] - centre[j] for j < columns, 0 for the rest; adds the sum of
  // column j to sums[j].
  void (*centre_panel)(
      const float *x, ptrdiff_t stride, int32_t rows, int32_t columns, const double *centre, double *panel,
      double *sums);
  // With A [k, order] in panels one after another: adds to C [order, order] the rows of AᵀA that panel `panel` makes, up
  // to the panel's last column. Each element is a sum in the order of k.
  void (*add_squares)(const double *panels, int32_t k, int32_t panel, int32_t order, double *c);

  // Random numbers: element i of out is word i / q of Philox4x32-10 block i mod q, q = (count + 3) / 4, for counter
  // (block, sample, step, purpose). Uniform in [0, 1), or standard normal.
  void (*draw)(
      int32_t normal, uint32_t key0, uint32_t key1, uint32_t sample, uint32_t step, uint32_t purpose, float *out,
      size_t count);

  // Runs chains of multiply-adds in registers; x and y hold two numbers, the sum of the chains is stored to *x. Returns
  // the number of floating-point operations.
  double (*multiply_add_chains)(float *x, const float *y, int64_t rounds);
} HGKernels;

// The kernels for `name` ("avx512", "avx2", "neon", "portable"), or NULL if this machine does not support them.
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
