#include "CKernels.h"

#include <string.h>

extern const HGKernels hg_portable_kernels;

#if defined(__x86_64__)
extern const HGKernels hg_avx512_kernels;
extern const HGKernels hg_avx2_kernels;

static int has_avx512(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("fma");
}

static int has_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#elif defined(__aarch64__)
extern const HGKernels hg_neon_kernels;
#endif

static int always(void) { return 1; }

static const struct {
  const HGKernels *kernels;
  int (*available)(void);
} variants[] = {
#if defined(__x86_64__)
    {&hg_avx512_kernels, has_avx512},
    {&hg_avx2_kernels, has_avx2},
#elif defined(__aarch64__)
    {&hg_neon_kernels, always},
#endif
    {&hg_portable_kernels, always},
};

static const int variant_count = sizeof variants / sizeof variants[0];

const HGKernels *hg_kernels_named(const char *name) {
  for (int i = 0; i < variant_count; i++) {
    if (strcmp(variants[i].kernels->name, name) == 0) return variants[i].available() ? variants[i].kernels : NULL;
  }
  return NULL;
}

const char *hg_kernels_name(int index) {
  return index >= 0 && index < variant_count ? variants[index].kernels->name : NULL;
}
