// Codebooks: the nearest code of each vector, the codes at indices, and sums by code.

// The nearest code has the maximum x · code - |code|² / 2. A block of rows by a panel of codes is computed as a matrix
// product; each lane keeps the best of its codes.
static void nearest_codes(const HGNearestCodes *search) {
  vi lane = {};
  for (int j = 0; j < W; j++) lane[j] = j;
  const int32_t blocks = (search->rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  int32_t row = 0;
  for (int32_t block = 0; block < blocks; block++) {
    const int32_t end = (int32_t)((int64_t)search->rows * (block + 1) / blocks);
    const int32_t rows = end - row;
    vf best[12][PANEL_VECTORS];
    vi index[12][PANEL_VECTORS];
    for (int32_t r = 0; r < rows; r++) {
      for (int j = 0; j < PANEL_VECTORS; j++) {
        best[r][j] = splat(-__builtin_inff());
        index[r][j] = (vi){};
      }
    }
    for (int32_t code = 0; code < search->codes; code += PANEL) {
      float scores[12 * PANEL];
      product_rows_table[rows - 1](
          search->x + row * search->x_row, search->x_row, search->x_column,
          search->panels + (ptrdiff_t)code * search->width, PANEL, search->width, search->halves + code, 0, scores,
          PANEL);
      for (int32_t r = 0; r < rows; r++) {
        for (int j = 0; j < PANEL_VECTORS; j++) {
          vf score = load(scores + r * PANEL + j * W);
          vi better = score > best[r][j];
          best[r][j] = select(better, score, best[r][j]);
          index[r][j] = select_int(better, splat_int(code + j * W) + lane, index[r][j]);
        }
      }
    }
    for (int32_t r = 0; r < rows; r++) {
      int32_t found = index[r][0][0];
      float largest = best[r][0][0];
      for (int j = 0; j < PANEL; j++) {
        const float score = best[r][j / W][j % W];
        const int32_t at = index[r][j / W][j % W];
        if (score > largest || (score == largest && at < found)) {
          largest = score;
          found = at;
        }
      }
      const int is_pixel = !search->mask || search->mask[row + r];
      search->indices[(row + r) * search->index_stride] = is_pixel ? (float)found : 0;
    }
    row = end;
  }
}

INLINE int32_t code_at(float index, int32_t codes) {
  if (!(index > 0)) return 0;
  return index < (float)codes ? (int32_t)index : codes - 1;
}

static void gather_codes(
    const float *indices, const int32_t *mask, int32_t length, const float *codebook, int32_t width, int32_t codes,
    float *out, ptrdiff_t plane_stride) {
  enum { CHUNK = 64 };
  for (int32_t first = 0; first < length; first += CHUNK) {
    const int32_t count = length - first < CHUNK ? length - first : CHUNK;
    const float *rows[CHUNK];
    for (int32_t i = 0; i < count; i++) {
      const int is_pixel = !mask || mask[first + i];
      rows[i] = is_pixel ? codebook + (ptrdiff_t)code_at(indices[first + i], codes) * width : NULL;
    }
    for (int32_t k = 0; k < width; k++) {
      float *to = out + k * plane_stride + first;
      for (int32_t i = 0; i < count; i++) to[i] = rows[i] ? rows[i][k] : 0;
    }
  }
}

static void add_codes(
    const float *indices, const int32_t *mask, int32_t length, const float *x, ptrdiff_t plane_stride, int32_t width,
    int32_t codes, float *sums) {
  for (int32_t i = 0; i < length; i++) {
    if (mask && !mask[i]) continue;
    float *sum = sums + (ptrdiff_t)code_at(indices[i], codes) * width;
    for (int32_t k = 0; k < width; k++) sum[k] += x[k * plane_stride + i];
  }
}

static void count_codes(const float *indices, const int32_t *mask, int32_t length, int32_t codes, float *counts) {
  for (int32_t i = 0; i < length; i++) {
    if (!mask || mask[i]) counts[code_at(indices[i], codes)] += 1;
  }
}
