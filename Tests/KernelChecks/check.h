// Checks of the table of kernels without Swift: each runs kernels of one instruction set over odd sizes and records what
// they compute. `Tools/check-neon.sh` compares the records of two sets, on one processor or on two.
#ifndef HOURGLASS_KERNEL_CHECKS_H
#define HOURGLASS_KERNEL_CHECKS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "CKernels.h"

// Bounds on differences, relative to max(1, |value|): those of the Swift tests of the engine.
#define EXACT 0.0
#define FUNCTION 4e-7     // one elementary function
#define LOSSES 1e-6       // sums of some squares or logarithms
#define UPDATES 2e-6      // a handful of roundings of numbers below 3
#define PRODUCTS 1e-5     // sums of some hundred products
#define LONG_SUMS 1e-4    // sums of thousands of products

// Writes `count` results of the kernels to the record under a name.
void record(double tolerance, const float *values, size_t count, const char *name, ...)
    __attribute__((format(printf, 4, 5)));
// The rows of a plane alone, without what lies between them.
void record_rows(
    double tolerance, const float *plane, int32_t height, int32_t width, ptrdiff_t pitch, const char *name, ...)
    __attribute__((format(printf, 6, 7)));
// Ends the program with a message unless `got` is within `tolerance` of `wanted`.
void expect_close(double got, double wanted, double tolerance, const char *name, ...)
    __attribute__((format(printf, 4, 5)));

// Memory that ends where its last element ends: a read or a write of the next byte is a fault. A write before its first
// element is found by `release`, which frees all of it.
float *zeros(size_t count);
int32_t *integers(size_t count);
void release(void);
// The same, of a number that no kernel gives: every element is to be written.
float *unwritten(size_t count);

// `count` numbers of [-1, 1), the same on every machine.
float *drawn(size_t count, uint32_t seed);
// -1 and 0 at random.
int32_t *drawn_mask(size_t count, uint32_t seed);

static inline int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }
static inline ptrdiff_t round_up(ptrdiff_t floats) { return (floats + 15) / 16 * 16; }

// Counts around whole vectors of 4, 8 and 16 floats.
static const int32_t counts[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 257};
#define EACH_COUNT(n) for (size_t at_##n = 0; at_##n < sizeof counts / sizeof *counts; at_##n++) \
    for (int32_t n = counts[at_##n], once_##n = 1; once_##n; once_##n = 0)

// The planes of one sample, laid out as the engine's: rows `pitch` apart, with zeros around them.
typedef struct {
  int32_t channels, height, width;
  ptrdiff_t pitch, stride, reach, lead, sample_stride;
  float *first;          // the first pixel of the first sample
  int32_t *mask;         // of one plane
} Planes;

// Planes of zeros that a window may leave by `reach` rows and columns; `reach` < 0: planes without margins.
Planes planes(int32_t samples, int32_t channels, int32_t height, int32_t width, ptrdiff_t pitch, ptrdiff_t reach);
// The same with numbers in the pixels.
Planes drawn_planes(
    int32_t samples, int32_t channels, int32_t height, int32_t width, ptrdiff_t pitch, ptrdiff_t reach, uint32_t seed);
// The floats from a plane's first pixel to its last.
static inline int32_t plane_length(const Planes *p) { return (int32_t)((p->height - 1) * p->pitch + p->width); }

void check_elementwise(const HGKernels *kernels);
void check_reductions(const HGKernels *kernels);
void check_optimizers(const HGKernels *kernels);
void check_products(const HGKernels *kernels);
void check_channels(const HGKernels *kernels);
void check_selection(const HGKernels *kernels);
void check_convolutions(const HGKernels *kernels);
void check_winograd(const HGKernels *kernels);
void check_pooling(const HGKernels *kernels);
void check_resampling(const HGKernels *kernels);

#endif
