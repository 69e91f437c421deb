#include "calling.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/// The functions that every plugin must have; the last is the furthest in the table.
static const enum pjrt_slot needed[] = {
    PJRT_SLOT_ERROR_DESTROY,
    PJRT_SLOT_ERROR_MESSAGE,
    PJRT_SLOT_ERROR_GET_CODE,
    PJRT_SLOT_PLUGIN_INITIALIZE,
    PJRT_SLOT_PLUGIN_ATTRIBUTES,
    PJRT_SLOT_EVENT_DESTROY,
    PJRT_SLOT_EVENT_IS_READY,
    PJRT_SLOT_EVENT_AWAIT,
    PJRT_SLOT_EVENT_ON_READY,
    PJRT_SLOT_CLIENT_CREATE,
    PJRT_SLOT_CLIENT_DESTROY,
    PJRT_SLOT_CLIENT_PLATFORM_NAME,
    PJRT_SLOT_CLIENT_PLATFORM_VERSION,
    PJRT_SLOT_CLIENT_ADDRESSABLE_DEVICES,
    PJRT_SLOT_CLIENT_COMPILE,
    PJRT_SLOT_CLIENT_BUFFER_FROM_HOST_BUFFER,
    PJRT_SLOT_DEVICE_DESCRIPTION_ID,
    PJRT_SLOT_DEVICE_DESCRIPTION_KIND,
    PJRT_SLOT_DEVICE_DESCRIPTION_TO_STRING,
    PJRT_SLOT_DEVICE_GET_DESCRIPTION,
    PJRT_SLOT_DEVICE_LOCAL_HARDWARE_ID,
    PJRT_SLOT_DEVICE_MEMORY_STATS,
    PJRT_SLOT_EXECUTABLE_DESTROY,
    PJRT_SLOT_EXECUTABLE_NUM_OUTPUTS,
    PJRT_SLOT_EXECUTABLE_SERIALIZE,
    PJRT_SLOT_LOADED_EXECUTABLE_DESTROY,
    PJRT_SLOT_LOADED_EXECUTABLE_GET_EXECUTABLE,
    PJRT_SLOT_LOADED_EXECUTABLE_EXECUTE,
    PJRT_SLOT_EXECUTABLE_DESERIALIZE_AND_LOAD,
    PJRT_SLOT_BUFFER_DESTROY,
    PJRT_SLOT_BUFFER_ELEMENT_TYPE,
    PJRT_SLOT_BUFFER_DIMENSIONS,
    PJRT_SLOT_BUFFER_ON_DEVICE_SIZE_IN_BYTES,
    PJRT_SLOT_BUFFER_DELETE,
    PJRT_SLOT_BUFFER_IS_DELETED,
    PJRT_SLOT_BUFFER_TO_HOST_BUFFER,
    PJRT_SLOT_BUFFER_READY_EVENT,
    PJRT_SLOT_EXECUTABLE_GET_COMPILED_MEMORY_STATS,
};
enum { NEEDED_COUNT = sizeof needed / sizeof *needed };

/// Whether the table has the functions that its version and we need, and says so itself.
static bool has_known_layout(const pjrt_api *api, size_t needed_bytes) {
  // A table that has lost functions since 0.81 was rearranged.
  size_t least = api->version.minor >= HOURGLASS_PJRT_MINOR ? sizeof *api : needed_bytes;
  if (api->size < least || api->size % sizeof(void *) != 0) return false;
  for (size_t i = 0; i < NEEDED_COUNT; i++) {
    if (api->slots[needed[i]] == NULL) return false;
  }
  return true;
}

pjrt_loading pjrt_load(const char *path) {
  pjrt_loading loading = {.status = PJRT_NOT_LOADED, .major = -1, .minor = -1};
  loading.needed_bytes =
      offsetof(struct hourglass_pjrt_api, slots) + (needed[NEEDED_COUNT - 1] + 1) * sizeof(pjrt_function *);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *message = dlerror();
    loading.message = message == NULL ? NULL : strdup(message);
    return loading;
  }
  loading.status = PJRT_NO_ENTRY;
  const pjrt_api *(*entry)(void) = (const pjrt_api *(*)(void))dlsym(library, "GetPjrtApi");
  if (entry == NULL) return loading;
  const pjrt_api *api = entry();
  loading.status = PJRT_OTHER_LAYOUT;
  if (api == NULL) return loading;
  loading.table_bytes = api->size;
  // The version stands at the same place in every layout since 0.1; its own size says whether it is one.
  if (api->size < offsetof(struct hourglass_pjrt_api, slots)) return loading;
  if (api->version.size != PJRT_SIZE(pjrt_version, minor)) return loading;
  loading.major = api->version.major;
  loading.minor = api->version.minor;
  if (loading.major != HOURGLASS_PJRT_MAJOR || loading.minor < HOURGLASS_PJRT_OLDEST_MINOR) {
    loading.status = PJRT_OTHER_VERSION;
    return loading;
  }
  if (!has_known_layout(api, loading.needed_bytes)) return loading;
  loading.status = PJRT_LOADED;
  loading.api = api;
  return loading;
}

pjrt_error *pjrt_initialize(const pjrt_api *api) {
  PJRT_DECLARE(pjrt_no_args, extensions, );
  return pjrt_call(api, PJRT_SLOT_PLUGIN_INITIALIZE, &arguments);
}

static pjrt_error *attributes_of(const pjrt_api *api, struct pjrt_attributes_args *arguments) {
  *arguments = (struct pjrt_attributes_args){.size = PJRT_SIZE(pjrt_attributes_args, count)};
  return pjrt_call(api, PJRT_SLOT_PLUGIN_ATTRIBUTES, arguments);
}

pjrt_error *pjrt_attribute_count(const pjrt_api *api, size_t *count) {
  struct pjrt_attributes_args arguments;
  pjrt_error *error = attributes_of(api, &arguments);
  *count = error == NULL ? arguments.count : 0;
  return error;
}

pjrt_value pjrt_attribute(const pjrt_api *api, size_t index) {
  struct pjrt_attributes_args arguments;
  pjrt_value value = {.type = PJRT_INTEGER};
  pjrt_error *error = attributes_of(api, &arguments);
  if (error != NULL || index >= arguments.count) {
    pjrt_error_destroy(api, error);
    return value;
  }
  // A later version may have longer values.
  const char *first = (const char *)arguments.attributes;
  const struct pjrt_named_value *named = (const void *)(first + index * arguments.attributes->size);
  if (arguments.attributes->size < sizeof *named) named = &arguments.attributes[index];
  value.name = (pjrt_text){named->name, named->name_size};
  value.type = named->type;
  value.count = named->count;
  switch (value.type) {
    case PJRT_TEXT: value.text = (pjrt_text){named->text, named->count}; break;
    case PJRT_INTEGER: value.integer = named->integer; break;
    case PJRT_INTEGERS: value.integers = named->integers; break;
    case PJRT_FLOAT: value.number = named->number; break;
    case PJRT_BOOL: value.integer = named->truth; break;
  }
  return value;
}
