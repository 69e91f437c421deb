#if defined(__aarch64__)
#define HG_VARIANT neon
#define HG_WIDTH 4
#define HG_REGISTERS 32
#include "kernels/all.h"
#endif
