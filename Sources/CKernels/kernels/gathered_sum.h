// The sums of shifted planes for small planes: the pixels of several samples are gathered side by side, so that no lane
// falls into a margin. The sum becomes a matrix product, weights by pixels.

// The first channel of a block of `blocks`.
INLINE int32_t first_of_block(int32_t channels, int32_t block, int32_t blocks) {
  return (int32_t)((int64_t)channels * block / blocks);
}

static void pack_gathered_weights(
    const float *source, ptrdiff_t channel_stride, const ptrdiff_t *positions, int32_t channels, int32_t terms,
    float *packed) {
  const int32_t blocks = (channels + BLOCK_ROWS - 1) / BLOCK_ROWS;
  for (int32_t block = 0; block < blocks; block++) {
    const int32_t end = first_of_block(channels, block + 1, blocks);
    for (int32_t k = 0; k < terms; k++) {
      for (int32_t c = first_of_block(channels, block, blocks); c < end; c++) {
        *packed++ = source[c * channel_stride + positions[k]];
      }
    }
  }
}

// Consecutive pixels of one row in one panel.
typedef struct {
  ptrdiff_t from;  // in the source planes
  ptrdiff_t to;    // in the result's planes
  int32_t at;      // the first column of the panel
  int32_t count;
} PixelRun;

// The terms of a panel that stay in the first-level cache while the runs are added.
enum { GATHERED_TERMS = 4096 / PANEL };

INLINE void gather_floats(
    const float *in, const ptrdiff_t *offsets, int32_t terms, float *panel, int32_t count, const int whole) {
  for (int32_t k = 0; k < terms; k++) {
    if (whole) {
      __builtin_memcpy(panel + (ptrdiff_t)k * PANEL, in + offsets[k], (size_t)whole * sizeof(float));
    } else {
      copy_floats(panel + (ptrdiff_t)k * PANEL, in + offsets[k], count);
    }
  }
}

// One run of all terms. Copies up to 15 floats too many, where later runs overwrite them.
static void gather_run(
    const float *in, const ptrdiff_t *offsets, int32_t terms, float *panel, const PixelRun *run) {
  const int32_t room = PANEL - run->at, count = run->count;
  in += run->from;
  panel += run->at;
  if (count <= 4 && room >= 4) {
    gather_floats(in, offsets, terms, panel, count, 4);
  } else if (count <= 8 && room >= 8) {
    gather_floats(in, offsets, terms, panel, count, 8);
  } else if (count <= 16 && room >= 16) {
    gather_floats(in, offsets, terms, panel, count, 16);
  } else if (PANEL >= 32 && count == 32) {
    gather_floats(in, offsets, terms, panel, count, 32);
  } else {
    gather_floats(in, offsets, terms, panel, count, 0);
  }
}

// The runs of the panel that starts with pixel `first`; returns their number.
static int32_t pixel_runs(const HGGatheredSum *sum, int32_t first, int32_t pixels, PixelRun *runs) {
  const int32_t end = min_int(first + PANEL, pixels);
  int32_t count = 0;
  for (int32_t pixel = first; pixel < end;) {
    const int32_t x = pixel % sum->width, row = pixel / sum->width;
    const int32_t y = row % sum->height, sample = row / sum->height;
    const int32_t length = min_int(sum->width - x, end - pixel);
    runs[count++] = (PixelRun){
        .from = sample * sum->in_stride + y * sum->in_pitch + x,
        .to = sample * sum->out_stride + y * sum->out_pitch + x,
        .at = pixel - first,
        .count = length,
    };
    pixel += length;
  }
  return count;
}

// The bias is added and margins are zero; the rest is elementwise, over planes of `length` floats.
static void finish_planes(
    const HGEpilogue *epilogue, ptrdiff_t output_stride, int32_t samples, int32_t channels, ptrdiff_t plane_stride,
    ptrdiff_t length, float *out, ptrdiff_t out_stride) {
  if (epilogue->activation == HG_IDENTITY && epilogue->derivative == HG_IDENTITY) return;
  const ptrdiff_t vectors = (length + W - 1) / W;
  HGShiftedSum planes = {.channels = channels, .plane_stride = plane_stride, .epilogue = *epilogue};
  for (int32_t sample = 0; sample < samples; sample++) {
    float *first = out + sample * out_stride;
    if (vectors * W <= plane_stride) {
      finish(&planes, 0, channels, first, 0, (int)vectors);
    } else {
      for (int32_t c = 0; c < channels; c++) {
        float *plane = first + c * plane_stride;
        if (epilogue->activation != HG_IDENTITY) activate(epilogue->activation, plane, plane, epilogue->mask, length);
        if (epilogue->derivative != HG_IDENTITY) {
          activate_gradient(
              epilogue->derivative, planes.epilogue.output + c * plane_stride, plane, plane, length);
        }
      }
    }
    if (planes.epilogue.output) planes.epilogue.output += output_stride;
  }
}

static void gathered_sum(const HGGatheredSum *sum, const float *in, float *out) {
  const int32_t pixels = sum->samples * sum->height * sum->width;
  const int32_t blocks = (sum->channels + BLOCK_ROWS - 1) / BLOCK_ROWS;
  float start[BLOCK_ROWS * PANEL], products[BLOCK_ROWS * PANEL];
  for (int32_t first = 0; first < pixels; first += PANEL) {
    PixelRun runs[PANEL];
    const int32_t count = pixel_runs(sum, first, pixels, runs);
    for (int32_t k = 0; k < sum->terms; k += GATHERED_TERMS) {
      for (int32_t i = 0; i < count; i++) {
        gather_run(
            in, sum->offsets + k, min_int(GATHERED_TERMS, sum->terms - k), sum->panel + (ptrdiff_t)k * PANEL, &runs[i]);
      }
    }
    for (int32_t block = 0; block < blocks; block++) {
      const int32_t channel = first_of_block(sum->channels, block, blocks);
      const int32_t rows = first_of_block(sum->channels, block + 1, blocks) - channel;
      const float *bias = sum->epilogue.bias;
      for (int32_t r = 0; bias && r < rows; r++) {
        for (int32_t j = 0; j < PANEL; j += W) store(start + r * PANEL + j, splat(bias[channel + r]));
      }
      product_of_rows(rows, min_int(PANEL, pixels - first))(
          sum->weights + (ptrdiff_t)channel * sum->terms, 1, rows, sum->panel, PANEL, sum->terms, bias ? start : NULL,
          PANEL, products, PANEL);
      for (int32_t r = 0; r < rows; r++) {
        float *plane = out + (channel + r) * sum->plane_stride;
        for (int32_t i = 0; i < count; i++) {
          copy_floats(plane + runs[i].to, products + r * PANEL + runs[i].at, runs[i].count);
        }
      }
    }
  }
  finish_planes(
      &sum->epilogue, sum->output_stride, sum->samples, sum->channels, sum->plane_stride,
      (sum->height - 1) * sum->out_pitch + sum->width, out, sum->out_stride);
}
