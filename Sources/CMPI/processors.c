#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CMPI.h"

#ifdef __linux__
#include <sched.h>
#endif

size_t mpi_processors(int *numbers, size_t capacity) {
  size_t count = 0;
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  for (int i = 0; i < CPU_SETSIZE && count < capacity; i++) {
    if (CPU_ISSET(i, &set)) numbers[count++] = i;
  }
#else
  (void)numbers, (void)capacity;
#endif
  return count;
}
