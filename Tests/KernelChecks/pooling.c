// Windows over planes: their maxima and where these are, their sums, and the adjoints.
#include "check.h"

static void check_windows(
    const HGKernels *k, int32_t window, int32_t stride, int32_t padding, int32_t height, int32_t width, int is_margined) {
  const int32_t rows = (height + 2 * padding - window) / stride + 1, columns = (width + 2 * padding - window) / stride + 1;
  if (height + 2 * padding < window || width + 2 * padding < window) return;
  const ptrdiff_t margin = is_margined ? 2 : -1;
  Planes plane = drawn_planes(1, 1, height, width, width + 2, margin, 1);
  // Equal numbers, and one that is none.
  for (int32_t y = 0; y < height; y++) {
    for (int32_t x = 0; x < width; x++) plane.first[y * plane.pitch + x] = truncf(plane.first[y * plane.pitch + x] * 4);
  }
  const Planes chosen = planes(1, 1, rows, columns, columns + 1, margin);
  const Planes values = drawn_planes(1, 1, rows, columns, columns + 3, margin, 2);
  const HGWindows windows = {
      .window = window, .stride = stride, .padding = padding, .height = height, .width = width, .pitch = plane.pitch,
      .rows = rows, .columns = columns, .value_pitch = values.pitch, .switch_pitch = chosen.pitch,
  };
  // What is written ends where the sample does: without margins with the last pixel.
  const ptrdiff_t switch_floats = is_margined ? chosen.stride : rows * columns;
  const ptrdiff_t value_floats = is_margined ? values.stride : rows * columns;
  const ptrdiff_t plane_floats = is_margined ? plane.stride : height * width;
  float *switches = is_margined ? chosen.first : unwritten((size_t)switch_floats);
  float *gathered = is_margined ? zeros((size_t)value_floats) : unwritten((size_t)value_floats);
  float *scattered = is_margined ? zeros((size_t)plane_floats) : unwritten((size_t)plane_floats);
#define TITLE "window %d, stride %d, padding %d, %dx%d, margin %d"
#define SIZES window, stride, padding, height, width, is_margined
  for (int has_nan = 0; has_nan < 2; has_nan++) {
    if (has_nan) plane.first[(height - 1) * plane.pitch + width / 2] = NAN;
    k->max_switches(&windows, plane.first, switches, switches + switch_floats);
    record(EXACT, switches, (size_t)switch_floats, "max_switches, " TITLE ", NaN %d", SIZES, has_nan);
  }
  // The other kernels read whole vectors of switches and values.
  float *readable = zeros((size_t)switch_floats + 256);
  for (ptrdiff_t i = 0; i < switch_floats; i++) readable[i] = switches[i];
  k->gather_switched(&windows, plane.first, readable, gathered, gathered + value_floats);
  record(EXACT, gathered, (size_t)value_floats, "gather_switched, " TITLE, SIZES);
  k->scatter_switched(&windows, values.first, readable, scattered, scattered + plane_floats);
  record(FUNCTION, scattered, (size_t)plane_floats, "scatter_switched, " TITLE, SIZES);
  plane.first[(height - 1) * plane.pitch + width / 2] = 0.5f;
  k->sum_windows(&windows, plane.first, gathered, gathered + value_floats);
  record(LOSSES, gathered, (size_t)value_floats, "sum_windows, " TITLE, SIZES);
  k->broadcast_windows(&windows, values.first, scattered, scattered + plane_floats);
  record(LOSSES, scattered, (size_t)plane_floats, "broadcast_windows, " TITLE, SIZES);
#undef TITLE
#undef SIZES
  release();
}

// Windows of which the last reach beyond the plane: as many as rounding up gives.
static void check_partial_windows(const HGKernels *k, int32_t window, int32_t stride, int32_t height, int32_t width) {
  const int32_t rows = (height - 1) / stride + 1, columns = (width - 1) / stride + 1;
  const Planes plane = drawn_planes(1, 1, height, width, width, -1, 3);
  const HGWindows windows = {
      .window = window, .stride = stride, .padding = 0, .height = height, .width = width, .pitch = width,
      .rows = rows, .columns = columns, .value_pitch = columns, .switch_pitch = columns,
  };
  const size_t count = (size_t)(rows * columns);
  float *switches = zeros(count + 256), *gathered = unwritten(count), *chosen = unwritten(count);
  float *values = drawn(count + 256, 4), *scattered = unwritten((size_t)(height * width));
  k->max_switches(&windows, plane.first, chosen, chosen + count);
  for (size_t i = 0; i < count; i++) switches[i] = chosen[i];
  k->gather_switched(&windows, plane.first, switches, gathered, gathered + count);
  k->scatter_switched(&windows, values, switches, scattered, scattered + height * width);
#define TITLE "partial windows of %d, stride %d, %dx%d"
  record(EXACT, chosen, count, "max_switches, " TITLE, window, stride, height, width);
  record(EXACT, gathered, count, "gather_switched, " TITLE, window, stride, height, width);
  record(FUNCTION, scattered, (size_t)(height * width), "scatter_switched, " TITLE, window, stride, height, width);
#undef TITLE
  for (int32_t i = 0; i < rows; i++) {
    for (int32_t j = 0; j < columns; j++) {
      float maximum = -INFINITY;
      for (int32_t y = i * stride; y < smaller(i * stride + window, height); y++) {
        for (int32_t x = j * stride; x < smaller(j * stride + window, width); x++) {
          maximum = fmaxf(maximum, plane.first[y * width + x]);
        }
      }
      expect_close(gathered[i * columns + j], maximum, EXACT, "window %d, %d of %dx%d", i, j, height, width);
    }
  }
  release();
}

// The first pixel inside the plane is chosen where all are -∞.
static void check_infinite(const HGKernels *k, int32_t window, int32_t stride, int32_t padding, int32_t width) {
  const int32_t height = 5, rows = (height + 2 * padding - window) / stride + 1;
  const int32_t columns = (width + 2 * padding - window) / stride + 1;
  const Planes plane = planes(1, 1, height, width, width, -1);
  for (int32_t i = 0; i < height * width; i++) plane.first[i] = -INFINITY;
  const HGWindows windows = {
      .window = window, .stride = stride, .padding = padding, .height = height, .width = width, .pitch = width,
      .rows = rows, .columns = columns, .value_pitch = columns, .switch_pitch = columns,
  };
  float *switches = unwritten((size_t)(rows * columns));
  k->max_switches(&windows, plane.first, switches, switches + rows * columns);
  record(EXACT, switches, (size_t)(rows * columns), "max_switches of -infinity, window %d, stride %d, padding %d, width %d",
         window, stride, padding, width);
  release();
}

void check_pooling(const HGKernels *kernels) {
  static const int32_t kinds[][3] = {
      {2, 2, 0}, {2, 2, 1}, {1, 1, 0}, {1, 2, 0}, {2, 1, 1}, {2, 3, 0}, {3, 1, 1}, {3, 2, 1}, {3, 3, 0}, {4, 2, 2}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    for (int32_t width = 2; width <= 40; width++) {
      for (int is_margined = 0; is_margined < 2; is_margined++) {
        check_windows(kernels, kinds[i][0], kinds[i][1], kinds[i][2], 2 + width % 4, width, is_margined);
      }
    }
    check_windows(kernels, kinds[i][0], kinds[i][1], kinds[i][2], 5, 65, 0);
    for (int32_t width = 1; width <= 40; width++) {
      check_partial_windows(kernels, kinds[i][0], kinds[i][1], 1 + width % 5, width);
    }
    for (int32_t width = 4; width <= 19; width += 5) check_infinite(kernels, kinds[i][0], kinds[i][1], kinds[i][2], width);
  }
}
