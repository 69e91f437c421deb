// The arguments of kernels: function codes, and descriptions of sums, windows and tiles.
#ifndef HOURGLASS_KERNEL_ARGUMENTS_H
#define HOURGLASS_KERNEL_ARGUMENTS_H

#include <stddef.h>
#include <stdint.h>

// Values of the `activation` fields below.
enum {
  HG_IDENTITY = 0,
  HG_RELU = 1,
  HG_TANH = 2,
  HG_SIGMOID = 3,
  HG_LEAKY_RELU = 4,
  HG_ELU = 5,
  HG_SELU = 6,
  HG_SOFTPLUS = 7,
};

// Functions for `map`, of x and two numbers a and b.
enum {
  HG_EXPONENTIAL,
  HG_LOGARITHM,
  HG_SQUARE,
  HG_SQUARE_ROOT,
  HG_ABSOLUTE,
  HG_RECIPROCAL,
  HG_SIGN,
  HG_GELU,
  HG_ADD_NUMBER,    // x + a
  HG_CLIP,          // x clamped to [a, b]
  HG_GREATER,       // x > a ? 1 : 0
  HG_WITHIN,        // a <= x <= b ? 1 : 0
};

// The epilogue of a result, in this order.
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
  const float *weights;        // packed by `pack_shifted_weights`
  ptrdiff_t plane_stride;      // floats from one output plane to the next
  HGEpilogue epilogue;
} HGShiftedSum;

// The same sum at the pixels of small planes of several samples: out[s][o][y][x] = sum over k of
// weights[k][o] * in[s][offsets[k] + y * in_pitch + x].
typedef struct {
  int32_t terms, channels;     // k, o
  int32_t samples;             // s
  int32_t height, width;       // the pixels computed of each plane
  const ptrdiff_t *offsets;    // [terms]
  const float *weights;        // packed by `pack_gathered_weights`
  float *panel;                // room for terms * panel_width floats
  ptrdiff_t in_stride;         // floats from one sample to the next
  ptrdiff_t in_pitch;
  ptrdiff_t out_stride, plane_stride, out_pitch;
  ptrdiff_t output_stride;     // of the epilogue's `output`
  HGEpilogue epilogue;         // of the first sample
} HGGatheredSum;

// Tiles of a convolution computed together. Offsets count floats in planes with one vector per pixel and one lane per
// sample. The first vector represents everything outside: it is read as zero, and writes to it are ignored.
typedef struct {
  int32_t tiles;
  int32_t in_first, in_count;    // the floats read of a plane
  int32_t out_first, out_count;  // the floats written
  int32_t out_room;              // floats from `out_first` on, this chunk's or a later one's
  const int32_t *from;           // [sets][phases][tiles][(taps + 1)²] places of values
  const int32_t *to;             // [sets][tiles][4] places of results
} HGWinogradChunk;

// A convolution by Winograd's minimal filtering F(2 x 2, taps x taps) of at most `vector_width` samples. Each set of
// tiles has its own weights; a term is a phase of a channel.
typedef struct {
  int32_t taps;                  // 2 or 3
  int32_t terms, phases, sets;
  int32_t channels;              // of the result
  int32_t samples;
  int32_t chunk_count;
  const HGWinogradChunk *chunks;
  const float *weights;          // of each set, packed by `pack_winograd_weights`
  float *lanes;                  // room for the lanes of a chunk's values: `lane_stride` for each channel
  ptrdiff_t lane_stride;         // 0: channels share the memory, only with one set
  float *panels;                 // (terms + 1) * panel_width floats for each value of each pair of vectors of tiles
  float *results;                // room for the lanes of a chunk's results: `result_stride` for each channel
  ptrdiff_t result_stride;
  ptrdiff_t in_stride, in_plane_stride;
  ptrdiff_t out_stride, plane_stride;
  int32_t out_pitch, out_width;
  int32_t out_length;            // floats of a result's plane, from its first pixel to its last
  ptrdiff_t output_stride;       // of the epilogue's `output`
  HGEpilogue epilogue;           // of the first sample
} HGWinogradSum;

// Tap t of term k of channel o is source[o * channel_stride + positions[k * taps² + t]].
typedef struct {
  int32_t taps, channels, terms;
  ptrdiff_t channel_stride;
  const ptrdiff_t *positions;
} HGWinogradWeights;

// The tiles of one image, of at most `panel_width` channels.
typedef struct {
  int32_t taps;
  int32_t is_upstream;           // tiles of 2 x 2 gradients of results, not of (taps + 1)² values
  int32_t channels;
  int32_t count;                 // floats of a plane
  ptrdiff_t plane_stride;
  int32_t phases, tiles;
  const int32_t *places;         // [phases][tiles][size²], in floats of lanes of panel_width channels; 0 is outside
  ptrdiff_t phase_stride;        // floats between the panels of two phases
  ptrdiff_t value_stride;        // floats between the panels of two transformed values
} HGWinogradTiles;

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

// The windows of a convolution over an image.
typedef struct {
  int32_t channels, rows, columns, step, padding;
  int32_t height, width;       // of the image
  ptrdiff_t pitch, plane_stride;
  int32_t feature_height, feature_width;
} HGPatches;

// Windows over a plane: window (i, j) covers the pixels (stride i - padding + a, stride j - padding + b),
// 0 <= a, b < window.
typedef struct {
  int32_t window, stride, padding;
  int32_t height, width;       // of the plane
  ptrdiff_t pitch;
  int32_t rows, columns;       // of windows
  ptrdiff_t value_pitch;       // of the plane of one number per window
  ptrdiff_t switch_pitch;      // of the switches: a window's position a * window + b, as a float
} HGWindows;

// A separable filter: t[i][j] = sum over a, b of taps[a] * taps[b] * x[i + a - p][j + b - p].
typedef struct {
  const float *taps;
  int32_t count;
  int32_t padding;
} HGFilter;

// An affine map {a, b, c, d, e, f} of images: pixel (u, v) of the result, relative to the centre, samples the image at
// (a u + b v + c, d u + e v + f) by bilinear interpolation, with zeros outside.
typedef struct {
  int32_t channels, height, width;
  ptrdiff_t image_pitch, image_stride;
  ptrdiff_t warped_pitch, warped_stride;
} HGWarp;
// y[c] = (x[c] - means[c]) * factors[c] + shifts[c] for one sample, of planes or of single numbers.
typedef struct {
  int32_t channels;
  int32_t length;              // floats of a plane, from its first pixel to its last
  ptrdiff_t plane_stride;
  const float *means, *factors, *shifts;
  HGEpilogue epilogue;         // output and mask laid out as y
} HGNormalization;

// Its gradient for the means and factors of the batch:
// gradient[c] = factors[c] * (dy[c] - shifts[c] - (x[c] - means[c]) * slopes[c]).
typedef struct {
  int32_t channels;
  int32_t length;
  ptrdiff_t plane_stride;
  const int32_t *mask;         // or NULL
  const float *means, *factors, *shifts, *slopes;
} HGNormalizationGradient;

// For each of `rows` vectors of `width` numbers the nearest of `codes` vectors, the first in a tie.
typedef struct {
  int32_t rows, width, codes;
  const float *x;              // number k of vector i is x[i * x_row + k * x_column]
  ptrdiff_t x_row, x_column;
  const float *panels;         // the codes, packed by `pack_panel`, panel after panel
  const float *halves;         // -|code|² / 2 for each code, -infinity up to a whole panel
  const int32_t *mask;         // 0 for vectors that get index 0; or NULL
  float *indices;
  ptrdiff_t index_stride;
} HGNearestCodes;

#endif
