// MPI behind the table of Sources/CMPI, compiled by an MPI library's own mpicc (see build.sh): the one file that knows
// mpi.h. Every call is made on a duplicate of MPI_COMM_WORLD whose errors return.

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "CMPI.h"

struct mpi_call {
  MPI_Request request;
};

static MPI_Comm world = MPI_COMM_NULL;

static MPI_Datatype type_of(mpi_element element) {
  switch (element) {
    case MPI_SHIM_FLOATS: return MPI_FLOAT;
    case MPI_SHIM_DOUBLES: return MPI_DOUBLE;
    default: return MPI_BYTE;
  }
}

static void library_version(char *text, size_t capacity) {
  char version[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  if (capacity == 0) return;
  text[0] = 0;
  if (MPI_Get_library_version(version, &length) != MPI_SUCCESS) return;
  // The first line up to its first comma, with single spaces.
  size_t count = 0;
  for (const char *c = version; *c != 0 && *c != '\n' && *c != ',' && count + 1 < capacity; c++) {
    bool blank = *c == ' ' || *c == '\t';
    if (blank && (count == 0 || text[count - 1] == ' ')) continue;
    text[count++] = blank ? ' ' : *c;
  }
  text[count] = 0;
}

static bool is_initialized(void) {
  int flag = 0;
  return MPI_Initialized(&flag) == MPI_SUCCESS && flag;
}

static int initialize(int *threads) {
  int error = MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, threads);
  if (error != MPI_SUCCESS) return error;
  switch (*threads) {
    case MPI_THREAD_SINGLE: *threads = 0; break;
    case MPI_THREAD_FUNNELED: *threads = 1; break;
    case MPI_THREAD_SERIALIZED: *threads = 2; break;
    default: *threads = 3;
  }
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  error = MPI_Comm_dup(MPI_COMM_WORLD, &world);
  if (error != MPI_SUCCESS) return error;
  return MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN);
}

static int finalize(void) {
  if (world != MPI_COMM_NULL) MPI_Comm_free(&world);
  return MPI_Finalize();
}

static void end(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

static void error_text(int error, char *text, size_t capacity) {
  char message[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  if (capacity == 0) return;
  MPI_Error_string(error, message, &length);
  strncpy(text, message, capacity - 1);
  text[capacity - 1] = 0;
}

static int rank(int *rank) { return MPI_Comm_rank(world, rank); }

static int size(int *size) { return MPI_Comm_size(world, size); }

static int local(int *rank, int *size) {
  MPI_Comm host;
  int error = MPI_Comm_split_type(world, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
  if (error != MPI_SUCCESS) return error;
  MPI_Comm_rank(host, rank);
  MPI_Comm_size(host, size);
  return MPI_Comm_free(&host);
}

static void processor_name(char *text, size_t capacity) {
  char name[MPI_MAX_PROCESSOR_NAME] = "";
  int length = 0;
  if (capacity == 0) return;
  MPI_Get_processor_name(name, &length);
  strncpy(text, name, capacity - 1);
  text[capacity - 1] = 0;
}

static int barrier(void) { return MPI_Barrier(world); }

static int broadcast(void *data, int count, mpi_element element, int root) {
  return MPI_Bcast(data, count, type_of(element), root, world);
}

static int all_to_all(const void *sent, const int *sent_counts, const int *sent_starts, void *received,
                      const int *received_counts, const int *received_starts, mpi_element element) {
  MPI_Datatype type = type_of(element);
  return MPI_Alltoallv(sent, sent_counts, sent_starts, type, received, received_counts, received_starts, type, world);
}

static int own_count(const int *counts) {
  int own = 0;
  MPI_Comm_rank(world, &own);
  return counts[own];
}

static int all_gather(const void *sent, void *all, const int *counts, const int *starts, mpi_element element) {
  MPI_Datatype type = type_of(element);
  if (sent == NULL) return MPI_Allgatherv(MPI_IN_PLACE, 0, type, all, counts, starts, type, world);
  return MPI_Allgatherv(sent, own_count(counts), type, all, counts, starts, type, world);
}

/// Passes a started call to the caller, or frees it where it could not be started.
static int started(int error, struct mpi_call *call, mpi_call **result) {
  *result = error == MPI_SUCCESS ? call : NULL;
  if (error != MPI_SUCCESS) free(call);
  return error;
}

static int start_barrier(mpi_call **result) {
  struct mpi_call *call = malloc(sizeof *call);
  if (call == NULL) return MPI_ERR_NO_MEM;
  return started(MPI_Ibarrier(world, &call->request), call, result);
}

static int start_all_to_all(const void *sent, const int *sent_counts, const int *sent_starts, void *received,
                            const int *received_counts, const int *received_starts, mpi_element element,
                            mpi_call **result) {
  struct mpi_call *call = malloc(sizeof *call);
  if (call == NULL) return MPI_ERR_NO_MEM;
  MPI_Datatype type = type_of(element);
  int error = MPI_Ialltoallv(sent, sent_counts, sent_starts, type, received, received_counts, received_starts, type,
                             world, &call->request);
  return started(error, call, result);
}

static int start_all_gather(void *all, const int *counts, const int *starts, mpi_element element, mpi_call **result) {
  struct mpi_call *call = malloc(sizeof *call);
  if (call == NULL) return MPI_ERR_NO_MEM;
  MPI_Datatype type = type_of(element);
  int error = MPI_Iallgatherv(MPI_IN_PLACE, 0, type, all, counts, starts, type, world, &call->request);
  return started(error, call, result);
}

static int test(mpi_call **call, bool *done) {
  int flag = 0;
  int error = MPI_Test(&(*call)->request, &flag, MPI_STATUS_IGNORE);
  *done = flag != 0;
  if (*done || error != MPI_SUCCESS) {
    free(*call);
    *call = NULL;
  }
  return error;
}

const mpi_table *hourglass_mpi_table(void);

const mpi_table *hourglass_mpi_table(void) {
  static const mpi_table table = {
      .version = HOURGLASS_MPI_VERSION,
      .bytes = sizeof table,
      .library_version = library_version,
      .is_initialized = is_initialized,
      .initialize = initialize,
      .finalize = finalize,
      .abort = end,
      .error_text = error_text,
      .rank = rank,
      .size = size,
      .local = local,
      .processor_name = processor_name,
      .barrier = barrier,
      .broadcast = broadcast,
      .all_to_all = all_to_all,
      .all_gather = all_gather,
      .start_barrier = start_barrier,
      .start_all_to_all = start_all_to_all,
      .start_all_gather = start_all_gather,
      .test = test,
  };
  return &table;
}
