// Planes resampled: bilinear enlargement, separable filters, affine maps.

// The two of `count` samples around sample `x` of a `factor` times finer row, and the weight of the second: at (x +
// 1/2) / factor - 1/2, clamped to the first and last sample.
typedef struct {
  int32_t first, second;
  float weight;
} Between;

INLINE Between between(int32_t x, int32_t factor, int32_t count) {
  const int32_t place = 2 * x + 1 - factor, unit = 2 * factor;
  if (place < 0) return (Between){0, 0, 0};
  const int32_t first = place / unit;
  return (Between){first, min_int(first + 1, count - 1), (float)(place - first * unit) / (float)unit};
}

// The part of `between` shared by columns factor * m + phase: first = m + shift.
typedef struct {
  int32_t shift;
  float weight;
} PhaseBetween;

INLINE PhaseBetween phase_between(int32_t phase, int32_t factor) {
  const int32_t place = 2 * phase + 1 - factor, unit = 2 * factor;
  const int32_t shift = place < 0 ? -1 : 0;
  return (PhaseBetween){shift, (float)(place - shift * unit) / (float)unit};
}

INLINE void upsample_row_by_two(
    const float *above, const float *below, float weight, int32_t width, float *row, const float *end) {
  const vf first = splat(1 - weight), second = splat(weight);
  row[0] = above[0] * (1 - weight) + below[0] * weight;
  // Columns 2 m + 1 and 2 m + 2 lie between samples m and m + 1.
  for (int32_t m = 0; m < width - 1; m += W) {
    const vf a = load(above + m) * first + load(below + m) * second;
    const vf b = load(above + m + 1) * first + load(below + m + 1) * second;
    const vi lanes = first_lanes(width - 1 - m);
    const vf odd = masked(splat(0.75f) * a + splat(0.25f) * b, lanes);
    const vf even = masked(splat(0.25f) * a + splat(0.75f) * b, lanes);
    store_in_turn(row + 2 * m + 1, odd, even, 2 * (width - 1 - m), end);
  }
  row[2 * width - 1] = above[width - 1] * (1 - weight) + below[width - 1] * weight;
}

static void upsample_bilinear(
    int32_t factor, const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, float *out,
    ptrdiff_t out_pitch, const float *end) {
  for (int32_t y = 0; y < factor * height; y++) {
    const Between rows = between(y, factor, height);
    const float *above = plane + rows.first * pitch, *below = plane + rows.second * pitch;
    const float up = 1 - rows.weight, down = rows.weight;
    float *row = out + y * out_pitch;
    if (factor == 2) {
      upsample_row_by_two(above, below, rows.weight, width, row, end);
      continue;
    }
    for (int32_t phase = 0; phase < factor; phase++) {
      const PhaseBetween columns = phase_between(phase, factor);
      for (int32_t m = 0; m < width; m++) {
        const int32_t left = max_int(m + columns.shift, 0), right = min_int(m + columns.shift + 1, width - 1);
        row[factor * m + phase] = (above[left] * up + below[left] * down) * (1 - columns.weight) +
                                  (above[right] * up + below[right] * down) * columns.weight;
      }
    }
  }
}

// One row of the adjoint: the weighted sum of four fine rows, then of four fine columns.
INLINE void downsample_row_by_two(const float *const rows[4], int32_t width, float *row, const float *end) {
  const vf near = splat(0.75f), far = splat(0.25f);
#define COLUMN(x) (0.25f * (rows[0][x] + rows[3][x]) + 0.75f * (rows[1][x] + rows[2][x]))
#define COLUMNS(x) (far * (load(rows[0] + (x)) + load(rows[3] + (x))) + near * (load(rows[1] + (x)) + load(rows[2] + (x))))
  // The weights of columns 2 m - 1 and 2 m in sample m; the first sample has only column 0.
  vf before = splat(COLUMN(0));
  const float last = COLUMN(2 * width - 1);
  for (int32_t m = 0; m < width; m += W) {
    const vf a = COLUMNS(2 * m + 1), b = COLUMNS(2 * m + 1 + W);
    const vi lanes = first_lanes(width - 1 - m);
    const vf odd = masked(EVENS(a, b), lanes), even = masked(ODDS(a, b), lanes);
    const vf to_next = far * odd + near * even;
    store_before(
        row + m, masked((near * odd + far * even) + MOVED_UP(before, to_next), first_lanes(width - m)), end);
    before = to_next;
  }
#undef COLUMN
#undef COLUMNS
  row[width - 1] += last;
}

// The adjoint of `upsample_bilinear`: a plane of height x width from a `factor` times finer one.
static void downsample_bilinear(
    int32_t factor, const float *fine, ptrdiff_t fine_pitch, float *plane, int32_t height, int32_t width,
    ptrdiff_t pitch, const float *end) {
  if (factor == 2) {
    for (int32_t y = 0; y < height; y++) {
      const float *rows[4];
      for (int32_t k = 0; k < 4; k++) {
        rows[k] = fine + min_int(max_int(2 * y - 1 + k, 0), 2 * height - 1) * fine_pitch;
      }
      downsample_row_by_two(rows, width, plane + y * pitch, end);
    }
    return;
  }
  for (int32_t y = 0; y < height; y++) fill_row(plane + y * pitch, 0, width);
  for (int32_t y = 0; y < factor * height; y++) {
    const Between rows = between(y, factor, height);
    float *above = plane + rows.first * pitch, *below = plane + rows.second * pitch;
    const float up = 1 - rows.weight, down = rows.weight;
    for (int32_t phase = 0; phase < factor; phase++) {
      const PhaseBetween columns = phase_between(phase, factor);
      for (int32_t m = 0; m < width; m++) {
        const int32_t left = max_int(m + columns.shift, 0), right = min_int(m + columns.shift + 1, width - 1);
        const float value = fine[y * fine_pitch + factor * m + phase];
        above[left] += value * (up * (1 - columns.weight));
        above[right] += value * (up * columns.weight);
        below[left] += value * (down * (1 - columns.weight));
        below[right] += value * (down * columns.weight);
      }
    }
  }
}

// to[i W ...] = sum over k of taps[k] * from[k * step + i W ...] for `columns` vectors i.
INLINE void filter_block(
    const float *taps, int32_t count, const float *from, ptrdiff_t step, vf *sums, const int columns) {
  UNROLL for (int i = 0; i < columns; i++) sums[i] = (vf){};
  for (int32_t k = 0; k < count; k++) {
    const vf tap = splat(taps[k]);
    UNROLL for (int i = 0; i < columns; i++) sums[i] += tap * load(from + k * step + i * W);
  }
}

// Filters `width` columns, with zeros after them. Four vectors at a time hide each other's latency.
INLINE void filter_row(
    const float *taps, int32_t count, const float *from, ptrdiff_t step, float *to, int32_t width, const float *end) {
  vf sums[4];
  int32_t x = 0;
  for (; x + 4 * W <= width; x += 4 * W) {
    filter_block(taps, count, from + x, step, sums, 4);
    UNROLL for (int i = 0; i < 4; i++) store_before(to + x + i * W, sums[i], end);
  }
  for (; x + W < width; x += 2 * W) {
    filter_block(taps, count, from + x, step, sums, 2);
    store_before(to + x, sums[0], end);
    store_before(to + x + W, masked(sums[1], first_lanes(width - x - W)), end);
  }
  if (x < width) {
    filter_block(taps, count, from + x, step, sums, 1);
    store_before(to + x, masked(sums[0], first_lanes(width - x)), end);
  }
}

// Rows are filtered vertically into `rows`, a few at a time, then horizontally. Reading just-stored values at other
// addresses would stall.
static void filter_plane(
    const HGFilter *filter, const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, float *out,
    ptrdiff_t out_pitch, const float *end, float *rows, int32_t row_count) {
  const int32_t taps = filter->count, padding = filter->padding;
  const int32_t out_height = height + 2 * padding - taps + 1, out_width = width + 2 * padding - taps + 1;
  const int32_t length = width + 2 * padding + W;
  for (ptrdiff_t x = 0; x < (ptrdiff_t)row_count * length; x++) rows[x] = 0;
  for (int32_t top = 0; top < out_height; top += row_count) {
    const int32_t count = min_int(row_count, out_height - top);
    for (int32_t i = 0; i < count; i++) {
      // The taps on rows of the plane.
      const int32_t y = top + i - padding;
      const int32_t first = max_int(0, -y), last = min_int(taps, height - y);
      float *row = rows + i * length;
      filter_row(
          filter->taps + first, last - first, plane + (y + first) * pitch, pitch, row + padding, width, row + length);
    }
    for (int32_t i = 0; i < count; i++) {
      filter_row(filter->taps, taps, rows + i * length, 1, out + (top + i) * out_pitch, out_width, end);
    }
  }
}

// The sources of a run of pixels of an output row: four offsets into a plane and their weights.
enum { STRETCH = 64 };
typedef struct {
  int32_t offsets[4][STRETCH];
  float weights[4][STRETCH];
} Sources;

// The sources of the `count` pixels of row `y` from column `x` on. A pixel outside has weight zero.
static void find_sources(const HGWarp *warp, const float *map, int32_t y, int32_t x, int32_t count, Sources *sources) {
  const float center_x = (float)(warp->width - 1) / 2, center_y = (float)(warp->height - 1) / 2;
  const float v = (float)y - center_y;
  const float start_x = map[1] * v + map[2] + center_x, start_y = map[4] * v + map[5] + center_y;
  const float width = (float)warp->width, height = (float)warp->height;
  for (int32_t i = 0; i < count; i++) {
    const float u = (float)(x + i) - center_x;
    const float from_x = map[0] * u + start_x, from_y = map[3] * u + start_y;
    const int touches = (from_x > -1) & (from_x < width) & (from_y > -1) & (from_y < height);
    const float px = touches ? from_x : 0, py = touches ? from_y : 0;
    // Rounded down: both are above -1.
    const int32_t left = (int32_t)(px + 1) - 1, top = (int32_t)(py + 1) - 1;
    const float right_weight = px - (float)left, bottom_weight = py - (float)top;
    const int32_t x0 = left > 0 ? left : 0, y0 = top > 0 ? top : 0;
    const int32_t x1 = left + 1 < warp->width ? left + 1 : warp->width - 1;
    const int32_t y1 = top + 1 < warp->height ? top + 1 : warp->height - 1;
    const float w_left = touches && left >= 0 ? 1 - right_weight : 0;
    const float w_right = touches && left + 1 < warp->width ? right_weight : 0;
    const float w_top = top >= 0 ? 1 - bottom_weight : 0;
    const float w_bottom = top + 1 < warp->height ? bottom_weight : 0;
    const int32_t pitch = (int32_t)warp->image_pitch;
    sources->offsets[0][i] = y0 * pitch + x0;
    sources->offsets[1][i] = y0 * pitch + x1;
    sources->offsets[2][i] = y1 * pitch + x0;
    sources->offsets[3][i] = y1 * pitch + x1;
    sources->weights[0][i] = w_top * w_left;
    sources->weights[1][i] = w_top * w_right;
    sources->weights[2][i] = w_bottom * w_left;
    sources->weights[3][i] = w_bottom * w_right;
  }
}

static void warp_image(const HGWarp *warp, const float *map, const float *image, float *warped) {
  Sources sources;
  for (int32_t y = 0; y < warp->height; y++) {
    for (int32_t x = 0; x < warp->width; x += STRETCH) {
      const int32_t count = min_int(STRETCH, warp->width - x);
      find_sources(warp, map, y, x, count, &sources);
      for (int32_t c = 0; c < warp->channels; c++) {
        const float *from = image + c * warp->image_stride;
        float *to = warped + c * warp->warped_stride + y * warp->warped_pitch + x;
        for (int32_t i = 0; i < count; i++) {
          to[i] = (from[sources.offsets[0][i]] * sources.weights[0][i] +
                   from[sources.offsets[1][i]] * sources.weights[1][i]) +
                  (from[sources.offsets[2][i]] * sources.weights[2][i] +
                   from[sources.offsets[3][i]] * sources.weights[3][i]);
        }
      }
    }
  }
}

static void warp_image_adjoint(const HGWarp *warp, const float *map, const float *warped, float *image) {
  for (int32_t c = 0; c < warp->channels; c++) {
    for (int32_t y = 0; y < warp->height; y++) {
      fill_row(image + c * warp->image_stride + y * warp->image_pitch, 0, warp->width);
    }
  }
  Sources sources;
  for (int32_t y = 0; y < warp->height; y++) {
    for (int32_t x = 0; x < warp->width; x += STRETCH) {
      const int32_t count = min_int(STRETCH, warp->width - x);
      find_sources(warp, map, y, x, count, &sources);
      for (int32_t c = 0; c < warp->channels; c++) {
        const float *from = warped + c * warp->warped_stride + y * warp->warped_pitch + x;
        float *to = image + c * warp->image_stride;
        for (int32_t i = 0; i < count; i++) {
          for (int32_t k = 0; k < 4; k++) to[sources.offsets[k][i]] += sources.weights[k][i] * from[i];
        }
      }
    }
  }
}
