// Convolutions with fewer products: Winograd's minimal filtering F(2 x 2, r x r) for r = 2 and 3 (S. Winograd,
// "Arithmetic Complexity of Computations", 1980; A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural
// Networks", 2016).
//
// A tile of 2 x 2 results y comes from the (r + 1) x (r + 1) values d below it and the taps g by
//   y = A' ((G g G') * (B' d B)) A,
// where * multiplies element by element, summed over the channels before A' and A are applied. The form is trilinear, so
// the gradient of the taps is G' ((A y A') * (B' d B)) G with the gradient y of the results.

// One dimension of B' d.
INLINE void transform_values(const vf d[4], vf t[4], const int taps) {
  if (taps == 2) {
    t[0] = d[0] - d[1];
    t[1] = d[1];
    t[2] = d[2] - d[1];
  } else {
    t[0] = d[0] - d[2];
    t[1] = d[1] + d[2];
    t[2] = d[2] - d[1];
    t[3] = d[1] - d[3];
  }
}

// One dimension of G g.
INLINE void transform_taps(const vf g[4], vf t[4], const int taps) {
  if (taps == 2) {
    t[0] = g[0];
    t[1] = g[0] + g[1];
    t[2] = g[1];
  } else {
    const vf half = splat(0.5f), outer = half * (g[0] + g[2]), inner = half * g[1];
    t[0] = g[0];
    t[1] = outer + inner;
    t[2] = outer - inner;
    t[3] = g[2];
  }
}

// One dimension of G' m.
INLINE void transform_tap_sums(const vf m[4], vf g[4], const int taps) {
  if (taps == 2) {
    g[0] = m[0] + m[1];
    g[1] = m[1] + m[2];
  } else {
    const vf half = splat(0.5f), sum = half * (m[1] + m[2]);
    g[0] = m[0] + sum;
    g[1] = half * (m[1] - m[2]);
    g[2] = sum + m[3];
  }
}

// One dimension of A' m.
INLINE void transform_sums(const vf m[4], vf y[4], const int taps) {
  if (taps == 2) {
    y[0] = m[0] + m[1];
    y[1] = m[1] + m[2];
  } else {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
  }
}

// One dimension of A y.
INLINE void transform_results(const vf y[4], vf t[4], const int taps) {
  t[0] = y[0];
  t[1] = y[0] + y[1];
  if (taps == 2) {
    t[2] = y[1];
  } else {
    t[2] = y[0] - y[1];
    t[3] = (vf){} - y[1];
  }
}

// Both dimensions: of[FROM][FROM] becomes of[TO][TO].
#define DEFINE_TWO_DIMENSIONS(NAME, FROM, TO)                                                                       \
  INLINE void NAME##_2d(vf of[4][4], const int taps) {                                                              \
    vf half[4][4];                                                                                                  \
    UNROLL for (int i = 0; i < FROM; i++) NAME(of[i], half[i], taps);                                               \
    UNROLL for (int j = 0; j < TO; j++) {                                                                           \
      vf column[4], whole[4];                                                                                       \
      UNROLL for (int i = 0; i < FROM; i++) column[i] = half[i][j];                                                 \
      NAME(column, whole, taps);                                                                                    \
      UNROLL for (int i = 0; i < TO; i++) of[i][j] = whole[i];                                                      \
    }                                                                                                               \
  }
DEFINE_TWO_DIMENSIONS(transform_values, taps + 1, taps + 1)
DEFINE_TWO_DIMENSIONS(transform_taps, taps, taps + 1)
DEFINE_TWO_DIMENSIONS(transform_tap_sums, taps + 1, taps)
DEFINE_TWO_DIMENSIONS(transform_sums, taps + 1, 2)
DEFINE_TWO_DIMENSIONS(transform_results, 2, taps + 1)

// Loads size x size vectors from `lanes` at the places `at`; transformed, stores them `stride` apart.
INLINE void transform_tile(
    const float *lanes, const int32_t *at, float *to, ptrdiff_t stride, const int taps, const int is_upstream) {
  const int size = is_upstream ? 2 : taps + 1;
  vf tile[4][4];
  UNROLL for (int i = 0; i < size; i++) {
    UNROLL for (int j = 0; j < size; j++) tile[i][j] = load(lanes + at[i * size + j]);
  }
  if (is_upstream) {
    transform_results_2d(tile, taps);
  } else {
    transform_values_2d(tile, taps);
  }
  UNROLL for (int i = 0; i < taps + 1; i++) {
    UNROLL for (int j = 0; j < taps + 1; j++) store(to + (i * (taps + 1) + j) * stride, tile[i][j]);
  }
}

// lanes[i][s] = planes[s][i]: a vector holds one pixel of as many samples. Where there are fewer the last stands in.
static void pixels_of_samples(const float *plane, ptrdiff_t stride, int32_t samples, int32_t count, float *lanes) {
  for (int32_t i = 0; i < count; i += W) {
    vf rows[HG_WIDTH];
    UNROLL for (int s = 0; s < W; s++) rows[s] = load(plane + least(s, samples - 1) * stride + i);
    transpose(rows);
    UNROLL for (int s = 0; s < W; s++) store(lanes + (i + s) * W, rows[s]);
  }
}

// And back; up to `room` floats of a plane may be written, zeros behind `count`.
static void samples_of_pixels(
    const float *lanes, int32_t count, float *plane, ptrdiff_t stride, int32_t samples, int32_t room) {
  for (int32_t i = 0; i < count; i += W) {
    vf rows[HG_WIDTH];
    UNROLL for (int s = 0; s < W; s++) rows[s] = i + s < count ? load(lanes + (i + s) * W) : (vf){};
    transpose(rows);
    for (int32_t s = 0; s < samples; s++) store_before(plane + s * stride + i, rows[s], plane + s * stride + room);
  }
}

// U[block][value][term][row] of G g G', for blocks of rows as `gathered_sum` has them.
INLINE void pack_weights(const HGWinogradWeights *weights, const float *source, float *packed, const int taps) {
  const int values = (taps + 1) * (taps + 1);
  const int32_t blocks = (weights->channels + BLOCK_ROWS - 1) / BLOCK_ROWS;
  for (int32_t block = 0; block < blocks; block++) {
    const int32_t channel = first_of_block(weights->channels, block, blocks);
    const int32_t rows = first_of_block(weights->channels, block + 1, blocks) - channel;
    const float *filters = source + channel * weights->channel_stride;
    const ptrdiff_t run = (ptrdiff_t)weights->terms * rows;
    for (int32_t i = 0; i < weights->terms * ((rows + W - 1) / W); i++) {
      const int32_t k = i / ((rows + W - 1) / W), row = i % ((rows + W - 1) / W) * W;
      const ptrdiff_t *positions = weights->positions + k * taps * taps;
      vf tile[4][4];
      UNROLL for (int i = 0; i < taps; i++) {
        UNROLL for (int j = 0; j < taps; j++) {
          const float *tap = filters + row * weights->channel_stride + positions[i * taps + j];
          float lanes[HG_WIDTH] = {};
          for (int32_t r = 0; r < least(W, rows - row); r++) lanes[r] = tap[r * weights->channel_stride];
          tile[i][j] = load(lanes);
        }
      }
      transform_taps_2d(tile, taps);
      // What is stored behind a term's rows is overwritten by the next term.
      UNROLL for (int v = 0; v < values; v++) {
        store_before(packed + v * run + k * rows + row, tile[v / (taps + 1)][v % (taps + 1)], packed + (v + 1) * run);
      }
    }
    packed += values * run;
  }
}

static void pack_winograd_weights(const HGWinogradWeights *weights, const float *source, float *packed) {
  if (weights->taps == 2) {
    pack_weights(weights, source, packed, 2);
  } else {
    pack_weights(weights, source, packed, 3);
  }
}

// The panels that one value of a block of weights is multiplied by while it is in the first-level cache.
enum { WINOGRAD_PANELS = 2 };

// The floats from one value's panel to the next: off the powers of two, at which stores would fall into one cache set.
INLINE ptrdiff_t value_stride(const HGWinogradSum *sum) { return (ptrdiff_t)(sum->terms + 1) * PANEL; }

// The results of one block of rows in lanes, from the transformed values of a chunk's tiles.
INLINE void multiply_tiles(
    const HGWinogradSum *sum, const HGWinogradChunk *chunk, const float *weights, int32_t channel, int32_t rows,
    const int32_t *to, float *results, const int taps) {
  const int values = (taps + 1) * (taps + 1);
  const ptrdiff_t stride = value_stride(sum);
  float sums[WINOGRAD_PANELS * 16 * BLOCK_ROWS * PANEL];
  for (int32_t tile = 0; tile < chunk->tiles; tile += WINOGRAD_PANELS * PANEL_VECTORS) {
    const int32_t tiles = least(WINOGRAD_PANELS * PANEL_VECTORS, chunk->tiles - tile);
    const float *panels = sum->panels + tile / PANEL_VECTORS * values * stride;
    for (int v = 0; v < values; v++) {
      for (int32_t p = 0; p * PANEL_VECTORS < tiles; p++) {
        product_rows_table[rows - 1](
            weights + (ptrdiff_t)v * sum->terms * rows, 1, rows, panels + (p * values + v) * stride, PANEL, sum->terms,
            NULL, 0, sums + (p * values + v) * BLOCK_ROWS * PANEL, PANEL);
      }
    }
    for (int32_t r = 0; r < rows; r++) {
      const vf bias = splat(sum->epilogue.bias ? sum->epilogue.bias[channel + r] : 0);
      float *lanes = results + r * sum->result_stride;
      for (int32_t t = 0; t < tiles; t++) {
        const float *from =
            sums + (t / PANEL_VECTORS * values * BLOCK_ROWS + r) * PANEL + t % PANEL_VECTORS * W;
        vf m[4][4];
        UNROLL for (int v = 0; v < values; v++) m[v / (taps + 1)][v % (taps + 1)] = load(from + v * BLOCK_ROWS * PANEL);
        transform_sums_2d(m, taps);
        UNROLL for (int i = 0; i < 4; i++) store(lanes + to[(tile + t) * 4 + i], m[i / 2][i % 2] + bias);
      }
    }
  }
}

// What lies between the rows of the results stays zero.
static void clear_margins(const HGWinogradSum *sum, const HGWinogradChunk *chunk) {
  for (int32_t c = 0; c < sum->channels; c++) {
    float *lanes = sum->results + c * sum->result_stride + W;
    for (int32_t row = 0; row + sum->out_pitch < chunk->out_count; row += sum->out_pitch) {
      for (int32_t i = row + sum->out_width; i < row + sum->out_pitch; i++) store(lanes + i * W, (vf){});
    }
  }
}

INLINE void sum_chunk(
    const HGWinogradSum *sum, const HGWinogradChunk *chunk, const float *in, float *out, const int taps) {
  const int values = (taps + 1) * (taps + 1);
  const ptrdiff_t stride = value_stride(sum);
  const int32_t blocks = (sum->channels + BLOCK_ROWS - 1) / BLOCK_ROWS;
  const int32_t *from = chunk->from;
  const float *weights = sum->weights;
  clear_margins(sum, chunk);
  for (int32_t set = 0; set < sum->sets; set++) {
    const int32_t in_set = sum->phases * chunk->tiles;
    for (int32_t c = 0; c * sum->phases < sum->terms; c++) {
      float *lanes = sum->lanes + c * sum->lane_stride;
      if (set == 0) {
        store(lanes, (vf){});
        pixels_of_samples(
            in + c * sum->in_plane_stride + chunk->in_first, sum->in_stride, sum->samples, chunk->in_count, lanes + W);
      }
      for (int32_t i = 0; i < in_set; i++) {
        const int32_t phase = i / chunk->tiles, tile = i % chunk->tiles;
        float *panel = sum->panels + tile / PANEL_VECTORS * values * stride + tile % PANEL_VECTORS * W;
        transform_tile(
            lanes, from + i * values, panel + (c * sum->phases + phase) * PANEL, stride, taps, 0);
      }
    }
    from += in_set * values;
    for (int32_t block = 0; block < blocks; block++) {
      const int32_t channel = first_of_block(sum->channels, block, blocks);
      const int32_t rows = first_of_block(sum->channels, block + 1, blocks) - channel;
      multiply_tiles(
          sum, chunk, weights, channel, rows, chunk->to + set * chunk->tiles * 4,
          sum->results + channel * sum->result_stride, taps);
      weights += (ptrdiff_t)values * sum->terms * rows;
    }
  }
  for (int32_t c = 0; c < sum->channels; c++) {
    samples_of_pixels(
        sum->results + c * sum->result_stride + W, chunk->out_count, out + c * sum->plane_stride + chunk->out_first,
        sum->out_stride, sum->samples, chunk->out_room);
  }
}

static void winograd_sum(const HGWinogradSum *sum, const float *in, float *out) {
  for (int32_t i = 0; i < sum->chunk_count; i++) {
    if (sum->taps == 2) {
      sum_chunk(sum, &sum->chunks[i], in, out, 2);
    } else {
      sum_chunk(sum, &sum->chunks[i], in, out, 3);
    }
  }
  finish_planes(
      &sum->epilogue, sum->output_stride, sum->samples, sum->channels, sum->plane_stride, sum->out_length, out,
      sum->out_stride);
}

INLINE void pack_tiles(
    const HGWinogradTiles *tiles, const float *planes, float *lanes, float *panels, const int taps,
    const int is_upstream) {
  const int size = is_upstream ? 2 : taps + 1;
  UNROLL for (int j = 0; j < PANEL; j += W) store(lanes + j, (vf){});
  pack_panel(planes, tiles->plane_stride, tiles->channels, tiles->count, lanes + PANEL);
  const int32_t *places = tiles->places;
  for (int32_t phase = 0; phase < tiles->phases; phase++) {
    for (int32_t tile = 0; tile < tiles->tiles; tile++) {
      float *to = panels + phase * tiles->phase_stride + tile * PANEL;
      UNROLL for (int j = 0; j < PANEL; j += W) {
        transform_tile(lanes + j, places, to + j, tiles->value_stride, taps, is_upstream);
      }
      places += size * size;
    }
  }
}

static void pack_winograd_tiles(
    const HGWinogradTiles *tiles, const float *planes, float *lanes, float *panels) {
  if (tiles->taps == 2) {
    if (tiles->is_upstream) pack_tiles(tiles, planes, lanes, panels, 2, 1);
    else pack_tiles(tiles, planes, lanes, panels, 2, 0);
  } else {
    if (tiles->is_upstream) pack_tiles(tiles, planes, lanes, panels, 3, 1);
    else pack_tiles(tiles, planes, lanes, panels, 3, 0);
  }
}

INLINE void taps_of_sums(
    const float *sums, ptrdiff_t stride, int32_t channels, ptrdiff_t channel_stride, const ptrdiff_t *positions,
    float *gradient, const int taps) {
  for (int32_t c = 0; c < channels; c += W) {
    vf tile[4][4];
    UNROLL for (int v = 0; v < (taps + 1) * (taps + 1); v++) {
      tile[v / (taps + 1)][v % (taps + 1)] = load(sums + v * stride + c);
    }
    transform_tap_sums_2d(tile, taps);
    UNROLL for (int t = 0; t < taps * taps; t++) {
      float lanes[HG_WIDTH];
      store(lanes, tile[t / taps][t % taps]);
      float *to = gradient + c * channel_stride + positions[t];
      for (int32_t i = 0; i < least(W, channels - c); i++) to[i * channel_stride] = lanes[i];
    }
  }
}

static void winograd_tap_gradient(
    const float *sums, ptrdiff_t value_stride, int32_t taps, int32_t channels, ptrdiff_t channel_stride,
    const ptrdiff_t *positions, float *gradient) {
  if (taps == 2) {
    taps_of_sums(sums, value_stride, channels, channel_stride, positions, gradient, 2);
  } else {
    taps_of_sums(sums, value_stride, channels, channel_stride, positions, gradient, 3);
  }
}
