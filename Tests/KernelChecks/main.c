// kernel-checks record SET FILE: runs every check on an instruction set.
// kernel-checks compare FILE FILE: compares two records; the second one's numbers are the expected ones.
#include "check.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static FILE *out;

typedef struct {
  char name[120];
  double tolerance;
  uint64_t count;
} Head;

static void fail(const char *message) {
  fprintf(stderr, "error: %s\n", message);
  exit(1);
}

static void write_head(double tolerance, size_t count, const char *name, va_list arguments) {
  Head head = {.tolerance = tolerance, .count = count};
  vsnprintf(head.name, sizeof head.name, name, arguments);
  if (fwrite(&head, sizeof head, 1, out) != 1) fail("the record cannot be written");
}

void record(double tolerance, const float *values, size_t count, const char *name, ...) {
  va_list arguments;
  va_start(arguments, name);
  write_head(tolerance, count, name, arguments);
  va_end(arguments);
  if (fwrite(values, sizeof *values, count, out) != count) fail("the record cannot be written");
}

void record_rows(
    double tolerance, const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, const char *name, ...) {
  va_list arguments;
  va_start(arguments, name);
  write_head(tolerance, (size_t)height * (size_t)width, name, arguments);
  va_end(arguments);
  for (int32_t y = 0; y < height; y++) {
    if (fwrite(plane + y * pitch, sizeof *plane, (size_t)width, out) != (size_t)width) fail("the record cannot be written");
  }
}

void expect_close(double got, double wanted, double tolerance, const char *name, ...) {
  if (fabs(got - wanted) <= tolerance * fmax(1, fabs(wanted))) return;
  va_list arguments;
  va_start(arguments, name);
  fprintf(stderr, "error: ");
  vfprintf(stderr, name, arguments);
  fprintf(stderr, " is %.9g (expected %.9g)\n", got, wanted);
  va_end(arguments);
  exit(1);
}

// Mappings of whole pages; the one behind each cannot be touched.
enum { MAX_BLOCKS = 4096, CANARY = 0xa5 };
static struct {
  unsigned char *pages, *first;
  size_t size;
} blocks[MAX_BLOCKS];
static int block_count;

static void *block(size_t bytes) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  // A page before the first element, for the canary.
  const size_t size = page + (bytes + page - 1) / page * page;
  if (block_count == MAX_BLOCKS) fail("too many blocks");
  unsigned char *pages = mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED || mprotect(pages + size, page, PROT_NONE)) fail(strerror(errno));
  unsigned char *first = pages + size - bytes;
  memset(pages, CANARY, (size_t)(first - pages));
  blocks[block_count].pages = pages;
  blocks[block_count].first = first;
  blocks[block_count++].size = size + page;
  return first;
}

float *zeros(size_t count) { return block(count * sizeof(float)); }
float *unwritten(size_t count) {
  float *values = zeros(count);
  for (size_t i = 0; i < count; i++) values[i] = 7777;
  return values;
}
int32_t *integers(size_t count) { return block(count * sizeof(int32_t)); }

void release(void) {
  for (int i = 0; i < block_count; i++) {
    for (unsigned char *p = blocks[i].pages; p < blocks[i].first; p++) {
      if (*p != CANARY) fail("a kernel has written before the first element of an array");
    }
    munmap(blocks[i].pages, blocks[i].size);
  }
  block_count = 0;
}

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

float *drawn(size_t count, uint32_t seed) {
  float *values = zeros(count);
  uint32_t state = seed * 2654435761u + 1;
  for (size_t i = 0; i < count; i++) values[i] = (float)((int32_t)(next(&state) >> 8) - (1 << 23)) * 0x1p-23f;
  return values;
}

int32_t *drawn_mask(size_t count, uint32_t seed) {
  int32_t *values = integers(count);
  uint32_t state = seed * 2654435761u + 1;
  for (size_t i = 0; i < count; i++) values[i] = next(&state) >> 30 ? -1 : 0;
  return values;
}

Planes planes(int32_t samples, int32_t channels, int32_t height, int32_t width, ptrdiff_t pitch, ptrdiff_t reach) {
  Planes p = {.channels = channels, .height = height, .width = width, .pitch = pitch, .reach = reach};
  if (reach < 0) {
    p.pitch = width;
    p.stride = (ptrdiff_t)height * width;
    p.sample_stride = round_up(channels * p.stride);
  } else {
    const ptrdiff_t margin = reach * pitch + reach;
    p.lead = round_up(margin);
    p.stride = round_up(height * pitch + (margin > 16 ? margin : 16));
    p.sample_stride = p.lead + channels * p.stride;
  }
  // With room for vectors that run over the end.
  p.first = zeros((size_t)round_up(samples * p.sample_stride + p.lead + 2 * p.pitch + 256)) + p.lead;
  const ptrdiff_t masked = p.stride + 256;
  p.mask = integers((size_t)masked);
  for (ptrdiff_t i = 0; i < masked; i++) {
    p.mask[i] = i / p.pitch < height && i % p.pitch < width ? -1 : 0;
  }
  return p;
}

Planes drawn_planes(
    int32_t samples, int32_t channels, int32_t height, int32_t width, ptrdiff_t pitch, ptrdiff_t reach, uint32_t seed) {
  Planes p = planes(samples, channels, height, width, pitch, reach);
  const float *values = drawn((size_t)(samples * channels * height * width), seed);
  for (int32_t i = 0; i < samples * channels * height; i++) {
    float *row = p.first + i / height / channels * p.sample_stride + i / height % channels * p.stride +
                 i % height * p.pitch;
    memcpy(row, values + (ptrdiff_t)i * width, (size_t)width * sizeof(float));
  }
  return p;
}

static int run(const char *set, const char *path) {
  const HGKernels *kernels = hg_kernels_named(set);
  if (!kernels) {
    printf("this processor has no %s\n", set);
    return 3;
  }
  if (!(out = fopen(path, "wb"))) fail(strerror(errno));
  void (*const checks[])(const HGKernels *) = {
      check_elementwise, check_reductions, check_optimizers, check_products,  check_channels,
      check_selection,   check_convolutions, check_winograd, check_pooling,   check_resampling,
  };
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    checks[i](kernels);
    release();
  }
  if (fclose(out)) fail("the record cannot be written");
  return 0;
}

// Whether two numbers are the same but for rounding: both NaN, or the same infinity.
static int are_close(float got, float wanted, double tolerance) {
  if (isnan(got) || isnan(wanted)) return isnan(got) && isnan(wanted);
  if (isinf(got) || isinf(wanted) || tolerance == EXACT) return got == wanted;
  return fabs((double)got - wanted) <= tolerance * fmax(1, fabs((double)wanted));
}

static int compare(const char *got_path, const char *wanted_path) {
  FILE *got = fopen(got_path, "rb"), *wanted = fopen(wanted_path, "rb");
  if (!got || !wanted) fail(strerror(errno));
  Head head, other;
  long results = 0, numbers = 0, wrong = 0;
  while (fread(&head, sizeof head, 1, got) == 1) {
    if (fread(&other, sizeof other, 1, wanted) != 1 || memcmp(&head, &other, sizeof head)) {
      fprintf(stderr, "error: %s is in one record alone\n", head.name);
      return 1;
    }
    int is_wrong = 0;
    for (uint64_t i = 0; i < head.count; i++) {
      float x = 0, y = 0;
      if (fread(&x, sizeof x, 1, got) + fread(&y, sizeof y, 1, wanted) != 2) fail("a record is cut off");
      if (are_close(x, y, head.tolerance)) continue;
      if (!is_wrong) fprintf(stderr, "error: %s: number %llu is %.9g (expected %.9g)\n", head.name,
                             (unsigned long long)i, (double)x, (double)y);
      is_wrong = 1;
    }
    results++;
    numbers += (long)head.count;
    wrong += is_wrong;
  }
  if (fread(&other, sizeof other, 1, wanted) == 1) fail("one record is longer");
  if (results == 0) fail("the records are empty");
  printf("%ld results, %ld numbers, %ld results wrong\n", results, numbers, wrong);
  return wrong > 0;
}

int main(int argc, char **argv) {
  if (argc == 4 && strcmp(argv[1], "record") == 0) return run(argv[2], argv[3]);
  if (argc == 4 && strcmp(argv[1], "compare") == 0) return compare(argv[2], argv[3]);
  fprintf(stderr, "error: expected record SET FILE or compare FILE FILE\n");
  return 64;
}
