// Matrix products, the panels and patches that they read, and codebooks.
#include "check.h"

#include <string.h>

// Row-major matrices are read in whole panels of at most 32 columns.
enum { ROOM = 2 * 32 };

static float *panels_of_rows(const HGKernels *k, const float *rows, int32_t columns, int32_t terms) {
  const int32_t width = k->panel_width, panels = (columns + width - 1) / width;
  float *packed = zeros((size_t)panels * terms * width + ROOM);
  for (int32_t p = 0; p < panels; p++) {
    k->pack_panel(
        rows + (ptrdiff_t)p * width * terms, terms, smaller(width, columns - p * width), terms,
        packed + (ptrdiff_t)p * terms * width);
  }
  return packed;
}

static void check_panels(const HGKernels *k) {
  const int32_t width = k->panel_width;
  for (int32_t columns = 1; columns <= width; columns++) {
    EACH_COUNT(terms) {
      const ptrdiff_t stride = terms + 3;
      const float *source = drawn((columns - 1) * stride + terms, 1);
      float *panel = unwritten((size_t)terms * width);
      k->pack_panel(source, stride, columns, terms, panel);
      for (int32_t i = 0; i < terms; i++) {
        for (int32_t j = 0; j < width; j++) {
          expect_close(
              panel[i * width + j], j < columns ? source[j * stride + i] : 0, EXACT, "pack_panel %d of %d columns, %d terms",
              i * width + j, columns, terms);
        }
      }
      release();
    }
  }
}

static void check_matrix_products(const HGKernels *k) {
  static const int32_t columns[] = {1, 3, 4, 7, 8, 9, 16, 17, 31, 33, 100};
  static const int32_t depths[] = {1, 5, 37};
  for (int32_t m = 1; m <= 26; m += m < 13 ? 1 : 6) {
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
      for (size_t j = 0; j < sizeof depths / sizeof *depths; j++) {
        const int32_t n = columns[i], terms = depths[j];
        const float *a = drawn((size_t)m * terms, 2), *rows = drawn((size_t)n * terms, 3), *bias = drawn(n, 4);
        const float *output = drawn((size_t)m * n, 5);
        HGMatrixProduct product = {
            .m = m, .n = n, .k = terms, .a = a, .a_row = terms, .a_column = 1,
            .b = panels_of_rows(k, rows, n, terms), .b_panel = (ptrdiff_t)terms * k->panel_width,
            .b_row = k->panel_width, .c_row = n,
        };
        // A row-major b, with room behind it.
        float *flat = zeros((size_t)terms * n + ROOM);
        for (int32_t t = 0; t < terms; t++) {
          for (int32_t c = 0; c < n; c++) flat[t * n + c] = rows[c * terms + t];
        }
        float *transposed = zeros((size_t)m * terms);
        for (int32_t r = 0; r < m; r++) {
          for (int32_t t = 0; t < terms; t++) transposed[t * m + r] = a[r * terms + t];
        }
        const size_t size = (size_t)m * n;
        product.c = unwritten(size);
        k->matrix_product(&product);
        record(PRODUCTS, product.c, size, "matrix_product %dx%dx%d", m, n, terms);
        for (int32_t r = 0; r < m; r++) {
          for (int32_t c = 0; c < n; c++) {
            double sum = 0;
            for (int32_t t = 0; t < terms; t++) sum += (double)a[r * terms + t] * rows[c * terms + t];
            expect_close(product.c[r * n + c], sum, PRODUCTS, "matrix_product %dx%dx%d, row %d, column %d", m, n, terms, r, c);
          }
        }
        HGMatrixProduct other = product;
        other.a = transposed, other.a_row = 1, other.a_column = m;
        other.b = flat, other.b_panel = k->panel_width, other.b_row = n;
        other.c = drawn(size, 6);
        k->add_matrix_product(&other);
        record(PRODUCTS, other.c, size, "add_matrix_product %dx%dx%d", m, n, terms);
        product.epilogue.bias = bias;
        for (int32_t kind = HG_IDENTITY; kind <= HG_SOFTPLUS; kind++) {
          product.epilogue.activation = kind;
          k->matrix_product(&product);
          record(PRODUCTS, product.c, size, "matrix_product %dx%dx%d, activation %d", m, n, terms, kind);
        }
        product.epilogue.activation = HG_IDENTITY;
        product.epilogue.output = output;
        for (int32_t kind = HG_RELU; kind <= HG_SOFTPLUS; kind++) {
          product.epilogue.derivative = kind;
          k->matrix_product(&product);
          record(PRODUCTS, product.c, size, "matrix_product %dx%dx%d, derivative %d", m, n, terms, kind);
        }
        release();
      }
    }
  }
}

static void check_patches(const HGKernels *k, int32_t side, int32_t step, int32_t padding, int32_t height, int32_t width) {
  const int32_t channels = 3, panel = k->panel_width, terms = channels * side * side;
  const Planes image = drawn_planes(1, channels, height, width, width + padding, larger(padding, side - 1), 7);
  const HGPatches patches = {
      .channels = channels, .rows = side, .columns = side, .step = step, .padding = padding, .height = height,
      .width = width, .pitch = image.pitch, .plane_stride = image.stride,
      .feature_height = (height + 2 * padding - side) / step + 1,
      .feature_width = (width + 2 * padding - side) / step + 1,
  };
  const int32_t windows = patches.feature_height * patches.feature_width;
  // All terms, and some of the middle.
  const int32_t ranges[2][2] = {{0, terms}, {side, terms - 1}};
  for (int i = 0; i < 2; i++) {
    const int32_t first = ranges[i][0], end = ranges[i][1];
    const ptrdiff_t stride = (ptrdiff_t)windows * panel;
    float *padded = zeros((size_t)(height + 2 * padding) * (width + 2 * padding) * channels + 64);
    float *panels = zeros((size_t)((end - first + panel - 1) / panel) * stride);
    k->pack_patches(&patches, image.first, image.first, first, end, padded, panels, stride);
    for (int32_t t = first; t < end; t++) {
      for (int32_t p = 0; p < windows; p++) {
        const int32_t y = p / patches.feature_width * step + t / side % side - padding;
        const int32_t x = p % patches.feature_width * step + t % side - padding;
        const int is_inside = y >= 0 && y < height && x >= 0 && x < width;
        const double wanted = is_inside ? image.first[t / side / side * image.stride + y * image.pitch + x] : 0;
        const ptrdiff_t at = (t - first) / panel * stride + p * panel + (t - first) % panel;
        expect_close(
            panels[at], wanted, EXACT, "pack_patches of %dx%d, window %d, step %d, padding %d, term %d of patch %d",
            height, width, side, step, padding, t, p);
      }
    }
  }
  for (int32_t used = 1; used <= channels; used++) {
    float *pixels = unwritten((size_t)height * width * panel);
    k->pack_pixels(image.first, image.stride, used, height, width, image.pitch, pixels);
    for (int32_t p = 0; p < height * width; p++) {
      for (int32_t c = 0; c < panel; c++) {
        const double wanted = c < used ? image.first[c * image.stride + p / width * image.pitch + p % width] : 0;
        expect_close(pixels[p * panel + c], wanted, EXACT, "pack_pixels of %dx%d, %d channels", height, width, used);
      }
    }
  }
  release();
}

static void check_codebooks(const HGKernels *k) {
  static const int32_t sizes[] = {1, 2, 7, 8, 9, 33};
  const int32_t width = 3;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    for (int32_t rows = 1; rows <= 27; rows += rows < 13 ? 1 : 7) {
      const int32_t codes = sizes[i], all = (codes + k->panel_width - 1) / k->panel_width * k->panel_width;
      float *book = drawn((size_t)codes * width, 8), *halves = zeros(all), *indices = unwritten(rows);
      // The last code is the first again: the first in a tie is the nearest.
      if (codes > 1) memcpy(book + (codes - 1) * width, book, (size_t)width * sizeof *book);
      for (int32_t c = 0; c < all; c++) {
        halves[c] = c < codes ? 0 : -INFINITY;
        for (int32_t j = 0; c < codes && j < width; j++) halves[c] -= book[c * width + j] * book[c * width + j] / 2;
      }
      const int32_t *mask = drawn_mask(rows, 9);
      const float *x = drawn((size_t)width * rows, 10);
      // Planes, then rows.
      for (int is_rows = 0; is_rows < 2; is_rows++) {
        HGNearestCodes search = {
            .rows = rows, .width = width, .codes = codes, .x = x, .x_row = is_rows ? width : 1,
            .x_column = is_rows ? 1 : rows, .panels = panels_of_rows(k, book, codes, width), .halves = halves,
            .mask = is_rows ? NULL : mask, .indices = indices, .index_stride = 1,
        };
        k->nearest_codes(&search);
        record(EXACT, indices, rows, "nearest_codes, %d of %d, %s", rows, codes, is_rows ? "rows" : "planes");
      }
      // Indices beside the codes are clamped.
      float *chosen = drawn(rows, 11), *out = unwritten((size_t)width * rows), *counted = zeros(codes);
      for (int32_t r = 0; r < rows; r++) chosen[r] = truncf(chosen[r] * (float)(codes + 2));
      for (int is_masked = 0; is_masked < 2; is_masked++) {
        const int32_t *some = is_masked ? mask : NULL;
        k->gather_codes(chosen, some, rows, book, width, codes, out, rows);
        record(EXACT, out, (size_t)width * rows, "gather_codes, %d of %d, mask %d", rows, codes, is_masked);
        float *sums = drawn((size_t)codes * width, 12);
        k->add_codes(chosen, some, rows, x, rows, width, codes, sums);
        record(PRODUCTS, sums, (size_t)codes * width, "add_codes, %d of %d, mask %d", rows, codes, is_masked);
        k->count_codes(chosen, some, rows, codes, counted);
        record(EXACT, counted, codes, "count_codes, %d of %d, mask %d", rows, codes, is_masked);
      }
      release();
    }
  }
}

void check_products(const HGKernels *kernels) {
  check_panels(kernels);
  check_matrix_products(kernels);
  for (int32_t width = 4; width <= 21; width++) {
    for (int32_t step = 1; step <= 3; step++) {
      for (int32_t side = 1; side <= 4; side++) check_patches(kernels, side, step, width % 2, 5, width);
    }
  }
  check_codebooks(kernels);
}
