// Convolutions as sums of shifted planes, forward and backward, of every stride; and the phases of strided ones.
#include "check.h"

typedef struct {
  int32_t samples, channels, filters, side, stride, padding, height, width;
} Convolution;

static int32_t feature_height(const Convolution *c) { return (c->height + 2 * c->padding - c->side) / c->stride + 1; }
static int32_t feature_width(const Convolution *c) { return (c->width + 2 * c->padding - c->side) / c->stride + 1; }

// Pixel (y, x) of channel `channel`, 0 outside.
static double pixel(const Planes *p, int32_t sample, int32_t channel, int32_t y, int32_t x) {
  if (y < 0 || y >= p->height || x < 0 || x >= p->width) return 0;
  return p->first[sample * p->sample_stride + channel * p->stride + y * p->pitch + x];
}

// Σ over channels and taps of weight times pixel, with the bias.
static double feature(
    const Convolution *c, const Planes *image, const float *weights, int32_t sample, int32_t filter, int32_t y, int32_t x) {
  double sum = 0;
  for (int32_t k = 0; k < c->channels * c->side * c->side; k++) {
    const int32_t a = k / c->side % c->side, b = k % c->side;
    sum += weights[filter * c->channels * c->side * c->side + k] *
           pixel(image, sample, k / c->side / c->side, y * c->stride + a - c->padding, x * c->stride + b - c->padding);
  }
  return sum;
}

// The sums of planes at `in`, with every epilogue; `weights` packed for `shifted_sum`.
static void check_sums(
    const HGKernels *k, const Convolution *c, const Planes *image, const float *in, const ptrdiff_t *offsets,
    const ptrdiff_t *positions, const float *weights, const Planes *features) {
  const int32_t terms = c->channels * c->side * c->side;
  const float *bias = drawn(c->filters, 3);
  float *packed = zeros(k->packed_shifted_weights(c->filters, terms));
  k->pack_shifted_weights(weights, terms, positions, c->filters, terms, packed);
  HGShiftedSum sum = {
      .terms = terms, .channels = c->filters, .length = plane_length(features), .offsets = offsets, .weights = packed,
      .plane_stride = features->stride, .epilogue = {.bias = bias, .mask = features->mask},
  };
#define TITLE "%dx%dx%d by %d filters of %d, stride %d, padding %d"
#define SIZES c->channels, c->height, c->width, c->filters, c->side, c->stride, c->padding
  const size_t floats = (size_t)(c->filters * features->stride);
  k->shifted_sum(&sum, in, features->first);
  record(PRODUCTS, features->first, floats, "shifted_sum " TITLE, SIZES);
  for (int32_t f = 0; f < c->filters; f++) {
    for (int32_t y = 0; y < features->height; y++) {
      for (int32_t x = 0; x < features->width; x++) {
        expect_close(
            features->first[f * features->stride + y * features->pitch + x],
            bias[f] + feature(c, image, weights, 0, f, y, x), PRODUCTS, "shifted_sum " TITLE ", %d %d %d", SIZES, f, y, x);
      }
    }
  }
  const Planes output = drawn_planes(1, c->filters, features->height, features->width, features->pitch, features->reach, 4);
  for (int32_t kind = HG_RELU; kind <= HG_SOFTPLUS; kind++) {
    sum.epilogue.activation = kind;
    sum.epilogue.derivative = HG_IDENTITY;
    sum.epilogue.output = NULL;
    k->shifted_sum(&sum, in, features->first);
    record(PRODUCTS, features->first, floats, "shifted_sum " TITLE ", activation %d", SIZES, kind);
    sum.epilogue.activation = HG_IDENTITY;
    sum.epilogue.derivative = kind;
    sum.epilogue.output = output.first;
    k->shifted_sum(&sum, in, features->first);
    record(PRODUCTS, features->first, floats, "shifted_sum " TITLE ", derivative %d", SIZES, kind);
  }

  const Planes upstream = drawn_planes(1, c->filters, features->height, features->width, features->pitch, features->reach, 5);
  const HGShiftedProducts products = {
      .terms = terms, .channels = c->filters, .length = plane_length(features), .offsets = offsets,
      .plane_stride = upstream.stride,
  };
  float *gradient = drawn((size_t)c->filters * (terms + 1), 6);
  k->shifted_products(&products, upstream.first, in, gradient, terms + 1);
  record(PRODUCTS, gradient, (size_t)c->filters * (terms + 1), "shifted_products " TITLE, SIZES);
}

// The same sums at the pixels of several samples.
static void check_gathered(
    const HGKernels *k, const Convolution *c, const Planes *image, const ptrdiff_t *offsets, const ptrdiff_t *positions,
    const float *weights) {
  const int32_t terms = c->channels * c->side * c->side;
  const Planes features =
      planes(c->samples, c->filters, feature_height(c), feature_width(c), feature_width(c) + 1, c->side - 1);
  const Planes output = drawn_planes(
      c->samples, c->filters, features.height, features.width, features.pitch, features.reach, 7);
  float *packed = zeros((size_t)c->filters * terms);
  k->pack_gathered_weights(weights, terms, positions, c->filters, terms, packed);
  const float *bias = drawn(c->filters, 3);
  for (int32_t kind = HG_IDENTITY; kind <= HG_SOFTPLUS; kind++) {
    for (int is_derivative = 0; is_derivative < 2; is_derivative++) {
      const HGGatheredSum sum = {
          .terms = terms, .channels = c->filters, .samples = c->samples, .height = features.height,
          .width = features.width, .offsets = offsets, .weights = packed,
          .panel = zeros((size_t)terms * k->panel_width), .in_stride = image->sample_stride, .in_pitch = image->pitch,
          .out_stride = features.sample_stride, .plane_stride = features.stride, .out_pitch = features.pitch,
          .output_stride = output.sample_stride,
          .epilogue = {
              .bias = kind % 2 ? NULL : bias, .activation = is_derivative ? HG_IDENTITY : kind,
              .derivative = is_derivative ? kind : HG_IDENTITY, .output = is_derivative ? output.first : NULL,
              .mask = features.mask,
          },
      };
      k->gathered_sum(&sum, image->first, features.first);
      for (int32_t s = 0; s < c->samples; s++) {
        record(
            PRODUCTS, features.first + s * features.sample_stride, (size_t)(c->filters * features.stride),
            "gathered_sum %d of " TITLE ", %s %d", s, SIZES, is_derivative ? "derivative" : "activation", kind);
        for (int32_t i = 0; kind == HG_IDENTITY && i < c->filters * features.height * features.width; i++) {
          const int32_t x = i % features.width, y = i / features.width % features.height;
          const int32_t f = i / features.width / features.height;
          expect_close(
              pixel(&features, s, f, y, x), bias[f] + feature(c, image, weights, s, f, y, x), PRODUCTS,
              "gathered_sum %d of " TITLE ", %d %d %d", s, SIZES, f, y, x);
        }
      }
    }
  }
}

static void check_convolution(const HGKernels *k, Convolution c) {
  const int32_t terms = c.channels * c.side * c.side;
  const int32_t rows = feature_height(&c), columns = feature_width(&c);
  const float *weights = drawn((size_t)c.filters * terms, 2);
  ptrdiff_t *offsets = (ptrdiff_t *)integers((size_t)terms * sizeof(ptrdiff_t) / sizeof(int32_t));
  ptrdiff_t *positions = (ptrdiff_t *)integers((size_t)terms * sizeof(ptrdiff_t) / sizeof(int32_t));
  for (int32_t t = 0; t < terms; t++) positions[t] = t;
  if (c.stride == 1) {
    const ptrdiff_t pitch = larger(c.width + c.padding, columns), reach = larger(c.padding, c.side - 1);
    const Planes image = drawn_planes(c.samples, c.channels, c.height, c.width, pitch, reach, 1);
    const Planes features = planes(1, c.filters, rows, columns, pitch, reach);
    for (int32_t t = 0; t < terms; t++) {
      const int32_t a = t / c.side % c.side, b = t % c.side;
      offsets[t] = t / c.side / c.side * image.stride + (a - c.padding) * image.pitch + b - c.padding;
    }
    check_sums(k, &c, &image, image.first, offsets, positions, weights, &features);
    check_gathered(k, &c, &image, offsets, positions, weights);
  } else {
    const int32_t margin = (c.side - 1) / c.stride, phases = c.stride * c.stride;
    const Planes image = drawn_planes(1, c.channels, c.height, c.width, c.width + 3, 2, 1);
    const Planes features = planes(1, c.filters, rows, columns, columns + margin, margin);
    const int32_t height = rows + margin, width = columns + margin;
    const ptrdiff_t stride = round_up(height * features.pitch + 16);
    float *split = unwritten((size_t)(c.channels * phases * stride) + 256);
    for (int32_t i = 0; i < c.channels; i++) {
      k->split_phases(
          image.first + i * image.stride, c.height, c.width, image.pitch, c.stride, c.padding,
          split + i * phases * stride, height, width, features.pitch, stride);
    }
    for (int32_t i = 0; i < c.channels * phases; i++) {
      record_rows(EXACT, split + i * stride, height, width, features.pitch, "split_phases, phase %d of " TITLE, i,
                  c.channels, c.height, c.width, c.filters, c.side, c.stride, c.padding);
    }
    for (int32_t t = 0; t < terms; t++) {
      const int32_t a = t / c.side % c.side, b = t % c.side;
      offsets[t] = (t / c.side / c.side * phases + a % c.stride * c.stride + b % c.stride) * stride +
                   a / c.stride * features.pitch + b / c.stride;
    }
    check_sums(k, &c, &image, split, offsets, positions, weights, &features);
    // Back into a plane that ends with its last pixel, and into one with margins.
    for (int is_margined = 0; is_margined < 2; is_margined++) {
      const Planes merged = planes(1, 1, c.height, c.width, c.width + 3, is_margined ? 2 : -1);
      float *plane = is_margined ? merged.first : unwritten((size_t)(c.height * c.width));
      const ptrdiff_t floats = is_margined ? merged.stride : c.height * c.width;
      k->merge_phases(
          split, height, width, features.pitch, stride, c.stride, c.padding, is_margined ? 0 : 0.3f, plane, c.height,
          c.width, merged.pitch, plane + floats);
      record(EXACT, plane, (size_t)floats, "merge_phases, margin %d, " TITLE, is_margined, c.channels, c.height,
             c.width, c.filters, c.side, c.stride, c.padding);
    }
  }
  release();
}

void check_convolutions(const HGKernels *kernels) {
  static const int32_t filters[] = {1, 2, 3, 4, 5, 7, 8, 9, 11, 13};
  for (size_t f = 0; f < sizeof filters / sizeof *filters; f++) {
    for (int32_t side = 1; side <= 5; side++) {
      const Convolution c = {2, 3, filters[f], side, 1, side / 2, 6, 7};
      check_convolution(kernels, c);
    }
  }
  for (int32_t width = 3; width <= 40; width++) {
    check_convolution(kernels, (Convolution){3, 2, 3, 3, 1, width % 3, 3, width});
  }
  // Rows of more vectors than a block has.
  check_convolution(kernels, (Convolution){1, 2, 9, 3, 1, 1, 20, 33});
  for (int32_t stride = 2; stride <= 3; stride++) {
    for (int32_t width = 4; width <= 36; width++) {
      check_convolution(kernels, (Convolution){1, 2, 5, 4, stride, width % 3, 5, width});
    }
  }
}
