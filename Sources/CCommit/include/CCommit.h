// The commit that a program was built from.
#ifndef HOURGLASS_CCOMMIT_H
#define HOURGLASS_CCOMMIT_H

// Its abbreviated hash, with "-modified" where the sources differed from it; empty where it is not known.
const char *hg_commit(void);

#endif
