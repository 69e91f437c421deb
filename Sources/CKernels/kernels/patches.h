// The filter gradient of a wide convolution as a matrix product: a row of patches for each pixel of the features.

// The image within its padding, row after row.
INLINE void pad_planes(const HGPatches *patches, const float *image, float *padded) {
  const int32_t padding = patches->padding;
  const int32_t width = patches->width + 2 * padding;
  for (int32_t c = 0; c < patches->channels; c++) {
    for (int32_t y = -padding; y < patches->height + padding; y++) {
      if (y < 0 || y >= patches->height) {
        for (int32_t x = 0; x < width; x++) padded[x] = 0;
      } else {
        const float *row = image + c * patches->plane_stride + y * patches->pitch;
        for (int32_t x = 0; x < padding; x++) padded[x] = padded[width - 1 - x] = 0;
        for (int32_t x = 0; x < patches->width; x++) padded[padding + x] = row[x];
      }
      padded += width;
    }
  }
}

INLINE void copy_windows(const float *row, int32_t step, float *to, int32_t count, const int columns) {
  for (int32_t j = 0; j < count; j++) {
    __builtin_memcpy(to + j * PANEL, row + step * j, (size_t)columns * sizeof(float));
  }
}

// Columns `from` to `from + columns - 1` of a kernel's row, over all windows, into the patches of `panel`.
static void pack_windows(
    const HGPatches *patches, const float *plane, int32_t columns, float *panel) {
  const ptrdiff_t pitch = patches->width + 2 * patches->padding;
  for (int32_t i = 0; i < patches->feature_height; i++) {
    const float *row = plane + (ptrdiff_t)patches->step * i * pitch;
    float *to = panel + (ptrdiff_t)i * patches->feature_width * PANEL;
    switch (columns) {
    case 1: copy_windows(row, patches->step, to, patches->feature_width, 1); break;
    case 2: copy_windows(row, patches->step, to, patches->feature_width, 2); break;
    case 3: copy_windows(row, patches->step, to, patches->feature_width, 3); break;
    case 4: copy_windows(row, patches->step, to, patches->feature_width, 4); break;
    default: copy_windows(row, patches->step, to, patches->feature_width, columns); break;
    }
  }
}

static void pack_patches(
    const HGPatches *patches, const float *image, float *padded, float *panels, ptrdiff_t panel_stride) {
  pad_planes(patches, image, padded);
  const int32_t pitch = patches->width + 2 * patches->padding;
  const ptrdiff_t plane_stride = (ptrdiff_t)pitch * (patches->height + 2 * patches->padding);
  int32_t term = 0;
  for (int32_t c = 0; c < patches->channels; c++) {
    for (int32_t a = 0; a < patches->rows; a++) {
      for (int32_t b = 0; b < patches->columns;) {
        const int32_t at = term % PANEL;
        const int32_t left = patches->columns - b, room = PANEL - at;
        const int32_t columns = left < room ? left : room;
        pack_windows(
            patches, padded + c * plane_stride + a * pitch + b, columns, panels + term / PANEL * panel_stride + at);
        b += columns;
        term += columns;
      }
    }
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
