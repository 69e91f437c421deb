#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define HG_VARIANT avx512
#define HG_WIDTH 16
#define HG_REGISTERS 32
#include "kernels/all.h"
#pragma clang attribute pop
#endif
