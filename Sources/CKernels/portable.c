// Plain vector extensions at the architecture's baseline: runs anywhere, and checks the others.
#define HG_VARIANT portable
#define HG_WIDTH 4
#define HG_REGISTERS 16
#include "kernels/all.h"
