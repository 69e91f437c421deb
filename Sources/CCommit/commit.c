#include "CCommit.h"

// Without commit.generated.c, which `Tools/write-commit.sh` writes and the linker prefers, the commit is not known.
__attribute__((weak)) const char *hg_commit(void) { return ""; }
