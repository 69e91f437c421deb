// Strided convolutions slide over phase planes: phase (a, b) of a padded image holds its pixels (s i + a, s j + b),
// so that a step of s pixels in the image is a step of one in the phase.

// phases[(a * s + b)][i][j] = plane[s i + a - padding][s j + b - padding], zero outside.
static void split_phases(
    const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, int32_t step, int32_t padding,
    float *phases, int32_t phase_height, int32_t phase_width, ptrdiff_t phase_pitch, ptrdiff_t phase_stride) {
  for (int32_t a = 0; a < step; a++) {
    for (int32_t b = 0; b < step; b++) {
      float *phase = phases + (a * step + b) * phase_stride;
      for (int32_t i = 0; i < phase_height; i++) {
        const int32_t y = step * i + a - padding;
        const float *row = plane + y * pitch;
        float *to = phase + i * phase_pitch;
        for (int32_t j = 0; j < phase_width; j++) {
          const int32_t x = step * j + b - padding;
          to[j] = y >= 0 && y < height && x >= 0 && x < width ? row[x] : 0;
        }
      }
    }
  }
}

// plane[y][x] = the phase pixel it came from; what no phase holds is zero. The adjoint of `split_phases`.
static void merge_phases(
    const float *phases, int32_t phase_height, int32_t phase_width, ptrdiff_t phase_pitch, ptrdiff_t phase_stride,
    int32_t step, int32_t padding, float *plane, int32_t height, int32_t width, ptrdiff_t pitch) {
  for (int32_t y = 0; y < height; y++) {
    const int32_t a = (y + padding) % step;
    const int32_t i = (y + padding) / step;
    for (int32_t x = 0; x < width; x++) {
      const int32_t b = (x + padding) % step;
      const int32_t j = (x + padding) / step;
      plane[y * pitch + x] = i < phase_height && j < phase_width
                                 ? phases[(a * step + b) * phase_stride + i * phase_pitch + j]
                                 : 0;
    }
  }
}
