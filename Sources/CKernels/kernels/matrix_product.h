// Matrix products: a block of ROWS rows by two vectors of columns stays in registers during the loop over k.

#if HG_REGISTERS >= 32
enum { BLOCK_ROWS = 12 };
#define FOR_EACH_ROW_COUNT(DO) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12)
#else
enum { BLOCK_ROWS = 6 };
#define FOR_EACH_ROW_COUNT(DO) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6)
#endif
enum { PANEL_VECTORS = 2, PANEL = PANEL_VECTORS * HG_WIDTH };
// The panels that one row is multiplied by at once.
enum { MAX_PANELS = 6 };

INLINE void product_rows(
    const float *a, ptrdiff_t a_row, ptrdiff_t a_column, const float *b, ptrdiff_t b_row, int32_t k,
    const float *start, ptrdiff_t start_row, float *c, ptrdiff_t c_row, const int rows, const int vectors) {
  vf total[12][PANEL_VECTORS];
  UNROLL for (int j = 0; j < vectors; j++) {
    UNROLL for (int r = 0; r < rows; r++) total[r][j] = start ? load(start + r * start_row + j * W) : (vf){};
  }
  for (int32_t i = 0; i < k; i++) {
    vf values[PANEL_VECTORS];
    UNROLL for (int j = 0; j < vectors; j++) values[j] = load(b + j * W);
    // Prefetches the next panel of a row-major matrix: processors do not predict strides of a whole row.
    UNROLL for (int j = 0; j < vectors; j++) __builtin_prefetch(b + (vectors + j) * W, 0, 2);
    UNROLL for (int r = 0; r < rows; r++) {
      vf x = splat(a[r * a_row]);
      UNROLL for (int j = 0; j < vectors; j++) total[r][j] += x * values[j];
    }
    a += a_column;
    b += b_row;
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int j = 0; j < vectors; j++) store(c + r * c_row + j * W, total[r][j]);
  }
}

#define DEFINE_PRODUCT(NAME, ROWS, VECTORS)                                                                         \
  static __attribute__((noinline)) void NAME##ROWS(                                                                 \
      const float *a, ptrdiff_t a_row, ptrdiff_t a_column, const float *b, ptrdiff_t b_row, int32_t k,              \
      const float *start, ptrdiff_t start_row, float *c, ptrdiff_t c_row) {                                         \
    if (a_column == 1) {                                                                                            \
      product_rows(a, a_row, 1, b, b_row, k, start, start_row, c, c_row, ROWS, VECTORS);                            \
    } else if (a_row == 1) {                                                                                        \
      product_rows(a, 1, a_column, b, b_row, k, start, start_row, c, c_row, ROWS, VECTORS);                         \
    } else {                                                                                                        \
      product_rows(a, a_row, a_column, b, b_row, k, start, start_row, c, c_row, ROWS, VECTORS);                     \
    }                                                                                                               \
  }
#define DEFINE_PRODUCT_ROWS(ROWS)                                                                                   \
  DEFINE_PRODUCT(product_rows_, ROWS, PANEL_VECTORS) DEFINE_PRODUCT(narrow_product_rows_, ROWS, 1)
FOR_EACH_ROW_COUNT(DEFINE_PRODUCT_ROWS)

typedef void (*ProductRows)(
    const float *, ptrdiff_t, ptrdiff_t, const float *, ptrdiff_t, int32_t, const float *, ptrdiff_t, float *,
    ptrdiff_t);
#define PRODUCT_ROWS_ENTRY(ROWS) product_rows_##ROWS,
#define NARROW_PRODUCT_ROWS_ENTRY(ROWS) narrow_product_rows_##ROWS,
static const ProductRows product_rows_table[] = {FOR_EACH_ROW_COUNT(PRODUCT_ROWS_ENTRY)};
// The same for the first vector of a panel.
static const ProductRows narrow_product_rows_table[] = {FOR_EACH_ROW_COUNT(NARROW_PRODUCT_ROWS_ENTRY)};

INLINE ProductRows product_of_rows(int32_t rows, int32_t columns) {
  return (columns <= W ? narrow_product_rows_table : product_rows_table)[rows - 1];
}

// One row by several whole panels, which gives enough independent sums; each is added up in the order of the blocks
// above.
INLINE void one_row_by_panels(
    const float *a, ptrdiff_t a_column, const float *b, ptrdiff_t b_panel, ptrdiff_t b_row, int32_t k,
    const float *start, float *c, const int panels) {
  vf total[MAX_PANELS][PANEL_VECTORS];
  UNROLL for (int p = 0; p < panels; p++) {
    UNROLL for (int j = 0; j < PANEL_VECTORS; j++) total[p][j] = start ? load(start + p * PANEL + j * W) : (vf){};
  }
  for (int32_t i = 0; i < k; i++) {
    const vf x = splat(a[i * a_column]);
    UNROLL for (int p = 0; p < panels; p++) {
      UNROLL for (int j = 0; j < PANEL_VECTORS; j++) total[p][j] += x * load(b + p * b_panel + j * W);
    }
    b += b_row;
  }
  UNROLL for (int p = 0; p < panels; p++) {
    UNROLL for (int j = 0; j < PANEL_VECTORS; j++) store(c + p * PANEL + j * W, total[p][j]);
  }
}

static void product_of_one_row(
    const float *a, ptrdiff_t a_column, const float *b, ptrdiff_t b_panel, ptrdiff_t b_row, int32_t k,
    const float *start, float *c, int32_t panels) {
  switch (panels) {
#define ONE_ROW(PANELS)                                                                                             \
  case PANELS: one_row_by_panels(a, a_column, b, b_panel, b_row, k, start, c, PANELS); break;
    ONE_ROW(1) ONE_ROW(2) ONE_ROW(3) ONE_ROW(4) ONE_ROW(5) ONE_ROW(6)
  }
}

// Applies activation or derivative to `columns` floats of each row.
INLINE void finish_product_rows(
    float *c, const float *output, ptrdiff_t c_row, int32_t rows, int32_t columns,
    int32_t activation, int32_t derivative) {
  for (int32_t r = 0; r < rows; r++) {
    float *row = c + r * c_row;
    const float *y = output + r * c_row;
    int32_t j = 0;
    for (; j + W <= columns; j += W) {
      vf v = load(row + j);
      if (activation != HG_IDENTITY) v = apply_activation(activation, v);
      if (derivative != HG_IDENTITY) v = apply_derivative(derivative, v, load(y + j));
      store(row + j, v);
    }
    if (j < columns) {
      size_t part = (size_t)(columns - j);
      vf v = load_part(row + j, part);
      if (activation != HG_IDENTITY) v = apply_activation(activation, v);
      if (derivative != HG_IDENTITY) v = apply_derivative(derivative, v, load_part(y + j, part));
      store_part(row + j, v, part);
    }
  }
}

static void finish_product(
    const HGMatrixProduct *product, float *c, ptrdiff_t column, ptrdiff_t row, int32_t rows, int32_t columns) {
  const HGEpilogue *epilogue = &product->epilogue;
  const ptrdiff_t c_row = product->c_row;
  const float *output = epilogue->output ? epilogue->output + row * c_row + column : c;
#define FINISH(ACTIVATION, DERIVATIVE)                                                                              \
  finish_product_rows(c, output, c_row, rows, columns, ACTIVATION, DERIVATIVE)
  if (epilogue->derivative != HG_IDENTITY) {
    switch (epilogue->derivative) {
#define FINISH_DERIVATIVE(KIND) case KIND: FINISH(HG_IDENTITY, KIND); break;
      FOR_EACH_ACTIVATION(FINISH_DERIVATIVE)
#undef FINISH_DERIVATIVE
    }
  } else {
    switch (epilogue->activation) {
#define FINISH_ACTIVATION(KIND) case KIND: FINISH(KIND, HG_IDENTITY); break;
      FOR_EACH_ACTIVATION(FINISH_ACTIVATION)
#undef FINISH_ACTIVATION
    }
  }
#undef FINISH
}

// The product, added to `c` if `adds`.
INLINE void whole_product(const HGMatrixProduct *product, const int adds) {
  int32_t column = 0;
  int32_t whole_panels = !adds && product->m == 1 ? product->n / PANEL : 0;
  while (whole_panels > 0) {
    const int32_t passes = (whole_panels + MAX_PANELS - 1) / MAX_PANELS;
    const int32_t panels = (whole_panels + passes - 1) / passes;
    const float *bias = product->epilogue.bias;
    float *c = product->c + column;
    product_of_one_row(
        product->a, product->a_column, product->b + column / PANEL * product->b_panel, product->b_panel,
        product->b_row, product->k, bias ? bias + column : NULL, c, panels);
    if (product->epilogue.activation != HG_IDENTITY || product->epilogue.derivative != HG_IDENTITY) {
      finish_product(product, c, column, 0, 1, panels * PANEL);
    }
    column += panels * PANEL;
    whole_panels -= panels;
  }
  for (; column < product->n; column += PANEL) {
    const float *b = product->b + column / PANEL * product->b_panel;
    const int32_t columns = product->n - column < PANEL ? product->n - column : PANEL;
    float bias_part[PANEL];
    const float *bias = product->epilogue.bias ? product->epilogue.bias + column : NULL;
    if (bias && columns < PANEL) {
      for (int j = 0; j < PANEL; j++) bias_part[j] = j < columns ? bias[j] : 0;
      bias = bias_part;
    }
    // Rows are distributed evenly, so that no block has a single row.
    const int32_t blocks = (product->m + BLOCK_ROWS - 1) / BLOCK_ROWS;
    int32_t row = 0;
    for (int32_t block = 0; block < blocks; block++) {
      const int32_t end = (int32_t)((int64_t)product->m * (block + 1) / blocks);
      const int32_t rows = end - row;
      const float *a = product->a + row * product->a_row;
      float *c = product->c + row * product->c_row + column;
      if (columns == PANEL) {
        product_rows_table[rows - 1](
            a, product->a_row, product->a_column, b, product->b_row, product->k, adds ? c : bias,
            adds ? product->c_row : 0, c, product->c_row);
      } else {
        float whole[12 * PANEL] = {};
        for (int32_t r = 0; adds && r < rows; r++) {
          __builtin_memcpy(whole + r * PANEL, c + r * product->c_row, (size_t)columns * sizeof(float));
        }
        product_of_rows(rows, columns)(
            a, product->a_row, product->a_column, b, product->b_row, product->k, adds ? whole : bias,
            adds ? PANEL : 0, whole, PANEL);
        for (int32_t r = 0; r < rows; r++) {
          __builtin_memcpy(c + r * product->c_row, whole + r * PANEL, (size_t)columns * sizeof(float));
        }
      }
      if (product->epilogue.activation != HG_IDENTITY || product->epilogue.derivative != HG_IDENTITY) {
        finish_product(product, c, column, row, rows, columns);
      }
      row = end;
    }
  }
}

static void matrix_product(const HGMatrixProduct *product) { whole_product(product, 0); }
static void add_matrix_product(const HGMatrixProduct *product) { whole_product(product, 1); }

static void pack_panel(const float *source, ptrdiff_t stride, int32_t columns, int32_t k, float *panel) {
  for (int32_t group = 0; group < PANEL; group += W) {
    int32_t i = 0;
    // The last block may overlap the one before.
    for (; group + W <= columns && i < k && k >= W; i += W) {
      const int32_t first = min_int(i, k - W);
      vf rows[HG_WIDTH];
      UNROLL for (int j = 0; j < W; j++) rows[j] = load(source + (group + j) * stride + first);
      transpose(rows);
      UNROLL for (int j = 0; j < W; j++) store(panel + (first + j) * PANEL + group, rows[j]);
    }
    for (; i < k; i++) {
      for (int32_t j = group; j < group + W; j++) {
        panel[i * PANEL + j] = j < columns ? source[j * stride + i] : 0;
      }
    }
  }
}

static void column_sums(const float *matrix, ptrdiff_t stride, int32_t rows, int32_t columns, float *sums) {
  int32_t j = 0;
  for (; j + W <= columns; j += W) {
    vf total = {};
    for (int32_t r = 0; r < rows; r++) total += load(matrix + r * stride + j);
    store(sums + j, total);
  }
  for (; j < columns; j++) {
    float total = 0;
    for (int32_t r = 0; r < rows; r++) total += matrix[r * stride + j];
    sums[j] = total;
  }
}
