// Sums of products of centred columns, in double: blocks of SQUARE_ROWS by SQUARE_PANEL sums stay in registers.

typedef double vd __attribute__((vector_size(HG_WIDTH * 4)));
typedef double vd_unaligned __attribute__((vector_size(HG_WIDTH * 4), aligned(8)));

enum { D = HG_WIDTH / 2, SQUARE_PANEL = HG_WIDTH, SQUARE_ROWS = HG_WIDTH >= 8 ? HG_WIDTH / 2 : HG_WIDTH };

INLINE vd load_doubles(const double *p) { return *(const vd_unaligned *)p; }
INLINE void store_doubles(double *p, vd v) { *(vd_unaligned *)p = v; }

INLINE void centre_columns(
    const float *x, ptrdiff_t stride, int32_t rows, const int32_t columns, const double *centre, double *panel,
    double *sums) {
  double shift[SQUARE_PANEL] = {}, total[SQUARE_PANEL] = {};
  __builtin_memcpy(shift, centre, (size_t)columns * sizeof *centre);
  for (int32_t k = 0; k < rows; k++) {
    float row[SQUARE_PANEL] = {};
    __builtin_memcpy(row, x + k * stride, (size_t)columns * sizeof *x);
    UNROLL for (int j = 0; j < SQUARE_PANEL; j++) {
      const double value = (double)row[j] - shift[j];
      panel[k * SQUARE_PANEL + j] = value;
      total[j] += value;
    }
  }
  for (int32_t j = 0; j < columns; j++) sums[j] += total[j];
}

static void centre_panel(
    const float *x, ptrdiff_t stride, int32_t rows, int32_t columns, const double *centre, double *panel,
    double *sums) {
  if (columns == SQUARE_PANEL) {
    centre_columns(x, stride, rows, SQUARE_PANEL, centre, panel, sums);
  } else {
    centre_columns(x, stride, rows, columns, centre, panel, sums);
  }
}

// c[r][j] += the sum over k of a[k][r] b[k][j], with `a` and `b` of SQUARE_PANEL columns.
INLINE void add_square_block(const double *a, const double *b, int32_t k, double *c, ptrdiff_t c_row) {
  vd total[SQUARE_ROWS][2];
  UNROLL for (int r = 0; r < SQUARE_ROWS; r++) {
    UNROLL for (int j = 0; j < 2; j++) total[r][j] = load_doubles(c + r * c_row + j * D);
  }
  for (int32_t i = 0; i < k; i++) {
    const vd low = load_doubles(b), high = load_doubles(b + D);
    UNROLL for (int r = 0; r < SQUARE_ROWS; r++) {
      const vd x = a[r] - (vd){};
      total[r][0] += x * low;
      total[r][1] += x * high;
    }
    a += SQUARE_PANEL;
    b += SQUARE_PANEL;
  }
  UNROLL for (int r = 0; r < SQUARE_ROWS; r++) {
    UNROLL for (int j = 0; j < 2; j++) store_doubles(c + r * c_row + j * D, total[r][j]);
  }
}

static void add_squares(const double *panels, int32_t k, int32_t panel, int32_t order, double *c) {
  const ptrdiff_t size = (ptrdiff_t)k * SQUARE_PANEL;
  const int32_t first = panel * SQUARE_PANEL, rows = min_int(SQUARE_PANEL, order - first);
  for (int32_t other = 0; other <= panel; other++) {
    const int32_t column = other * SQUARE_PANEL, columns = min_int(SQUARE_PANEL, order - column);
    for (int32_t row = 0; row < rows; row += SQUARE_ROWS) {
      const double *a = panels + panel * size + row, *b = panels + other * size;
      double *to = c + (ptrdiff_t)(first + row) * order + column;
      const int32_t height = min_int(SQUARE_ROWS, rows - row);
      if (height == SQUARE_ROWS && columns == SQUARE_PANEL) {
        add_square_block(a, b, k, to, order);
        continue;
      }
      double whole[SQUARE_ROWS * SQUARE_PANEL] = {};
      for (int32_t r = 0; r < height; r++) {
        __builtin_memcpy(whole + r * SQUARE_PANEL, to + (ptrdiff_t)r * order, (size_t)columns * sizeof *to);
      }
      add_square_block(a, b, k, whole, SQUARE_PANEL);
      for (int32_t r = 0; r < height; r++) {
        __builtin_memcpy(to + (ptrdiff_t)r * order, whole + r * SQUARE_PANEL, (size_t)columns * sizeof *to);
      }
    }
  }
}
