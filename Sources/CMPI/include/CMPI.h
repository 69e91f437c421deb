#ifndef HOURGLASS_MPI_H
#define HOURGLASS_MPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The version of the table below. A library of another version is refused.
enum { HOURGLASS_MPI_VERSION = 3 };

/// The name of the function that the library exports: it returns the table.
#define HOURGLASS_MPI_ENTRY "hourglass_mpi_table"

/// What the elements of a message are.
typedef enum { MPI_SHIM_BYTES, MPI_SHIM_FLOATS, MPI_SHIM_DOUBLES } mpi_element;

/// A call under way; the library owns what it points to.
typedef struct mpi_call mpi_call;

/// MPI as Hourglass calls it, on a communicator of its own.
///
/// Functions that return an integer return 0 or MPI's error code. Counts and displacements are in elements.
typedef struct {
  /// `HOURGLASS_MPI_VERSION` of the header that the library was compiled with, and the table's size in bytes.
  uint32_t version, bytes;

  /// Writes the MPI library's name and version, one line, terminated; may be called before `initialize`.
  void (*library_version)(char *text, size_t capacity);
  /// Whether MPI was initialised, by anyone.
  bool (*is_initialized)(void);
  /// Initialises MPI; `threads` becomes the level of threads that it supports, from 0 (single) to 3 (multiple).
  int (*initialize)(int *threads);
  /// Ends MPI; nothing may be called afterwards.
  int (*finalize)(void);
  /// Ends all ranks with this exit code; returns only where it fails.
  void (*abort)(int code);
  /// Writes what an error code means, terminated.
  void (*error_text)(int error, char *text, size_t capacity);

  int (*rank)(int *rank);
  int (*size)(int *size);
  /// This rank's number among those that share the host's memory, and their count.
  int (*local)(int *rank, int *size);
  /// Writes the host's name, terminated.
  void (*processor_name)(char *text, size_t capacity);

  int (*barrier)(void);
  int (*broadcast)(void *data, int count, mpi_element element, int root);
  int (*all_to_all)(const void *sent, const int *sent_counts, const int *sent_starts, void *received,
                    const int *received_counts, const int *received_starts, mpi_element element);
  /// Collects `counts[r]` elements of each rank r. Where `sent` is NULL this rank's are in their place already.
  int (*all_gather)(const void *sent, void *all, const int *counts, const int *starts, mpi_element element);

  // The same started; `test` says whether the call is done, and frees it then.
  int (*start_barrier)(mpi_call **call);
  int (*start_all_to_all)(const void *sent, const int *sent_counts, const int *sent_starts, void *received,
                          const int *received_counts, const int *received_starts, mpi_element element,
                          mpi_call **call);
  int (*start_all_gather)(void *all, const int *counts, const int *starts, mpi_element element, mpi_call **call);
  int (*test)(mpi_call **call, bool *done);
  /// Starts to wait until all ranks end. No other call takes part, so that a rank that ends alone lets none continue.
  int (*start_end)(mpi_call **call);
} mpi_table;

typedef enum {
  MPI_SHIM_LOADED,
  /// The file is no library, or one that it needs is missing: the text is the loader's.
  MPI_SHIM_NOT_LOADED,
  /// The library has no function `HOURGLASS_MPI_ENTRY`.
  MPI_SHIM_NO_ENTRY,
  /// The table is of another version.
  MPI_SHIM_OTHER_VERSION,
} mpi_load_status;

/// What loading the library gave.
typedef struct {
  mpi_load_status status;
  const mpi_table *table;
  /// The version of the library's table; -1 where there is none.
  int version;
  /// The loader's message, to be released with `free`; NULL where there is none.
  char *message;
} mpi_loading;

/// Loads the library at `path`; it stays loaded until the process ends.
mpi_loading mpi_load(const char *path);

/// Writes the numbers of the processors that this process may use, to which its launcher may have bound it, and returns
/// their count; 0 where the system does not say.
size_t mpi_processors(int *numbers, size_t capacity);

/// Where a process of this host has memory that others may open: an open file without a path.
typedef struct {
  int process, file;
  char name[80];
} mpi_shared_file;

/// Makes `bytes` of zeros that other processes of this host can open at `place`, until it is closed; NULL where there is no
/// such memory. To reserve more than is available ends this process, or another one.
void *mpi_share_memory(size_t bytes, mpi_shared_file *place);

/// The memory at `place`, of `bytes`, which another process made; NULL where it cannot be opened.
void *mpi_open_shared(const mpi_shared_file *place, size_t bytes);

/// Ends that others can open the memory at `place`; who has it keeps it.
void mpi_close_shared(mpi_shared_file *place);

/// Releases memory of this process; it exists until the last process releases it.
void mpi_release_shared(void *memory, size_t bytes);

#endif
