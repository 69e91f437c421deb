// Convolutions and filter gradients by Winograd's minimal filtering, beside the plain sums.
#include "check.h"

// One side of the tiles of a set, as in CPUEngine/Operations/WinogradTiling.swift.
typedef struct {
  int32_t value_length, result_length, value_step, value_origin, result_step, result_origin;
} Side;

static int32_t result_count(Side s) { return larger(0, (s.result_length - s.result_origin + s.result_step - 1) / s.result_step); }

// The position of value `u` of a tile, or -1 outside.
static int32_t value_at(Side s, int32_t u, int32_t phase, int32_t tile) {
  const int32_t at = s.value_step * (2 * tile + u) + phase + s.value_origin;
  return at >= 0 && at < s.value_length ? at : -1;
}

static int32_t result_at(Side s, int32_t i, int32_t tile) {
  const int32_t at = s.result_step * (2 * tile + i) + s.result_origin;
  return at < s.result_length ? at : -1;
}

typedef struct {
  int32_t taps, stride, padding, channels, filters, samples, height, width;
} Layer;

enum { MAX_SETS = 4 };

typedef struct {
  int32_t taps, phases, sets;
  Side rows[MAX_SETS], columns[MAX_SETS];
  int32_t tile_rows, tile_columns;
} Tiling;

static int32_t features_along(const Layer *l, int32_t length) {
  return (length + 2 * l->padding - l->taps * l->stride) / l->stride + 1;
}

static void count_tiles(Tiling *t) {
  for (int32_t s = 0; s < t->sets; s++) {
    t->tile_rows = larger(t->tile_rows, (result_count(t->rows[s]) + 1) / 2);
    t->tile_columns = larger(t->tile_columns, (result_count(t->columns[s]) + 1) / 2);
  }
}

static Tiling feature_tiling(const Layer *l) {
  Tiling t = {.taps = l->taps, .phases = l->stride, .sets = 1};
  t.rows[0] = (Side){l->height, features_along(l, l->height), l->stride, -l->padding, 1, 0};
  t.columns[0] = (Side){l->width, features_along(l, l->width), l->stride, -l->padding, 1, 0};
  count_tiles(&t);
  return t;
}

static Side image_side(const Layer *l, int32_t phase, int32_t length) {
  const int32_t first = larger(0, (l->padding - phase + l->stride - 1) / l->stride);
  return (Side){features_along(l, length), length, 1, first - l->taps + 1, l->stride, l->stride * first + phase - l->padding};
}

// Returns 0 if a pixel is under no filter.
static int image_tiling(const Layer *l, Tiling *t) {
  *t = (Tiling){.taps = l->taps, .phases = 1, .sets = l->stride * l->stride};
  for (int32_t s = 0; s < t->sets; s++) {
    t->rows[s] = image_side(l, s / l->stride, l->height);
    t->columns[s] = image_side(l, s % l->stride, l->width);
    if (result_count(t->rows[s]) - 1 + t->rows[s].value_origin >= t->rows[s].value_length) return 0;
    if (result_count(t->columns[s]) - 1 + t->columns[s].value_origin >= t->columns[s].value_length) return 0;
  }
  count_tiles(t);
  return 1;
}

static int32_t place(int32_t row, int32_t column, ptrdiff_t pitch, int32_t start, int32_t lanes) {
  return row < 0 || column < 0 ? 0 : (int32_t)(row * pitch + column - start + 1) * lanes;
}

// The tiles of some rows of tiles.
static HGWinogradChunk chunk_of(const Tiling *t, int32_t first, int32_t end, const Planes *in, const Planes *out, int32_t lanes) {
  const int32_t size = t->taps + 1, values = size * size, columns = t->tile_columns, phases = t->phases * t->phases;
  int32_t value_first = INT32_MAX, value_last = 0, result_first = INT32_MAX, result_last = 0;
  for (int32_t s = 0; s < t->sets; s++) {
    for (int32_t tile = first; tile < end; tile++) {
      for (int32_t u = 0; u < t->phases * size; u++) {
        const int32_t row = value_at(t->rows[s], u % size, u / size, tile);
        if (row >= 0) value_first = smaller(value_first, row), value_last = larger(value_last, row);
      }
      for (int32_t i = 0; i < 2; i++) {
        const int32_t row = result_at(t->rows[s], i, tile);
        if (row >= 0) result_first = smaller(result_first, row), result_last = larger(result_last, row);
      }
    }
  }
  if (value_first == INT32_MAX) value_first = 0;
  if (result_first == INT32_MAX) result_first = 0;
  const int32_t tiles = (end - first) * columns;
  const int32_t in_first = value_first * (int32_t)in->pitch, out_first = result_first * (int32_t)out->pitch;
  int32_t *from = integers((size_t)t->sets * phases * tiles * values), *to = integers((size_t)t->sets * tiles * 4);
  HGWinogradChunk chunk = {
      .tiles = tiles, .in_first = in_first, .in_count = value_last * (int32_t)in->pitch + in->width - in_first,
      .out_first = out_first, .out_count = result_last * (int32_t)out->pitch + out->width - out_first,
      .out_room = (int32_t)out->stride - out_first, .from = from, .to = to,
  };
  for (int32_t s = 0; s < t->sets; s++) {
    for (int32_t i = 0; i < phases * tiles * values; i++) {
      const int32_t value = i % values, tile = i / values % tiles, phase = i / values / tiles;
      *from++ = place(
          value_at(t->rows[s], value / size, phase / t->phases, first + tile / columns),
          value_at(t->columns[s], value % size, phase % t->phases, tile % columns), in->pitch, in_first, lanes);
    }
    for (int32_t i = 0; i < tiles * 4; i++) {
      *to++ = place(
          result_at(t->rows[s], i % 4 / 2, first + i / 4 / columns), result_at(t->columns[s], i % 2, i / 4 % columns),
          out->pitch, out_first, lanes);
    }
  }
  return chunk;
}

// Runs the sum, some rows of tiles at a time. `positions` has taps² numbers for each term of each set.
static void run_sum(
    const HGKernels *k, const Tiling *t, int32_t samples, const Planes *in, const Planes *out, const float *source,
    ptrdiff_t channel_stride, const ptrdiff_t *positions, HGEpilogue epilogue, ptrdiff_t output_stride) {
  const int32_t values = (t->taps + 1) * (t->taps + 1), terms = in->channels * t->phases * t->phases;
  const int32_t lanes = k->vector_width, together = 2;
  HGWinogradChunk chunks[32];
  int32_t chunk_count = 0, tiles = 0, read = 0, written = 0;
  for (int32_t row = 0; row < t->tile_rows; row += together) {
    const HGWinogradChunk chunk = chunk_of(t, row, smaller(row + together, t->tile_rows), in, out, lanes);
    tiles = larger(tiles, chunk.tiles), read = larger(read, chunk.in_count), written = larger(written, chunk.out_count);
    chunks[chunk_count++] = chunk;
  }
  float *weights = zeros((size_t)t->sets * values * terms * out->channels);
  for (int32_t s = 0; s < t->sets; s++) {
    const HGWinogradWeights arrangement = {
        .taps = t->taps, .channels = out->channels, .terms = terms, .channel_stride = channel_stride,
        .positions = positions + (ptrdiff_t)s * terms * t->taps * t->taps,
    };
    k->pack_winograd_weights(&arrangement, source, weights + (ptrdiff_t)s * values * terms * out->channels);
  }
  const ptrdiff_t room = (ptrdiff_t)(read + 1 + lanes) * lanes, vectors = k->panel_width / lanes;
  const ptrdiff_t result_stride = (ptrdiff_t)(written + 1) * lanes;
  float *panels = zeros((size_t)((tiles + vectors - 1) / vectors * values * (terms + 1)) * k->panel_width);
  float *room_of_lanes = zeros((size_t)room * in->channels), *results = zeros((size_t)result_stride * out->channels);
  for (int32_t first = 0; first < samples; first += lanes) {
    const HGWinogradSum sum = {
        .taps = t->taps, .terms = terms, .phases = t->phases * t->phases, .sets = t->sets, .channels = out->channels,
        .samples = smaller(lanes, samples - first), .chunk_count = chunk_count, .chunks = chunks, .weights = weights,
        .lanes = room_of_lanes, .lane_stride = t->sets > 1 ? room : 0, .panels = panels, .results = results,
        .result_stride = result_stride, .in_stride = in->sample_stride, .in_plane_stride = in->stride,
        .out_stride = out->sample_stride, .plane_stride = out->stride, .out_pitch = (int32_t)out->pitch,
        .out_width = out->width, .out_length = plane_length(out), .output_stride = output_stride, .epilogue = epilogue,
    };
    k->winograd_sum(&sum, in->first + first * in->sample_stride, out->first + first * out->sample_stride);
    if (epilogue.output) epilogue.output += lanes * output_stride;
  }
}

static double pixel(const Planes *p, int32_t sample, int32_t channel, int32_t y, int32_t x) {
  if (y < 0 || y >= p->height || x < 0 || x >= p->width) return 0;
  return p->first[sample * p->sample_stride + channel * p->stride + y * p->pitch + x];
}

#define TITLE "%d samples %dx%dx%d by %d filters, taps %d, stride %d, padding %d"
#define SIZES l.samples, l.channels, l.height, l.width, l.filters, l.taps, l.stride, l.padding

// Tap (a, b) of channel c of filter f is weights[((f * channels + c) * side + a) * side + b].
static void check_features(const HGKernels *k, Layer l, const Planes *images, const float *weights) {
  const Tiling t = feature_tiling(&l);
  const int32_t side = l.taps * l.stride, squares = l.stride * l.stride, terms = l.channels * squares;
  ptrdiff_t *positions = (ptrdiff_t *)integers((size_t)terms * l.taps * l.taps * 2);
  for (int32_t i = 0; i < terms * l.taps * l.taps; i++) {
    const int32_t term = i / (l.taps * l.taps), tap = i % (l.taps * l.taps);
    const int32_t row = l.stride * (tap / l.taps) + term / l.stride % l.stride;
    positions[i] = (term / squares * side + row) * side + l.stride * (tap % l.taps) + term % l.stride;
  }
  const int32_t height = features_along(&l, l.height), width = features_along(&l, l.width);
  const Planes features = planes(l.samples, l.filters, height, width, width + 1, 2);
  const Planes output = drawn_planes(l.samples, l.filters, height, width, width + 1, 2, 4);
  const float *bias = drawn(l.filters, 5);
  for (int32_t kind = HG_IDENTITY; kind <= HG_TANH; kind++) {
    const HGEpilogue epilogue = {
        .bias = bias, .activation = kind == HG_RELU ? HG_RELU : HG_IDENTITY,
        .derivative = kind == HG_TANH ? HG_TANH : HG_IDENTITY, .output = kind == HG_TANH ? output.first : NULL,
        .mask = features.mask,
    };
    run_sum(k, &t, l.samples, images, &features, weights, l.channels * side * side, positions, epilogue, output.sample_stride);
    for (int32_t s = 0; s < l.samples; s++) {
      record(PRODUCTS, features.first + s * features.sample_stride, (size_t)(l.filters * features.stride),
             "winograd_sum %d, features of " TITLE ", epilogue %d", s, SIZES, kind);
    }
    for (int32_t i = 0; kind == HG_IDENTITY && i < l.samples * l.filters * height * width; i++) {
      const int32_t x = i % width, y = i / width % height, f = i / width / height % l.filters;
      const int32_t s = i / width / height / l.filters;
      double sum = bias[f];
      for (int32_t j = 0; j < l.channels * side * side; j++) {
        sum += weights[f * l.channels * side * side + j] *
               pixel(images, s, j / side / side, y * l.stride + j / side % side - l.padding, x * l.stride + j % side - l.padding);
      }
      expect_close(pixel(&features, s, f, y, x), sum, PRODUCTS, "winograd_sum, features of " TITLE ", %d", SIZES, i);
    }
  }
}

static void check_images(const HGKernels *k, Layer l, const Planes *features, const float *weights) {
  Tiling t;
  if (!image_tiling(&l, &t)) return;
  const int32_t side = l.taps * l.stride, squares = l.stride * l.stride, run = l.filters * l.taps * l.taps;
  ptrdiff_t *positions = (ptrdiff_t *)integers((size_t)squares * run * 2);
  for (int32_t i = 0; i < squares * run; i++) {
    const int32_t phase = i / run, filter = i % run / (l.taps * l.taps), tap = i % (l.taps * l.taps);
    const int32_t row = l.stride * (l.taps - 1 - tap / l.taps) + phase / l.stride;
    positions[i] = (filter * l.channels * side + row) * side + l.stride * (l.taps - 1 - tap % l.taps) + phase % l.stride;
  }
  const Planes images = planes(l.samples, l.channels, l.height, l.width, l.width + 2, 2);
  run_sum(k, &t, l.samples, features, &images, weights, side * side, positions, (HGEpilogue){.mask = images.mask}, 0);
  for (int32_t i = 0; i < l.samples * l.channels * l.height * l.width; i++) {
    const int32_t x = i % l.width, y = i / l.width % l.height, c = i / l.width / l.height % l.channels;
    const int32_t s = i / l.width / l.height / l.channels;
    double sum = 0;
    for (int32_t j = 0; j < l.filters * side * side; j++) {
      const int32_t f = j / side / side, a = j / side % side, b = j % side;
      const int32_t row = y + l.padding - a, column = x + l.padding - b;
      if (row < 0 || column < 0 || row % l.stride || column % l.stride) continue;
      sum += weights[((f * l.channels + c) * side + a) * side + b] * pixel(features, s, f, row / l.stride, column / l.stride);
    }
    expect_close(pixel(&images, s, c, y, x), sum, PRODUCTS, "winograd_sum, images of " TITLE ", %d", SIZES, i);
  }
  for (int32_t s = 0; s < l.samples; s++) {
    record(PRODUCTS, images.first + s * images.sample_stride, (size_t)(l.channels * images.stride),
           "winograd_sum %d, images of " TITLE, s, SIZES);
  }
}

// The panels of one sample's tiles: `places` in lanes of panel_width channels.
static float *tiles_of(
    const HGKernels *k, const Layer *l, const Planes *p, int32_t sample, int32_t phases, int32_t tiles,
    const int32_t *places, int is_upstream) {
  const int32_t values = (l->taps + 1) * (l->taps + 1), width = k->panel_width;
  const HGWinogradTiles arrangement = {
      .taps = l->taps, .is_upstream = is_upstream, .channels = p->channels, .count = plane_length(p),
      .plane_stride = p->stride, .phases = phases, .tiles = tiles, .places = places,
      .phase_stride = (ptrdiff_t)values * (tiles + 1) * width, .value_stride = (ptrdiff_t)(tiles + 1) * width,
  };
  float *panels = zeros((size_t)(phases * values * (tiles + 1)) * width);
  float *lanes = zeros((size_t)(plane_length(p) + 1 + k->vector_width) * width);
  k->pack_winograd_tiles(&arrangement, p->first + sample * p->sample_stride, lanes, panels);
  return panels;
}

static void check_gradient(const HGKernels *k, Layer l, const Planes *images, const Planes *features) {
  const Tiling t = feature_tiling(&l);
  const int32_t size = l.taps + 1, values = size * size, width = k->panel_width, side = l.taps * l.stride;
  const int32_t tiles = t.tile_rows * t.tile_columns, phases = t.phases * t.phases;
  int32_t *upstream_places = integers((size_t)tiles * 4), *image_places = integers((size_t)phases * tiles * values);
  for (int32_t i = 0; i < tiles * 4; i++) {
    upstream_places[i] = place(
        result_at(t.rows[0], i % 4 / 2, i / 4 / t.tile_columns), result_at(t.columns[0], i % 2, i / 4 % t.tile_columns),
        features->pitch, 0, width);
  }
  for (int32_t i = 0; i < phases * tiles * values; i++) {
    const int32_t value = i % values, tile = i / values % tiles, phase = i / values / tiles;
    image_places[i] = place(
        value_at(t.rows[0], value / size, phase / t.phases, tile / t.tile_columns),
        value_at(t.columns[0], value % size, phase % t.phases, tile % t.tile_columns), images->pitch, 0, width);
  }
  const float *factors = tiles_of(k, &l, features, 0, 1, tiles, upstream_places, 1);
  const float *values_of_images = tiles_of(k, &l, images, 0, phases, tiles, image_places, 0);
  float *gradient = zeros((size_t)l.filters * l.channels * side * side);
  float *sums = zeros((size_t)values * width);
  for (int32_t i = 0; i < l.filters * phases; i++) {
    const int32_t f = i / phases, phase = i % phases;
    for (int32_t j = 0; j < values * width; j++) {
      const int32_t v = j / width, c = j % width;
      double sum = 0;
      for (int32_t tile = 0; tile < tiles; tile++) {
        sum += (double)factors[((ptrdiff_t)v * (tiles + 1) + tile) * width + f] *
               values_of_images[(((ptrdiff_t)phase * values + v) * (tiles + 1) + tile) * width + c];
      }
      sums[j] = (float)sum;
    }
    // The same filter twice, in neighbouring rows; the second time beside a one.
    const int32_t taps = l.taps * l.taps;
    float *rows = zeros((size_t)values * 2 * width);
    for (int32_t j = 0; j < values * 2 * width; j++) rows[j] = sums[j / (2 * width) * width + j % width];
    double *totals = (double *)zeros((size_t)4 * taps * width);
    for (int32_t j = 0; j < taps * width; j++) totals[taps * width + j] = 1;
    k->add_winograd_taps(rows, 2 * width, l.taps, 2, totals);
    for (int32_t tap = 0; tap < taps; tap++) {
      const int32_t y = t.phases * (tap / l.taps) + phase / t.phases, x = t.phases * (tap % l.taps) + phase % t.phases;
      for (int32_t c = 0; c < l.channels; c++) {
        const double sum = totals[tap * width + c];
        gradient[(((ptrdiff_t)f * l.channels + c) * side + y) * side + x] = (float)sum;
        expect_close(totals[(taps + tap) * width + c], 1 + sum, 1e-12, "the next filter of " TITLE, SIZES);
      }
    }
  }
  record(PRODUCTS, gradient, (size_t)l.filters * l.channels * side * side, "add_winograd_taps of " TITLE, SIZES);
  for (int32_t i = 0; i < l.filters * l.channels * side * side; i++) {
    const int32_t b = i % side, a = i / side % side, c = i / side / side % l.channels, f = i / side / side / l.channels;
    double sum = 0;
    for (int32_t y = 0; y < features->height; y++) {
      for (int32_t x = 0; x < features->width; x++) {
        sum += pixel(features, 0, f, y, x) * pixel(images, 0, c, y * l.stride + a - l.padding, x * l.stride + b - l.padding);
      }
    }
    expect_close(gradient[i], sum, PRODUCTS, "add_winograd_taps of " TITLE ", %d", SIZES, i);
  }
}

static void check_layer(const HGKernels *k, Layer l) {
  const int32_t side = l.taps * l.stride;
  if (l.height + 2 * l.padding < side || l.width + 2 * l.padding < side) return;
  const int32_t height = features_along(&l, l.height), width = features_along(&l, l.width);
  const Planes images = drawn_planes(l.samples, l.channels, l.height, l.width, l.width + 2, 2, 1);
  const Planes features = drawn_planes(l.samples, l.filters, height, width, width + 1, 2, 2);
  float *weights = drawn((size_t)l.filters * l.channels * side * side, 3);
  check_features(k, l, &images, weights);
  check_images(k, l, &features, weights);
  check_gradient(k, l, &images, &features);
  release();
}

void check_winograd(const HGKernels *kernels) {
  static const int32_t layers[][3] = {{3, 1, 1}, {3, 1, 0}, {2, 2, 1}, {2, 1, 0}, {2, 2, 2}, {3, 2, 2}};
  for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
    for (int32_t width = 5; width <= 12; width++) {
      // Samples that fill no vector, and more than one; channels beside every block of rows.
      const Layer layer = {
          .taps = layers[i][0], .stride = layers[i][1], .padding = layers[i][2], .channels = 1 + width % 5,
          .filters = 1 + (5 * width) % 8, .samples = 1 + (3 * width) % 7, .height = 17 - width, .width = width,
      };
      check_layer(kernels, layer);
      Layer wide = layer;
      wide.filters = 8, wide.channels = 7, wide.samples = 5;
      check_layer(kernels, wide);
    }
  }
}
