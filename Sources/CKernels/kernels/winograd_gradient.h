// The gradient of a convolution's taps in Winograd's minimal filtering: channels are lanes.

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
      for (int32_t i = 0; i < min_int(W, channels - c); i++) to[i * channel_stride] = lanes[i];
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
