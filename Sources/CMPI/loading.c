#include "CMPI.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

mpi_loading mpi_load(const char *path) {
  mpi_loading loading = {.status = MPI_SHIM_NOT_LOADED, .version = -1};
  // The parts of MPI libraries that are loaded later look for its symbols among the global ones.
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    const char *message = dlerror();
    loading.message = message == NULL ? NULL : strdup(message);
    return loading;
  }
  loading.status = MPI_SHIM_NO_ENTRY;
  const mpi_table *(*entry)(void) = (const mpi_table *(*)(void))dlsym(library, HOURGLASS_MPI_ENTRY);
  if (entry == NULL) return loading;
  const mpi_table *table = entry();
  loading.status = MPI_SHIM_OTHER_VERSION;
  if (table == NULL) return loading;
  loading.version = (int)table->version;
  if (table->version != HOURGLASS_MPI_VERSION || table->bytes != sizeof *table) return loading;
  loading.status = MPI_SHIM_LOADED;
  loading.table = table;
  return loading;
}
