#ifndef HOURGLASS_PJRT_LAYOUT_H
#define HOURGLASS_PJRT_LAYOUT_H

// The memory layout of PJRT's C interface, version 0.81, for the calls that we make: arguments are passed in a struct
// that begins with its size and a chain of extensions. `Tests/XLAEngineTests` compares sizes and offsets with a header
// where one is installed.

#include "CPJRT.h"

/// Where the functions stand in the table that follows its version.
enum pjrt_slot {
  PJRT_SLOT_ERROR_DESTROY = 0,
  PJRT_SLOT_ERROR_MESSAGE = 1,
  PJRT_SLOT_ERROR_GET_CODE = 2,
  PJRT_SLOT_PLUGIN_INITIALIZE = 3,
  PJRT_SLOT_PLUGIN_ATTRIBUTES = 4,
  PJRT_SLOT_EVENT_DESTROY = 5,
  PJRT_SLOT_EVENT_IS_READY = 6,
  PJRT_SLOT_EVENT_AWAIT = 8,
  PJRT_SLOT_EVENT_ON_READY = 9,
  PJRT_SLOT_CLIENT_CREATE = 10,
  PJRT_SLOT_CLIENT_DESTROY = 11,
  PJRT_SLOT_CLIENT_PLATFORM_NAME = 12,
  PJRT_SLOT_CLIENT_PLATFORM_VERSION = 14,
  PJRT_SLOT_CLIENT_ADDRESSABLE_DEVICES = 16,
  PJRT_SLOT_CLIENT_COMPILE = 20,
  PJRT_SLOT_CLIENT_BUFFER_FROM_HOST_BUFFER = 22,
  PJRT_SLOT_DEVICE_DESCRIPTION_ID = 23,
  PJRT_SLOT_DEVICE_DESCRIPTION_KIND = 26,
  PJRT_SLOT_DEVICE_DESCRIPTION_TO_STRING = 28,
  PJRT_SLOT_DEVICE_GET_DESCRIPTION = 29,
  PJRT_SLOT_DEVICE_LOCAL_HARDWARE_ID = 31,
  PJRT_SLOT_DEVICE_MEMORY_STATS = 34,
  PJRT_SLOT_EXECUTABLE_DESTROY = 40,
  PJRT_SLOT_EXECUTABLE_NUM_OUTPUTS = 44,
  PJRT_SLOT_EXECUTABLE_SERIALIZE = 49,
  PJRT_SLOT_LOADED_EXECUTABLE_DESTROY = 50,
  PJRT_SLOT_LOADED_EXECUTABLE_GET_EXECUTABLE = 51,
  PJRT_SLOT_LOADED_EXECUTABLE_EXECUTE = 55,
  PJRT_SLOT_EXECUTABLE_DESERIALIZE_AND_LOAD = 56,
  PJRT_SLOT_BUFFER_DESTROY = 58,
  PJRT_SLOT_BUFFER_ELEMENT_TYPE = 59,
  PJRT_SLOT_BUFFER_DIMENSIONS = 60,
  PJRT_SLOT_BUFFER_ON_DEVICE_SIZE_IN_BYTES = 64,
  PJRT_SLOT_BUFFER_DELETE = 67,
  PJRT_SLOT_BUFFER_IS_DELETED = 68,
  PJRT_SLOT_BUFFER_TO_HOST_BUFFER = 70,
  PJRT_SLOT_BUFFER_READY_EVENT = 72,
  PJRT_SLOT_EXECUTABLE_GET_COMPILED_MEMORY_STATS = 96,
  /// The functions of 0.81.
  PJRT_SLOT_COUNT = 118,
};

/// Begins every struct of arguments.
#define PJRT_ARGUMENTS \
  size_t size;         \
  void *extensions

struct pjrt_version {
  PJRT_ARGUMENTS;
  int major, minor;
};

typedef pjrt_error *pjrt_function(void *arguments);

struct hourglass_pjrt_api {
  PJRT_ARGUMENTS;
  struct pjrt_version version;
  pjrt_function *slots[PJRT_SLOT_COUNT];
};

struct pjrt_named_value {
  PJRT_ARGUMENTS;
  const char *name;
  size_t name_size;
  int type;
  union {
    const char *text;
    int64_t integer;
    const int64_t *integers;
    float number;
    bool truth;
  };
  size_t count;
};

// Arguments of one object and nothing else: destroying, deleting, initialising, waiting.
struct pjrt_no_args {
  PJRT_ARGUMENTS;
};
struct pjrt_object_args {
  PJRT_ARGUMENTS;
  void *object;
};
// One object and one pointer, number or truth that is returned.
struct pjrt_pointer_args {
  PJRT_ARGUMENTS;
  void *object;
  void *result;
};
struct pjrt_integer_args {
  PJRT_ARGUMENTS;
  const void *object;
  int result;
};
struct pjrt_size_args {
  PJRT_ARGUMENTS;
  void *object;
  size_t result;
};
struct pjrt_truth_args {
  PJRT_ARGUMENTS;
  void *object;
  bool result;
};
// One object, and a text or an array that is returned.
struct pjrt_array_args {
  PJRT_ARGUMENTS;
  const void *object;
  const void *elements;
  size_t count;
};

struct pjrt_attributes_args {
  PJRT_ARGUMENTS;
  const struct pjrt_named_value *attributes;
  size_t count;
};

struct pjrt_on_ready_args {
  PJRT_ARGUMENTS;
  pjrt_event *event;
  void (*callback)(pjrt_error *error, void *context);
  void *context;
};

struct pjrt_client_create_args {
  PJRT_ARGUMENTS;
  const struct pjrt_named_value *options;
  size_t option_count;
  void *get_callback, *get_context;
  void *put_callback, *put_context;
  pjrt_client *client;
  void *try_get_callback, *try_get_context;
};

struct pjrt_program {
  PJRT_ARGUMENTS;
  char *code;
  size_t code_size;
  const char *format;
  size_t format_size;
};

struct pjrt_compile_args {
  PJRT_ARGUMENTS;
  pjrt_client *client;
  const struct pjrt_program *program;
  const char *options;
  size_t options_size;
  pjrt_executable *executable;
};

struct pjrt_memory_stats_args {
  PJRT_ARGUMENTS;
  pjrt_device *device;
  int64_t used;
  int64_t peak;
  bool has_peak;
  int64_t allocations;
  bool has_allocations;
  int64_t largest;
  bool has_largest;
  int64_t limit;
  bool has_limit;
  int64_t reserved;
  bool has_reserved;
  int64_t peak_reserved;
  bool has_peak_reserved;
  int64_t reservable;
  bool has_reservable;
  int64_t largest_free;
  bool has_largest_free;
  int64_t pool;
  bool has_pool;
  int64_t peak_pool;
  bool has_peak_pool;
};

struct pjrt_serialize_args {
  PJRT_ARGUMENTS;
  const void *executable;
  const char *bytes;
  size_t count;
  void *owner;
  void (*deleter)(void *owner);
};

struct pjrt_deserialize_args {
  PJRT_ARGUMENTS;
  pjrt_client *client;
  const char *bytes;
  size_t count;
  pjrt_executable *executable;
  const char *options;
  size_t options_size;
};

struct pjrt_compiled_memory_args {
  PJRT_ARGUMENTS;
  void *executable;
  int64_t code, arguments, outputs, shared, temporaries;
  int64_t host_code, host_arguments, host_outputs, host_shared, host_temporaries;
  int64_t peak;
};

struct pjrt_execute_options {
  PJRT_ARGUMENTS;
  void *send_callbacks, *receive_callbacks;
  size_t send_count, receive_count;
  int launch;
  const int64_t *kept_arguments;
  size_t kept_argument_count;
  void *context;
  const char *location;
  size_t task_count;
  int *tasks;
  int64_t *incarnations;
};

struct pjrt_execute_args {
  PJRT_ARGUMENTS;
  pjrt_executable *executable;
  struct pjrt_execute_options *options;
  pjrt_buffer *const *const *arguments;
  size_t device_count;
  size_t argument_count;
  pjrt_buffer **const *outputs;
  pjrt_event **done;
  pjrt_device *device;
};

struct pjrt_from_host_args {
  PJRT_ARGUMENTS;
  pjrt_client *client;
  const void *data;
  int type;
  const int64_t *dimensions;
  size_t rank;
  const int64_t *strides;
  size_t stride_count;
  int lifetime;
  pjrt_device *device;
  void *memory;
  void *layout;
  pjrt_event *done;
  pjrt_buffer *buffer;
};

/// The order of dimensions in memory, the fastest first, without tiles.
struct pjrt_tiles {
  PJRT_ARGUMENTS;
  const int64_t *order;
  size_t rank;
  const int64_t *tiles;
  const size_t *tile_ranks;
  size_t tile_count;
};

struct pjrt_layout {
  PJRT_ARGUMENTS;
  struct pjrt_tiles tiles;
  int type;
};

struct pjrt_to_host_args {
  PJRT_ARGUMENTS;
  pjrt_buffer *buffer;
  const struct pjrt_layout *layout;
  void *data;
  size_t bytes;
  pjrt_event *done;
};

#endif
