#include <png.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A PNG in memory, and the error of reading it row by row: libpng leaves a failed read by longjmp, which Swift lacks.
typedef struct {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t position;
  char error[128];
} PNGMemory;

static inline void pngMemoryRead(png_structp png, png_bytep target, size_t length) {
  PNGMemory *memory = (PNGMemory *)png_get_io_ptr(png);
  if (length > memory->count - memory->position) png_error(png, "the file ends early");
  memcpy(target, memory->bytes + memory->position, length);
  memory->position += length;
}

static inline void pngMemoryError(png_structp png, png_const_charp message) {
  PNGMemory *memory = (PNGMemory *)png_get_error_ptr(png);
  snprintf(memory->error, sizeof memory->error, "%s", message);
  png_longjmp(png, 1);
}

static inline void pngMemoryWarning(png_structp png, png_const_charp message) { (void)png, (void)message; }

// Adds up the samples of each square of `side` pixels, on white, as they are stored; 0 if the file cannot be read.
// `sums` has `columns` pixels a row, each of `channels` without the opacity.
static inline int pngAddSquares(
    PNGMemory *memory, uint32_t side, uint32_t columns, uint32_t channels, int hasOpacity, uint32_t *sums) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, memory, pngMemoryError, pngMemoryWarning);
  if (png == NULL) return 0;
  png_infop info = png_create_info_struct(png);
  png_bytep volatile row = NULL;
  if (info == NULL || setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    free(row);
    return 0;
  }
  png_set_read_fn(png, memory, pngMemoryRead);
  png_read_info(png, info);
  if (png_get_interlace_type(png, info) != PNG_INTERLACE_NONE) png_error(png, "the picture is interlaced");
  png_set_expand(png);
  png_set_scale_16(png);
  png_read_update_info(png, info);
  uint32_t samples = channels + (hasOpacity ? 1 : 0);
  uint32_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  if (png_get_channels(png, info) != samples || png_get_bit_depth(png, info) != 8 || (width + side - 1) / side > columns)
    png_error(png, "the header and the pixels disagree");
  row = (png_bytep)malloc(png_get_rowbytes(png, info));
  if (row == NULL) png_error(png, "no memory for a row");
  for (uint32_t y = 0; y < height; y++) {
    png_read_row(png, row, NULL);
    for (uint32_t x = 0; x < width; x++) {
      const uint8_t *pixel = row + (size_t)x * samples;
      uint32_t *sum = sums + ((size_t)(y / side) * columns + x / side) * channels;
      uint32_t opacity = hasOpacity ? pixel[channels] : 255;
      for (uint32_t c = 0; c < channels; c++) sum[c] += (pixel[c] * opacity + 255 * (255 - opacity) + 127) / 255;
    }
  }
  png_destroy_read_struct(&png, &info, NULL);
  free(row);
  return 1;
}
