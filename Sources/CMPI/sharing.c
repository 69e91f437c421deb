#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CMPI.h"

// Memory that ranks of one host share. MPI_Win_allocate_shared is not used: all ranks would have to free it together, as a
// lost rank does not, and MPI libraries place it in /dev/shm, where a container has 64 MB by default. A failure here is
// one rank's own; the ranks then agree to exchange messages.

#ifdef __linux__

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void *map(int file, size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void *mpi_share_memory(size_t bytes, mpi_shared_file *place) {
  static unsigned count = 0;
  place->file = -1;
  struct timespec now = {0};
  clock_gettime(CLOCK_REALTIME, &now);
  place->process = getpid();
  // A name that no other file has: who opens it compares it first.
  snprintf(place->name, sizeof place->name, "hourglass-%d-%u-%lld-%ld", place->process, count++, (long long)now.tv_sec,
           now.tv_nsec);
  place->file = memfd_create(place->name, MFD_CLOEXEC);
  if (place->file < 0) return NULL;
  // Reserved now: memory that is missing later would end the process.
  void *memory = fallocate(place->file, 0, 0, (off_t)bytes) == 0 ? map(place->file, bytes) : NULL;
  if (memory == NULL) mpi_close_shared(place);
  return memory;
}

void *mpi_open_shared(const mpi_shared_file *place, size_t bytes) {
  char path[64], target[128], expected[128];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", place->process, place->file);
  ssize_t length = readlink(path, target, sizeof target - 1);
  if (length < 0) return NULL;
  target[length] = 0;
  snprintf(expected, sizeof expected, "/memfd:%s", place->name);
  if (strncmp(target, expected, strlen(expected)) != 0) return NULL;
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return NULL;
  struct stat status;
  void *memory = fstat(file, &status) == 0 && (size_t)status.st_size == bytes ? map(file, bytes) : NULL;
  close(file);
  return memory;
}

void mpi_close_shared(mpi_shared_file *place) {
  if (place->file >= 0) close(place->file);
  place->file = -1;
}

void mpi_release_shared(void *memory, size_t bytes) { munmap(memory, bytes); }

#else

void *mpi_share_memory(size_t bytes, mpi_shared_file *place) {
  (void)bytes;
  place->file = -1;
  return NULL;
}

void *mpi_open_shared(const mpi_shared_file *place, size_t bytes) {
  (void)place, (void)bytes;
  return NULL;
}

void mpi_close_shared(mpi_shared_file *place) { (void)place; }

void mpi_release_shared(void *memory, size_t bytes) { (void)memory, (void)bytes; }

#endif
