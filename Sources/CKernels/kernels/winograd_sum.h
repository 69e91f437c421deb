// A convolution, or its image gradient, by Winograd's minimal filtering: samples are lanes.

// lanes[i][s] = planes[s][i]: a vector holds one pixel of all samples. Missing samples repeat the last.
static void pixels_of_samples(const float *plane, ptrdiff_t stride, int32_t samples, int32_t count, float *lanes) {
  for (int32_t i = 0; i < count; i += W) {
    vf rows[HG_WIDTH];
    UNROLL for (int s = 0; s < W; s++) rows[s] = load(plane + min_int(s, samples - 1) * stride + i);
    transpose(rows);
    UNROLL for (int s = 0; s < W; s++) store(lanes + (i + s) * W, rows[s]);
  }
}

// The inverse; up to `room` floats of a plane may be written, zeros after `count`.
static void samples_of_pixels(
    const float *lanes, int32_t count, float *plane, ptrdiff_t stride, int32_t samples, int32_t room) {
  for (int32_t i = 0; i < count; i += W) {
    vf rows[HG_WIDTH];
    UNROLL for (int s = 0; s < W; s++) rows[s] = i + s < count ? load(lanes + (i + s) * W) : (vf){};
    transpose(rows);
    for (int32_t s = 0; s < samples; s++) store_before(plane + s * stride + i, rows[s], plane + s * stride + room);
  }
}

// U[block][value][term][row] of G g G', with the blocks of rows of `gathered_sum`.
INLINE void pack_weights(const HGWinogradWeights *weights, const float *source, float *packed, const int taps) {
  const int values = (taps + 1) * (taps + 1);
  const int32_t blocks = (weights->channels + BLOCK_ROWS - 1) / BLOCK_ROWS;
  for (int32_t block = 0; block < blocks; block++) {
    const int32_t channel = first_of_block(weights->channels, block, blocks);
    const int32_t rows = first_of_block(weights->channels, block + 1, blocks) - channel;
    const float *filters = source + channel * weights->channel_stride;
    const ptrdiff_t run = (ptrdiff_t)weights->terms * rows;
    const int32_t vectors = (rows + W - 1) / W;
    for (int32_t part = 0; part < weights->terms * vectors; part++) {
      const int32_t k = part / vectors, row = part % vectors * W;
      const ptrdiff_t *positions = weights->positions + k * taps * taps;
      vf tile[4][4];
      UNROLL for (int i = 0; i < taps; i++) {
        UNROLL for (int j = 0; j < taps; j++) {
          const float *tap = filters + row * weights->channel_stride + positions[i * taps + j];
          float lanes[HG_WIDTH] = {};
          for (int32_t r = 0; r < min_int(W, rows - row); r++) lanes[r] = tap[r * weights->channel_stride];
          tile[i][j] = load(lanes);
        }
      }
      transform_taps_2d(tile, taps);
      // The next term overwrites the floats after a term's rows.
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

// The panels multiplied by one value of a block of weights while it is in the first-level cache.
enum { WINOGRAD_PANELS = 2 };

// The floats between the panels of two values: not a power of two, which would map stores to one cache set.
INLINE ptrdiff_t value_stride(const HGWinogradSum *sum) { return (ptrdiff_t)(sum->terms + 1) * PANEL; }

// The results of one block of rows in lanes, from the transformed values of a chunk's tiles.
INLINE void multiply_tiles(
    const HGWinogradSum *sum, const HGWinogradChunk *chunk, const float *weights, int32_t channel, int32_t rows,
    const int32_t *to, float *results, const int taps) {
  const int values = (taps + 1) * (taps + 1);
  const ptrdiff_t stride = value_stride(sum);
  float sums[WINOGRAD_PANELS * 16 * BLOCK_ROWS * PANEL];
  for (int32_t tile = 0; tile < chunk->tiles; tile += WINOGRAD_PANELS * PANEL_VECTORS) {
    const int32_t tiles = min_int(WINOGRAD_PANELS * PANEL_VECTORS, chunk->tiles - tile);
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

// Clears the margins between the rows of the results.
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
