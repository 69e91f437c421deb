// The filter gradient of a wide convolution as a matrix product, with a row of patches per pixel of the features.

// Planes `from` to `to` - 1 of the image with their padding, row by row. Also prefetches the rows of the next image,
// which the processor cannot predict.
INLINE void pad_planes(
    const HGPatches *patches, const float *image, const float *next, int32_t from, int32_t to, float *padded) {
  const int32_t padding = patches->padding;
  const int32_t width = patches->width + 2 * padding;
  for (int32_t c = from; c < to; c++) {
    for (int32_t y = -padding; y < patches->height + padding; y++) {
      // Whole vectors; the next row overwrites their last floats.
      if (y < 0 || y >= patches->height) {
        for (int32_t x = 0; x < width; x += W) store(padded + x, (vf){});
      } else {
        const ptrdiff_t at = c * patches->plane_stride + y * patches->pitch;
        const float *row = image + at;
        __builtin_prefetch(next + at);
        for (int32_t x = 0; x < padding; x++) padded[x] = 0;
        for (int32_t x = 0; x < patches->width; x += W) store(padded + padding + x, load(row + x));
        for (int32_t x = width - padding; x < width; x++) padded[x] = 0;
      }
      padded += width;
    }
  }
}

INLINE void copy_windows(
    const HGPatches *patches, const float *row, float *to, const int32_t step, const int columns) {
  const int32_t pitch = patches->width + 2 * patches->padding;
  const int32_t count = patches->feature_width;
  for (int32_t i = 0; i < patches->feature_height; i++) {
    for (int32_t j = 0; j < count; j++) {
      __builtin_memcpy(to + j * PANEL, row + step * j, (size_t)columns * sizeof(float));
    }
    row += (ptrdiff_t)patches->step * pitch;
    to += (ptrdiff_t)count * PANEL;
  }
}

// Copies `columns` columns of a kernel's row, over all windows, into the patches of a panel.
static void pack_windows(const HGPatches *patches, const float *row, int32_t columns, float *panel) {
  const int32_t step = patches->step;
#define WINDOWS(STEP, COLUMNS) \
  if (step == STEP && columns == COLUMNS) return copy_windows(patches, row, panel, STEP, COLUMNS);
  WINDOWS(1, 1) WINDOWS(1, 2) WINDOWS(1, 3) WINDOWS(1, 4) WINDOWS(2, 1) WINDOWS(2, 2) WINDOWS(2, 3) WINDOWS(2, 4)
#undef WINDOWS
  copy_windows(patches, row, panel, step, columns);
}

static void pack_patches(
    const HGPatches *patches, const float *image, const float *next, int32_t first, int32_t end, float *padded,
    float *panels, ptrdiff_t panel_stride) {
  const int32_t window = patches->rows * patches->columns;
  const int32_t from = first / window;
  pad_planes(patches, image, next, from, (end + window - 1) / window, padded);
  const int32_t pitch = patches->width + 2 * patches->padding;
  const ptrdiff_t plane_stride = (ptrdiff_t)pitch * (patches->height + 2 * patches->padding);
  for (int32_t term = first; term < end;) {
    const int32_t c = term / window, a = term % window / patches->columns, b = term % patches->columns;
    const int32_t at = (term - first) % PANEL;
    const int32_t columns = min_int(min_int(patches->columns - b, PANEL - at), end - term);
    pack_windows(
        patches, padded + (c - from) * plane_stride + a * pitch + b, columns,
        panels + (term - first) / PANEL * panel_stride + at);
    term += columns;
  }
}

// panel[p * PANEL + j] = pixel p of plane j, 0 for j >= channels.
static void pack_pixels(
    const float *planes, ptrdiff_t plane_stride, int32_t channels, int32_t height, int32_t width, ptrdiff_t pitch,
    float *panel) {
  if (pitch == width) {
    pack_panel(planes, plane_stride, channels, height * width, panel);
    return;
  }
  for (int32_t y = 0; y < height; y++) {
    pack_panel(planes + y * pitch, plane_stride, channels, width, panel + (ptrdiff_t)y * width * PANEL);
  }
}
