// MPI behind the table of Sources/CMPI, compiled by an MPI library's own mpicc (see build.sh): the one file that knows
// mpi.h. Every call is made on a duplicate of MPI_COMM_WORLD whose errors return.

#define _GNU_SOURCE
#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CMPI.h"

struct mpi_call {
  MPI_Request request;
};

/// The ranks, and the same for waiting until all end.
static MPI_Comm world = MPI_COMM_NULL, ending = MPI_COMM_NULL;

/// Whether ranks of a host take turns on its processors, and whether all waits leave them to others: MPI's own calls, which
/// do not, choose better ways between many hosts.
static bool shares_processors = false, is_patient = false;

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
  if (error == MPI_SUCCESS) error = MPI_Comm_dup(MPI_COMM_WORLD, &ending);
  if (error != MPI_SUCCESS) return error;
  MPI_Comm_set_errhandler(ending, MPI_ERRORS_RETURN);
  return MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN);
}

static int finalize(void) {
  if (world != MPI_COMM_NULL) MPI_Comm_free(&world);
  if (ending != MPI_COMM_NULL) MPI_Comm_free(&ending);
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

/// The number of processors that any rank of the host may use; 0 where the system does not say.
static int processors(MPI_Comm host) {
#ifdef __linux__
  cpu_set_t own, all;
  if (sched_getaffinity(0, sizeof own, &own) != 0) CPU_ZERO(&own);
  int error = MPI_Allreduce(&own, &all, sizeof own, MPI_BYTE, MPI_BOR, host);
  return error == MPI_SUCCESS ? CPU_COUNT(&all) : 0;
#else
  (void)host;
  return 0;
#endif
}

static int local(int *rank, int *size) {
  MPI_Comm host;
  int error = MPI_Comm_split_type(world, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &host);
  if (error != MPI_SUCCESS) return error;
  int all = 0, count = processors(host);
  MPI_Comm_rank(host, rank);
  MPI_Comm_size(host, size);
  MPI_Comm_size(world, &all);
  int shares = count > 0 && *size > count;
  MPI_Allreduce(MPI_IN_PLACE, &shares, 1, MPI_INT, MPI_MAX, world);
  shares_processors = shares != 0;
  is_patient = shares_processors || *size == all;
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

/// Passes a started call to the caller, or frees it where it could not be started.
static int started(int error, struct mpi_call *call, mpi_call **result) {
  *result = error == MPI_SUCCESS ? call : NULL;
  if (error != MPI_SUCCESS) free(call);
  return error;
}

static int start_meeting(MPI_Comm ranks, mpi_call **result) {
  struct mpi_call *call = malloc(sizeof *call);
  if (call == NULL) return MPI_ERR_NO_MEM;
  return started(MPI_Ibarrier(ranks, &call->request), call, result);
}

static int start_barrier(mpi_call **result) { return start_meeting(world, result); }

static int start_end(mpi_call **result) { return start_meeting(ending, result); }

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

static int own_count(const int *counts) {
  int own = 0;
  MPI_Comm_rank(world, &own);
  return counts[own];
}

static int start_collecting(const void *sent, void *all, const int *counts, const int *starts, mpi_element element,
                            mpi_call **result) {
  struct mpi_call *call = malloc(sizeof *call);
  if (call == NULL) return MPI_ERR_NO_MEM;
  MPI_Datatype type = type_of(element);
  int count = sent == NULL ? 0 : own_count(counts);
  int error = MPI_Iallgatherv(sent == NULL ? MPI_IN_PLACE : sent, count, type, all, counts, starts, type, world,
                              &call->request);
  return started(error, call, result);
}

static int start_all_gather(void *all, const int *counts, const int *starts, mpi_element element, mpi_call **result) {
  return start_collecting(NULL, all, counts, starts, element, result);
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

static double seconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/// Seconds of looking without a pause: about what a message takes. Seconds after which a rank sleeps between looks.
static const double busy_seconds = 50e-6, awake_seconds = 1e-3;

/// Leaves the processor to others for a moment, after a wait since `start`.
///
/// MPI's own waits keep the processor busy, which the rank that they wait for may need, or another program. Who waits for
/// data must look often, and does not sleep.
static void pause_since(double start, bool may_sleep) {
  double waited = seconds() - start;
  if (waited > awake_seconds && may_sleep) {
    nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
  } else if (shares_processors || waited > busy_seconds) {
    sched_yield();
  }
}

/// Waits for a started call.
static int finish(int error, mpi_call **call) {
  double start = seconds();
  bool done = false;
  while (error == MPI_SUCCESS && !done) {
    error = test(call, &done);
    if (!done) pause_since(start, false);
  }
  return error;
}

/// Empty messages to ranks at distances 1, 2, 4, …: as many rounds as MPI_Barrier has, without its way of waiting.
static int barrier(void) {
  int own = 0, count = 1, error = MPI_SUCCESS;
  double start = seconds();
  MPI_Comm_rank(world, &own);
  MPI_Comm_size(world, &count);
  for (int distance = 1; distance < count && error == MPI_SUCCESS; distance *= 2) {
    MPI_Request requests[2];
    MPI_Status statuses[2];
    error = MPI_Irecv(NULL, 0, MPI_BYTE, (own + count - distance) % count, 0, world, &requests[0]);
    if (error == MPI_SUCCESS) error = MPI_Isend(NULL, 0, MPI_BYTE, (own + distance) % count, 0, world, &requests[1]);
    int done = 0;
    while (error == MPI_SUCCESS && !done) {
      error = MPI_Testall(2, requests, &done, statuses);
      if (!done) pause_since(start, true);
    }
  }
  return error;
}

static int broadcast(void *data, int count, mpi_element element, int root) {
  int error = is_patient ? barrier() : MPI_SUCCESS;
  return error != MPI_SUCCESS ? error : MPI_Bcast(data, count, type_of(element), root, world);
}

static int all_to_all(const void *sent, const int *sent_counts, const int *sent_starts, void *received,
                      const int *received_counts, const int *received_starts, mpi_element element) {
  if (is_patient) {
    mpi_call *call = NULL;
    return finish(start_all_to_all(sent, sent_counts, sent_starts, received, received_counts, received_starts, element,
                                   &call), &call);
  }
  MPI_Datatype type = type_of(element);
  return MPI_Alltoallv(sent, sent_counts, sent_starts, type, received, received_counts, received_starts, type, world);
}

static int all_gather(const void *sent, void *all, const int *counts, const int *starts, mpi_element element) {
  if (is_patient) {
    mpi_call *call = NULL;
    return finish(start_collecting(sent, all, counts, starts, element, &call), &call);
  }
  MPI_Datatype type = type_of(element);
  if (sent == NULL) return MPI_Allgatherv(MPI_IN_PLACE, 0, type, all, counts, starts, type, world);
  return MPI_Allgatherv(sent, own_count(counts), type, all, counts, starts, type, world);
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
      .start_end = start_end,
  };
  return &table;
}
