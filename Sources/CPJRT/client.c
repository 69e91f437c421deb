#include "calling.h"

#include <stdlib.h>

pjrt_error *pjrt_client_create(const pjrt_api *api, const pjrt_value *options, size_t count, pjrt_client **client) {
  struct pjrt_named_value *named = calloc(count + 1, sizeof *named);
  for (size_t i = 0; i < count; i++) {
    named[i].size = PJRT_SIZE(pjrt_named_value, count);
    named[i].name = options[i].name.bytes;
    named[i].name_size = options[i].name.count;
    named[i].type = options[i].type;
    named[i].count = 1;
    switch (options[i].type) {
      case PJRT_TEXT:
        named[i].text = options[i].text.bytes;
        named[i].count = options[i].text.count;
        break;
      case PJRT_INTEGERS:
        named[i].integers = options[i].integers;
        named[i].count = options[i].count;
        break;
      case PJRT_INTEGER: named[i].integer = options[i].integer; break;
      case PJRT_FLOAT: named[i].number = options[i].number; break;
      case PJRT_BOOL: named[i].truth = options[i].integer != 0; break;
    }
  }
  PJRT_DECLARE(pjrt_client_create_args, try_get_context, .options = named, .option_count = count);
  pjrt_error *error = pjrt_call(api, PJRT_SLOT_CLIENT_CREATE, &arguments);
  *client = arguments.client;
  free(named);
  return error;
}

void pjrt_client_destroy(const pjrt_api *api, pjrt_client *client) {
  pjrt_release(api, PJRT_SLOT_CLIENT_DESTROY, client);
}

pjrt_error *pjrt_client_platform(const pjrt_api *api, pjrt_client *client, pjrt_text *name, pjrt_text *version) {
  pjrt_error *error = pjrt_call_text(api, PJRT_SLOT_CLIENT_PLATFORM_NAME, client, name);
  if (error != NULL) return error;
  return pjrt_call_text(api, PJRT_SLOT_CLIENT_PLATFORM_VERSION, client, version);
}

pjrt_error *pjrt_client_devices(const pjrt_api *api, pjrt_client *client, pjrt_device *const **devices, size_t *count) {
  const void *elements;
  pjrt_error *error = pjrt_call_array(api, PJRT_SLOT_CLIENT_ADDRESSABLE_DEVICES, client, &elements, count);
  *devices = elements;
  return error;
}

pjrt_error *pjrt_device_describe(const pjrt_api *api, pjrt_device *device, int *identifier, int *hardware,
                                 pjrt_text *kind, pjrt_text *name) {
  void *description;
  pjrt_error *error = pjrt_call_pointer(api, PJRT_SLOT_DEVICE_GET_DESCRIPTION, device, &description);
  if (error != NULL) return error;
  error = pjrt_call_integer(api, PJRT_SLOT_DEVICE_DESCRIPTION_ID, description, identifier);
  if (error != NULL) return error;
  error = pjrt_call_integer(api, PJRT_SLOT_DEVICE_LOCAL_HARDWARE_ID, device, hardware);
  if (error != NULL) return error;
  error = pjrt_call_text(api, PJRT_SLOT_DEVICE_DESCRIPTION_KIND, description, kind);
  if (error != NULL) return error;
  return pjrt_call_text(api, PJRT_SLOT_DEVICE_DESCRIPTION_TO_STRING, description, name);
}

pjrt_error *pjrt_device_memory(const pjrt_api *api, pjrt_device *device, pjrt_memory *memory) {
  PJRT_DECLARE(pjrt_memory_stats_args, has_peak_pool, .device = device);
  pjrt_error *error = pjrt_call(api, PJRT_SLOT_DEVICE_MEMORY_STATS, &arguments);
  memory->used = error == NULL ? arguments.used : -1;
  memory->peak = error == NULL && arguments.has_peak ? arguments.peak : -1;
  memory->limit = error == NULL && arguments.has_limit ? arguments.limit : -1;
  return error;
}
