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

INLINE void add_taps(
    const float *sums, ptrdiff_t stride, int32_t filters, double *totals, const int taps) {
  typedef double vd __attribute__((vector_size(HG_WIDTH * 8), aligned(8)));
  for (int32_t filter = 0; filter < filters; filter++) {
    UNROLL for (int c = 0; c < PANEL; c += W) {
      vf tile[4][4];
      UNROLL for (int v = 0; v < (taps + 1) * (taps + 1); v++) {
        tile[v / (taps + 1)][v % (taps + 1)] = load(sums + v * stride + c);
      }
      transform_tap_sums_2d(tile, taps);
      UNROLL for (int t = 0; t < taps * taps; t++) {
        *(vd *)(totals + t * PANEL + c) += __builtin_convertvector(tile[t / taps][t % taps], vd);
      }
    }
    sums += PANEL;
    totals += taps * taps * PANEL;
  }
}

static void add_winograd_taps(
    const float *sums, ptrdiff_t value_stride, int32_t taps, int32_t filters, double *totals) {
  if (taps == 2) add_taps(sums, value_stride, filters, totals, 2);
  else add_taps(sums, value_stride, filters, totals, 3);
}
