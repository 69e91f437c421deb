// Strided convolutions slide over phase planes: phase (a, b) of a padded image holds the pixels (s i + a, s j + b), so
// a step of s pixels in the image is one step in the phase.

// A phase row takes every second float of an image row, from `row[first]` on: `skip` zeros, those floats, then zeros.
// Two such rows come from one pair of loads.
typedef struct {
  float *row;
  int32_t skip;   // phase columns before the image begins
  int32_t count;  // phase columns inside the image
} PhaseRow;

INLINE PhaseRow phase_row(float *row, int32_t skip, int32_t floats, int32_t phase_width) {
  skip = min_int(skip, phase_width);
  return (PhaseRow){row, skip, max_int(0, min_int(floats, phase_width - skip))};
}

// Clears columns `from` to `to` - 1 of a phase row, and possibly some after them: these are written later, or are the
// room for a vector after a plane of phases.
INLINE void clear_phase_row(float *row, int32_t from, int32_t to) {
  for (; from < to; from += W) store(row + from, (vf){});
}

// phases[(a * 2 + b)][i][j] of one row of the image.
INLINE void split_row_in_two(const float *from, int32_t width, int32_t padding, float *phases[2], int32_t phase_width) {
  const PhaseRow even = phase_row(phases[padding % 2], padding / 2, (width + 1) / 2, phase_width);
  const PhaseRow odd = phase_row(phases[1 - padding % 2], (padding + 1) / 2, width / 2, phase_width);
  clear_phase_row(even.row, 0, even.skip);
  clear_phase_row(odd.row, 0, odd.skip);
  int32_t m = 0;
  for (; m < max_int(even.count, odd.count); m += W) {
    const vf a = load(from + 2 * m), b = load(from + 2 * m + W);
    if (m < even.count) store(even.row + even.skip + m, masked(EVENS(a, b), first_lanes(even.count - m)));
    if (m < odd.count) store(odd.row + odd.skip + m, masked(ODDS(a, b), first_lanes(odd.count - m)));
  }
  // The last vectors were zero beyond the image.
  clear_phase_row(even.row, even.skip + (even.count + W - 1) / W * W, phase_width);
  clear_phase_row(odd.row, odd.skip + (odd.count + W - 1) / W * W, phase_width);
}

// phases[(a * s + b)][i][j] = plane[s i + a - padding][s j + b - padding], zero outside.
static void split_phases(
    const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, int32_t step, int32_t padding,
    float *phases, int32_t phase_height, int32_t phase_width, ptrdiff_t phase_pitch, ptrdiff_t phase_stride) {
  for (int32_t a = 0; a < step; a++) {
    for (int32_t i = 0; i < phase_height; i++) {
      const int32_t y = step * i + a - padding;
      const float *row = plane + y * pitch;
      float *to = phases + a * step * phase_stride + i * phase_pitch;
      if (y < 0 || y >= height) {
        for (int32_t b = 0; b < step; b++) clear_phase_row(to + b * phase_stride, 0, phase_width);
      } else if (step == 2) {
        split_row_in_two(row, width, padding, (float *[2]){to, to + phase_stride}, phase_width);
      } else {
        for (int32_t b = 0; b < step; b++) {
          for (int32_t j = 0; j < phase_width; j++) {
            const int32_t x = step * j + b - padding;
            to[b * phase_stride + j] = x >= 0 && x < width ? row[x] : 0;
          }
        }
      }
    }
  }
}

// Merges two phase rows into one row of the image.
INLINE void merge_row_of_two(
    const float *phases[2], int32_t phase_width, int32_t padding, float *row, int32_t width, vf bias,
    const float *end) {
  const int32_t even_skip = padding / 2, odd_skip = (padding + 1) / 2;
  const float *even_row = phases[padding % 2] + even_skip;
  const float *odd_row = phases[1 - padding % 2] + odd_skip;
  for (int32_t m = 0; 2 * m < width; m += W) {
    const int32_t left = width - 2 * m;
    const vf even = masked(load(even_row + m), first_lanes(phase_width - even_skip - m)) + bias;
    const vf odd = masked(load(odd_row + m), first_lanes(phase_width - odd_skip - m)) + bias;
    store_in_turn(
        row + 2 * m, masked(even, first_lanes((left + 1) / 2)), masked(odd, first_lanes(left / 2)), left, end);
  }
}

// plane[y][x] = bias + its phase pixel, or zero where no phase has the pixel. Without a bias, the adjoint of
// `split_phases`.
static void merge_phases(
    const float *phases, int32_t phase_height, int32_t phase_width, ptrdiff_t phase_pitch, ptrdiff_t phase_stride,
    int32_t step, int32_t padding, float bias, float *plane, int32_t height, int32_t width, ptrdiff_t pitch,
    const float *end) {
  for (int32_t y = 0; y < height; y++) {
    const int32_t a = (y + padding) % step;
    const int32_t i = (y + padding) / step;
    float *row = plane + y * pitch;
    const float *from = phases + a * step * phase_stride + i * phase_pitch;
    if (i >= phase_height) {
      fill_row(row, bias, width);
    } else if (step == 2) {
      merge_row_of_two(
          (const float *[2]){from, from + phase_stride}, phase_width, padding, row, width, splat(bias), end);
    } else {
      for (int32_t x = 0; x < width; x++) {
        const int32_t b = (x + padding) % step;
        const int32_t j = (x + padding) / step;
        row[x] = (j < phase_width ? from[b * phase_stride + j] : 0) + bias;
      }
    }
  }
}
