#ifndef HOURGLASS_PJRT_H
#define HOURGLASS_PJRT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The version of PJRT's C interface that the declarations follow.
enum { HOURGLASS_PJRT_MAJOR = 0, HOURGLASS_PJRT_MINOR = 81 };

/// The oldest minor version whose table has the order of ours: 0.57 rearranged it.
enum { HOURGLASS_PJRT_OLDEST_MINOR = 58 };

// What a plugin owns; each belongs to the plugin that returned it.
typedef struct hourglass_pjrt_api pjrt_api;
typedef struct pjrt_error pjrt_error;
typedef struct pjrt_event pjrt_event;
typedef struct pjrt_client pjrt_client;
typedef struct pjrt_device pjrt_device;
typedef struct pjrt_executable pjrt_executable;
typedef struct pjrt_buffer pjrt_buffer;

/// Text that somebody else owns; not terminated.
typedef struct {
  const char *bytes;
  size_t count;
} pjrt_text;

/// A named value: an attribute of a plugin or a device, or an option of a client.
typedef struct {
  pjrt_text name;
  enum { PJRT_TEXT, PJRT_INTEGER, PJRT_INTEGERS, PJRT_FLOAT, PJRT_BOOL } type;
  pjrt_text text;
  const int64_t *integers;
  size_t count;
  int64_t integer;
  float number;
} pjrt_value;

typedef enum {
  PJRT_LOADED,
  /// The file is no library, or one that it needs is missing: the text is the loader's.
  PJRT_NOT_LOADED,
  /// The library has no `GetPjrtApi`.
  PJRT_NO_ENTRY,
  /// The library's entry returns no table, or one of a size that no version has.
  PJRT_OTHER_LAYOUT,
  /// Another major version, or one before the oldest.
  PJRT_OTHER_VERSION,
} pjrt_load_status;

/// What loading a plugin gave.
typedef struct {
  pjrt_load_status status;
  const pjrt_api *api;
  /// The version that the plugin says it has; -1 where it was not asked.
  int major, minor;
  /// Bytes of the plugin's table of functions, and the least that holds those we call.
  size_t table_bytes, needed_bytes;
  /// The loader's message, to be released with `free`; NULL where there is none.
  char *message;
} pjrt_loading;

/// Loads the plugin at `path` and checks its version and layout; it stays loaded until the process ends.
pjrt_loading pjrt_load(const char *path);

// Each call below returns NULL, or an error that is released with `pjrt_error_destroy`.

int pjrt_error_code(const pjrt_api *api, const pjrt_error *error);
pjrt_text pjrt_error_message(const pjrt_api *api, const pjrt_error *error);
void pjrt_error_destroy(const pjrt_api *api, pjrt_error *error);

pjrt_error *pjrt_initialize(const pjrt_api *api);
pjrt_error *pjrt_attribute_count(const pjrt_api *api, size_t *count);
pjrt_value pjrt_attribute(const pjrt_api *api, size_t index);

pjrt_error *pjrt_event_await(const pjrt_api *api, pjrt_event *event);
pjrt_error *pjrt_event_is_ready(const pjrt_api *api, pjrt_event *event, bool *ready);
pjrt_error *pjrt_event_on_ready(const pjrt_api *api, pjrt_event *event,
                                void (*callback)(pjrt_error *error, void *context), void *context);
void pjrt_event_destroy(const pjrt_api *api, pjrt_event *event);

pjrt_error *pjrt_client_create(const pjrt_api *api, const pjrt_value *options, size_t count, pjrt_client **client);
void pjrt_client_destroy(const pjrt_api *api, pjrt_client *client);
pjrt_error *pjrt_client_platform(const pjrt_api *api, pjrt_client *client, pjrt_text *name, pjrt_text *version);
pjrt_error *pjrt_client_devices(const pjrt_api *api, pjrt_client *client, pjrt_device *const **devices, size_t *count);

pjrt_error *pjrt_device_describe(const pjrt_api *api, pjrt_device *device, int *identifier, int *hardware,
                                 pjrt_text *kind, pjrt_text *name);

/// Bytes of a device's memory; -1 where the plugin does not say.
typedef struct {
  int64_t used, peak, limit;
} pjrt_memory;
pjrt_error *pjrt_device_memory(const pjrt_api *api, pjrt_device *device, pjrt_memory *memory);

pjrt_error *pjrt_compile(const pjrt_api *api, pjrt_client *client, pjrt_text code, pjrt_text options,
                         pjrt_executable **executable);
pjrt_error *pjrt_deserialize(const pjrt_api *api, pjrt_client *client, pjrt_text bytes, pjrt_executable **executable);
/// Copies the serialised executable to memory that is released with `free`.
pjrt_error *pjrt_serialize(const pjrt_api *api, pjrt_executable *executable, char **bytes, size_t *count);
pjrt_error *pjrt_executable_output_count(const pjrt_api *api, pjrt_executable *executable, size_t *count);
/// The bytes that a run needs on the device, beside the code: arguments, outputs and temporaries, without what is shared.
pjrt_error *pjrt_executable_memory(const pjrt_api *api, pjrt_executable *executable, int64_t *arguments,
                                   int64_t *outputs, int64_t *shared, int64_t *temporaries);
void pjrt_executable_destroy(const pjrt_api *api, pjrt_executable *executable);
/// Starts a run on the executable's device; `outputs` has room for its outputs. `done` may be NULL.
pjrt_error *pjrt_execute(const pjrt_api *api, pjrt_executable *executable, pjrt_buffer *const *arguments,
                         size_t argument_count, pjrt_buffer **outputs, pjrt_event **done);

/// How long the caller keeps the bytes of a new buffer as they are.
typedef enum {
  PJRT_DURING_CALL = 0,
  PJRT_UNTIL_TRANSFERRED = 1,
} pjrt_host_lifetime;

/// Starts a transfer of dense row-major data; `done` is an event that says that the host's bytes are free again.
pjrt_error *pjrt_buffer_from_host(const pjrt_api *api, pjrt_client *client, pjrt_device *device, const void *data,
                                  int type, const int64_t *dimensions, size_t rank, pjrt_host_lifetime lifetime,
                                  pjrt_buffer **buffer, pjrt_event **done);
/// Starts a transfer to the host, dense and row-major.
pjrt_error *pjrt_buffer_to_host(const pjrt_api *api, pjrt_buffer *buffer, void *data, size_t bytes, pjrt_event **done);
pjrt_error *pjrt_buffer_shape(const pjrt_api *api, pjrt_buffer *buffer, int *type, const int64_t **dimensions,
                              size_t *rank);
pjrt_error *pjrt_buffer_device_bytes(const pjrt_api *api, pjrt_buffer *buffer, size_t *bytes);
pjrt_error *pjrt_buffer_is_deleted(const pjrt_api *api, pjrt_buffer *buffer, bool *deleted);
pjrt_error *pjrt_buffer_ready(const pjrt_api *api, pjrt_buffer *buffer, pjrt_event **event);
/// Frees the memory on the device now, whoever still holds the buffer.
pjrt_error *pjrt_buffer_delete(const pjrt_api *api, pjrt_buffer *buffer);
void pjrt_buffer_destroy(const pjrt_api *api, pjrt_buffer *buffer);

#endif
