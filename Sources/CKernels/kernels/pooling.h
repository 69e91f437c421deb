// One number from each window of a plane, and a window from each number.
//
// Windows of 2 x 2 without overlap are processed as whole vectors; their padding is at most one row and one column.

// Row `y` of a plane, or NULL outside.
INLINE const float *row_at(const HGWindows *windows, const float *plane, int32_t y) {
  return y >= 0 && y < windows->height ? plane + y * windows->pitch : NULL;
}

// The left and right columns of windows `j` to `j + W - 1` in one row; `before` holds the preceding odd columns. Lanes
// outside the row are `absent`.
INLINE void load_pairs(
    const HGWindows *windows, const float *row, int32_t j, const int padding, vf absent, vf *before, vf *left,
    vf *right) {
  if (!row) {
    *left = *right = absent;
    return;
  }
  const vf a = load(row + 2 * j), b = load(row + 2 * j + W);
  const vf even = EVENS(a, b), odd = ODDS(a, b);
  if (padding == 0) {
    *left = even;
    *right = odd;
    return;
  }
  *left = MOVED_UP(*before, odd);
  *right = select(first_lanes((windows->width + 1) / 2 - j), even, absent);
  *before = odd;
}

INLINE void take_greater(vf v, float position, vf *best, vf *at) {
  const vi better = (v > *best) | (v != v);
  *best = select(better, v, *best);
  *at = select(better, splat(position), *at);
}

INLINE void max_switches_of_pairs(
    const HGWindows *windows, const float *plane, float *switches, const float *end, const int padding) {
  const vf absent = splat(-__builtin_inff());
  for (int32_t i = 0; i < windows->rows; i++) {
    const float *top = row_at(windows, plane, 2 * i - padding);
    const float *bottom = row_at(windows, plane, 2 * i - padding + 1);
    vf top_before = absent, bottom_before = absent;
    for (int32_t j = 0; j < windows->columns; j += W) {
      vf v[4];
      load_pairs(windows, top, j, padding, absent, &top_before, &v[0], &v[1]);
      load_pairs(windows, bottom, j, padding, absent, &bottom_before, &v[2], &v[3]);
      // The first position inside the plane, in case all values are -infinity.
      vf at = splat(top ? 0.0f : 2.0f);
      if (padding && j == 0) at[0] += 1;
      vf best = absent;
      UNROLL for (int k = 0; k < 4; k++) take_greater(v[k], (float)k, &best, &at);
      store_before(
          switches + i * windows->switch_pitch + j, masked(at, first_lanes(windows->columns - j)), end);
    }
  }
}

INLINE void gather_pairs(
    const HGWindows *windows, const float *plane, const float *switches, float *values, const float *end,
    const int padding) {
  const vf absent = {};
  for (int32_t i = 0; i < windows->rows; i++) {
    const float *top = row_at(windows, plane, 2 * i - padding);
    const float *bottom = row_at(windows, plane, 2 * i - padding + 1);
    vf top_before = absent, bottom_before = absent;
    for (int32_t j = 0; j < windows->columns; j += W) {
      vf v[4];
      load_pairs(windows, top, j, padding, absent, &top_before, &v[0], &v[1]);
      load_pairs(windows, bottom, j, padding, absent, &bottom_before, &v[2], &v[3]);
      const vf at = load(switches + i * windows->switch_pitch + j);
      vf value = {};
      UNROLL for (int k = 0; k < 4; k++) value = select(at == splat((float)k), v[k], value);
      store_before(values + i * windows->value_pitch + j, masked(value, first_lanes(windows->columns - j)), end);
    }
  }
}

INLINE void scatter_pairs(
    const HGWindows *windows, const float *values, const float *switches, float *plane, const float *end,
    const int padding) {
  for (int32_t y = 0; y < windows->height; y++) {
    float *row = plane + y * windows->pitch;
    const int32_t i = (y + padding) / 2;
    if (i >= windows->rows) {
      fill_row(row, 0, windows->width);
      continue;
    }
    const float first = (float)((y + padding) % 2 * 2);
    const float *from = values + i * windows->value_pitch;
    const float *at = switches + i * windows->switch_pitch;
    // Column 2 m belongs to window m; column 2 m + 1 belongs to window m + `padding`.
    for (int32_t m = 0; 2 * m < windows->width; m += W) {
      const int32_t left = windows->width - 2 * m;
      const vi even_lanes =
          (load(at + m) == splat(first + padding)) & first_lanes(min_int(windows->columns - m, (left + 1) / 2));
      const vi odd_lanes = (load(at + m + padding) == splat(first + 1 - padding)) &
                           first_lanes(min_int(windows->columns - m - padding, left / 2));
      store_in_turn(
          row + 2 * m, masked(load(from + m), even_lanes), masked(load(from + m + padding), odd_lanes), left, end);
    }
  }
}

// Whether windows are pairs of rows and columns, with `padding` before them, of which none reaches beyond the plane and
// its padding.
INLINE int are_pairs(const HGWindows *windows, int32_t padding) {
  return windows->window == 2 && windows->stride == 2 && windows->padding == padding &&
         2 * windows->rows <= windows->height + 2 * padding && 2 * windows->columns <= windows->width + 2 * padding;
}

// The part of a window that starts at `first` and lies inside 0 ... extent - 1.
INLINE void inside(const HGWindows *windows, int32_t first, int32_t extent, int32_t *from, int32_t *to) {
  *from = max_int(0, -first);
  *to = min_int(windows->window, extent - first);
}

static void max_switches(const HGWindows *windows, const float *plane, float *switches, const float *end) {
  if (are_pairs(windows, 0)) return max_switches_of_pairs(windows, plane, switches, end, 0);
  if (are_pairs(windows, 1)) return max_switches_of_pairs(windows, plane, switches, end, 1);
  const int32_t window = windows->window;
  for (int32_t i = 0; i < windows->rows; i++) {
    const int32_t y = i * windows->stride - windows->padding;
    int32_t top, bottom;
    inside(windows, y, windows->height, &top, &bottom);
    for (int32_t j = 0; j < windows->columns; j++) {
      const int32_t x = j * windows->stride - windows->padding;
      int32_t left, right;
      inside(windows, x, windows->width, &left, &right);
      float best = -__builtin_inff();
      int32_t at = top * window + left;
      for (int32_t a = top; a < bottom; a++) {
        const float *row = plane + (y + a) * windows->pitch + x;
        for (int32_t b = left; b < right; b++) {
          if (row[b] > best || row[b] != row[b]) {
            best = row[b];
            at = a * window + b;
          }
        }
      }
      switches[i * windows->switch_pitch + j] = (float)at;
    }
  }
}

// The offset in the plane of switch `at` of window (`i`, `j`), or -1 outside.
INLINE ptrdiff_t pointed_at(const HGWindows *windows, float at, int32_t i, int32_t j) {
  const int32_t window = windows->window;
  if (!(at >= 0 && at < (float)(window * window))) return -1;
  const int32_t y = i * windows->stride - windows->padding + (int32_t)at / window;
  const int32_t x = j * windows->stride - windows->padding + (int32_t)at % window;
  return y >= 0 && y < windows->height && x >= 0 && x < windows->width ? y * windows->pitch + x : -1;
}

static void gather_switched(
    const HGWindows *windows, const float *plane, const float *switches, float *values, const float *end) {
  if (are_pairs(windows, 0)) return gather_pairs(windows, plane, switches, values, end, 0);
  if (are_pairs(windows, 1)) return gather_pairs(windows, plane, switches, values, end, 1);
  for (int32_t i = 0; i < windows->rows; i++) {
    for (int32_t j = 0; j < windows->columns; j++) {
      const ptrdiff_t place = pointed_at(windows, switches[i * windows->switch_pitch + j], i, j);
      values[i * windows->value_pitch + j] = place < 0 ? 0 : plane[place];
    }
  }
}

static void scatter_switched(
    const HGWindows *windows, const float *values, const float *switches, float *plane, const float *end) {
  if (are_pairs(windows, 0)) return scatter_pairs(windows, values, switches, plane, end, 0);
  if (are_pairs(windows, 1)) return scatter_pairs(windows, values, switches, plane, end, 1);
  for (int32_t y = 0; y < windows->height; y++) fill_row(plane + y * windows->pitch, 0, windows->width);
  for (int32_t i = 0; i < windows->rows; i++) {
    for (int32_t j = 0; j < windows->columns; j++) {
      const ptrdiff_t place = pointed_at(windows, switches[i * windows->switch_pitch + j], i, j);
      if (place >= 0) plane[place] += values[i * windows->value_pitch + j];
    }
  }
}

// The windows with column `b` inside the plane: `from` to `to` - 1.
INLINE void windows_reaching(const HGWindows *windows, int32_t b, int32_t *from, int32_t *to) {
  const int32_t stride = windows->stride, before = windows->padding - b;
  *from = before > 0 ? (before + stride - 1) / stride : 0;
  const int32_t last = windows->width - 1 + before;
  *to = last < 0 ? 0 : min_int(windows->columns, last / stride + 1);
}

static void sum_windows(const HGWindows *windows, const float *plane, float *sums, const float *end) {
  const int is_corner = windows->window == 1;
  if (windows->stride == 2 && windows->padding == 0 && windows->window <= 2) {
    for (int32_t i = 0; i < windows->rows; i++) {
      const float *row = plane + 2 * i * windows->pitch;
      for (int32_t j = 0; j < windows->columns; j += W) {
        const vf a = load(row + 2 * j), b = load(row + 2 * j + W);
        vf sum = EVENS(a, b);
        if (!is_corner) {
          const vf c = load(row + windows->pitch + 2 * j), d = load(row + windows->pitch + 2 * j + W);
          sum = (sum + ODDS(a, b)) + (EVENS(c, d) + ODDS(c, d));
        }
        store_before(sums + i * windows->value_pitch + j, masked(sum, first_lanes(windows->columns - j)), end);
      }
    }
    return;
  }
  for (int32_t i = 0; i < windows->rows; i++) {
    float *to = sums + i * windows->value_pitch;
    fill_row(to, 0, windows->columns);
    for (int32_t a = 0; a < windows->window; a++) {
      const float *row = row_at(windows, plane, i * windows->stride + a - windows->padding);
      if (!row) continue;
      for (int32_t b = 0; b < windows->window; b++) {
        int32_t first, last;
        windows_reaching(windows, b, &first, &last);
        for (int32_t j = first; j < last; j++) to[j] += row[j * windows->stride + b - windows->padding];
      }
    }
  }
}

static void broadcast_windows(const HGWindows *windows, const float *values, float *plane, const float *end) {
  const int is_corner = windows->window == 1;
  if (windows->stride == 2 && windows->padding == 0 && windows->window <= 2) {
    for (int32_t y = 0; y < windows->height; y++) {
      float *row = plane + y * windows->pitch;
      if (y / 2 >= windows->rows || (is_corner && y % 2 == 1)) {
        fill_row(row, 0, windows->width);
        continue;
      }
      const float *from = values + y / 2 * windows->value_pitch;
      for (int32_t m = 0; 2 * m < windows->width; m += W) {
        const int32_t left = windows->width - 2 * m;
        const vf v = load(from + m);
        const vf even = masked(v, first_lanes(min_int(windows->columns - m, (left + 1) / 2)));
        const vf odd = is_corner ? (vf){} : masked(v, first_lanes(min_int(windows->columns - m, left / 2)));
        store_in_turn(row + 2 * m, even, odd, left, end);
      }
    }
    return;
  }
  for (int32_t y = 0; y < windows->height; y++) fill_row(plane + y * windows->pitch, 0, windows->width);
  for (int32_t i = 0; i < windows->rows; i++) {
    const float *from = values + i * windows->value_pitch;
    for (int32_t a = 0; a < windows->window; a++) {
      const int32_t y = i * windows->stride + a - windows->padding;
      if (y < 0 || y >= windows->height) continue;
      float *row = plane + y * windows->pitch;
      for (int32_t b = 0; b < windows->window; b++) {
        int32_t first, last;
        windows_reaching(windows, b, &first, &last);
        for (int32_t j = first; j < last; j++) row[j * windows->stride + b - windows->padding] += from[j];
      }
    }
  }
}
