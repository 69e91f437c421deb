// Planes enlarged, filtered and warped, and the adjoints.
#include "check.h"

static void check_scaling(const HGKernels *k, int32_t factor, int32_t height, int32_t width, int is_margined) {
  const ptrdiff_t margin = is_margined ? 2 : -1;
  const Planes plane = drawn_planes(1, 1, height, width, width + 2, margin, 1);
  const Planes fine = drawn_planes(1, 1, factor * height, factor * width, factor * width + 1, margin, 2);
  const ptrdiff_t floats = is_margined ? plane.stride : height * width;
  const ptrdiff_t fine_floats = is_margined ? fine.stride : factor * height * factor * width;
  float *larger = is_margined ? zeros((size_t)fine_floats) : unwritten((size_t)fine_floats);
  float *smaller = is_margined ? zeros((size_t)floats) : unwritten((size_t)floats);
  k->upsample_bilinear(factor, plane.first, height, width, plane.pitch, larger, fine.pitch, larger + fine_floats);
  record(LOSSES, larger, (size_t)fine_floats, "upsample_bilinear %d, %dx%d, margin %d", factor, height, width, is_margined);
  k->downsample_bilinear(factor, fine.first, fine.pitch, smaller, height, width, plane.pitch, smaller + floats);
  record(PRODUCTS, smaller, (size_t)floats, "downsample_bilinear %d, %dx%d, margin %d", factor, height, width, is_margined);
  release();
}

static void check_filters(const HGKernels *k, int32_t taps, int32_t padding, int32_t width, int is_margined) {
  const int32_t height = 5, rows = height + 2 * padding - taps + 1, columns = width + 2 * padding - taps + 1;
  if (rows < 1 || columns < 1) return;
  const ptrdiff_t margin = is_margined ? 2 : -1;
  const Planes plane = drawn_planes(1, 1, height, width, width + 2, margin, 3);
  const Planes filtered = planes(1, 1, rows, columns, columns + 1, margin);
  const HGFilter filter = {.taps = drawn(taps, 4), .count = taps, .padding = padding};
  const ptrdiff_t floats = is_margined ? filtered.stride : rows * columns;
  for (int32_t together = 1; together <= 4; together += 3) {
    float *out = is_margined ? zeros((size_t)floats) : unwritten((size_t)floats);
    float *room = unwritten((size_t)(together * (width + 2 * padding + k->vector_width)) + 64);
    k->filter_plane(
        &filter, plane.first, height, width, plane.pitch, out, filtered.pitch, out + floats, room, together);
    record(PRODUCTS, out, (size_t)floats, "filter_plane of %d taps, padding %d, width %d, margin %d, %d rows", taps,
           padding, width, is_margined, together);
  }
  release();
}

static void check_warps(const HGKernels *k, int32_t width, uint32_t seed) {
  const int32_t channels = 2, height = 4;
  const Planes image = drawn_planes(1, channels, height, width, width + 2, 2, seed);
  const Planes warped = planes(1, channels, height, width, width + 1, 1), adjoint = planes(1, channels, height, width, width + 2, 2);
  const float *near = drawn(6, seed + 1);
  float map[6];
  // The identity first, which changes no bit.
  for (int i = 0; i < 6; i++) map[i] = (i % 4 == 0 ? 1.0f : 0.0f) + (seed ? 0.3f * near[i] : 0);
  const HGWarp warp = {
      .channels = channels, .height = height, .width = width, .image_pitch = image.pitch, .image_stride = image.stride,
      .warped_pitch = warped.pitch, .warped_stride = warped.stride,
  };
  k->warp_image(&warp, map, image.first, warped.first);
  // Coordinates up to 35 in float are good to 4e-6, and two pixels differ by up to 2.
  record(seed ? 2 * PRODUCTS : EXACT, warped.first, (size_t)(channels * warped.stride), "warp_image %u of width %d", seed, width);
  k->warp_image_adjoint(&warp, map, image.first, adjoint.first);
  record(4 * PRODUCTS, adjoint.first, (size_t)(channels * adjoint.stride), "warp_image_adjoint %u of width %d", seed, width);
  release();
}

void check_resampling(const HGKernels *kernels) {
  for (int32_t width = 1; width <= 34; width++) {
    for (int32_t factor = 1; factor <= 4; factor++) {
      for (int is_margined = 0; is_margined < 2; is_margined++) {
        check_scaling(kernels, factor, 1 + width % 4, width, is_margined);
      }
    }
  }
  EACH_COUNT(width) {
    for (int32_t taps = 1; taps <= 5; taps++) {
      for (int32_t padding = 0; padding < taps; padding++) {
        for (int is_margined = 0; is_margined < 2; is_margined++) check_filters(kernels, taps, padding, width, is_margined);
      }
    }
    for (uint32_t seed = 0; seed < 3; seed++) check_warps(kernels, smaller(width, 65), seed);
  }
}
