#include "calling.h"

enum { GREATEST_RANK = 16 };

pjrt_error *pjrt_buffer_from_host(const pjrt_api *api, pjrt_client *client, pjrt_device *device, const void *data,
                                  int type, const int64_t *dimensions, size_t rank, pjrt_host_lifetime lifetime,
                                  pjrt_buffer **buffer, pjrt_event **done) {
  PJRT_DECLARE(pjrt_from_host_args, buffer, .client = client, .data = data, .type = type, .dimensions = dimensions,
               .rank = rank, .lifetime = lifetime, .device = device);
  pjrt_error *error = pjrt_call(api, PJRT_SLOT_CLIENT_BUFFER_FROM_HOST_BUFFER, &arguments);
  *buffer = arguments.buffer;
  *done = arguments.done;
  return error;
}

pjrt_error *pjrt_buffer_to_host(const pjrt_api *api, pjrt_buffer *buffer, void *data, size_t bytes, pjrt_event **done) {
  // Without a layout the bytes would come in the device's own.
  const void *dimensions;
  size_t rank;
  pjrt_error *error = pjrt_call_array(api, PJRT_SLOT_BUFFER_DIMENSIONS, buffer, &dimensions, &rank);
  if (error != NULL) return error;
  int64_t order[GREATEST_RANK];
  bool is_known = rank <= GREATEST_RANK;
  for (size_t i = 0; is_known && i < rank; i++) order[i] = (int64_t)(rank - 1 - i);
  struct pjrt_layout layout = {
      .size = PJRT_SIZE(pjrt_layout, type),
      .tiles = {.size = PJRT_SIZE(pjrt_tiles, tile_count), .order = order, .rank = rank},
  };
  PJRT_DECLARE(pjrt_to_host_args, done, .buffer = buffer, .layout = is_known ? &layout : NULL, .data = data,
               .bytes = bytes);
  error = pjrt_call(api, PJRT_SLOT_BUFFER_TO_HOST_BUFFER, &arguments);
  *done = arguments.done;
  return error;
}

pjrt_error *pjrt_buffer_shape(const pjrt_api *api, pjrt_buffer *buffer, int *type, const int64_t **dimensions,
                              size_t *rank) {
  pjrt_error *error = pjrt_call_integer(api, PJRT_SLOT_BUFFER_ELEMENT_TYPE, buffer, type);
  if (error != NULL) return error;
  const void *elements;
  error = pjrt_call_array(api, PJRT_SLOT_BUFFER_DIMENSIONS, buffer, &elements, rank);
  *dimensions = elements;
  return error;
}

pjrt_error *pjrt_buffer_device_bytes(const pjrt_api *api, pjrt_buffer *buffer, size_t *bytes) {
  return pjrt_call_size(api, PJRT_SLOT_BUFFER_ON_DEVICE_SIZE_IN_BYTES, buffer, bytes);
}

pjrt_error *pjrt_buffer_is_deleted(const pjrt_api *api, pjrt_buffer *buffer, bool *deleted) {
  return pjrt_call_truth(api, PJRT_SLOT_BUFFER_IS_DELETED, buffer, deleted);
}

pjrt_error *pjrt_buffer_ready(const pjrt_api *api, pjrt_buffer *buffer, pjrt_event **event) {
  void *result;
  pjrt_error *error = pjrt_call_pointer(api, PJRT_SLOT_BUFFER_READY_EVENT, buffer, &result);
  *event = result;
  return error;
}

pjrt_error *pjrt_buffer_delete(const pjrt_api *api, pjrt_buffer *buffer) {
  return pjrt_call_object(api, PJRT_SLOT_BUFFER_DELETE, buffer);
}

void pjrt_buffer_destroy(const pjrt_api *api, pjrt_buffer *buffer) {
  pjrt_release(api, PJRT_SLOT_BUFFER_DESTROY, buffer);
}
