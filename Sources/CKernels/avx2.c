#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define HG_VARIANT avx2
#define HG_WIDTH 8
#define HG_REGISTERS 16
#include "kernels/all.h"
#pragma clang attribute pop
#endif
