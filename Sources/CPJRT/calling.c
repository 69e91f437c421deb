#include "calling.h"

pjrt_error *pjrt_call_object(const pjrt_api *api, enum pjrt_slot slot, void *object) {
  PJRT_DECLARE(pjrt_object_args, object, .object = object);
  return pjrt_call(api, slot, &arguments);
}

void pjrt_release(const pjrt_api *api, enum pjrt_slot slot, void *object) {
  if (object == NULL) return;
  pjrt_error_destroy(api, pjrt_call_object(api, slot, object));
}

pjrt_error *pjrt_call_pointer(const pjrt_api *api, enum pjrt_slot slot, void *object, void **result) {
  PJRT_DECLARE(pjrt_pointer_args, result, .object = object);
  pjrt_error *error = pjrt_call(api, slot, &arguments);
  *result = arguments.result;
  return error;
}

pjrt_error *pjrt_call_integer(const pjrt_api *api, enum pjrt_slot slot, const void *object, int *result) {
  PJRT_DECLARE(pjrt_integer_args, result, .object = object);
  pjrt_error *error = pjrt_call(api, slot, &arguments);
  *result = arguments.result;
  return error;
}

pjrt_error *pjrt_call_size(const pjrt_api *api, enum pjrt_slot slot, void *object, size_t *result) {
  PJRT_DECLARE(pjrt_size_args, result, .object = object);
  pjrt_error *error = pjrt_call(api, slot, &arguments);
  *result = arguments.result;
  return error;
}

pjrt_error *pjrt_call_truth(const pjrt_api *api, enum pjrt_slot slot, void *object, bool *result) {
  PJRT_DECLARE(pjrt_truth_args, result, .object = object);
  pjrt_error *error = pjrt_call(api, slot, &arguments);
  *result = arguments.result;
  return error;
}

pjrt_error *pjrt_call_array(const pjrt_api *api, enum pjrt_slot slot, const void *object, const void **elements,
                            size_t *count) {
  PJRT_DECLARE(pjrt_array_args, count, .object = object);
  pjrt_error *error = pjrt_call(api, slot, &arguments);
  *elements = error == NULL ? arguments.elements : NULL;
  *count = error == NULL ? arguments.count : 0;
  return error;
}

pjrt_error *pjrt_call_text(const pjrt_api *api, enum pjrt_slot slot, const void *object, pjrt_text *text) {
  const void *bytes;
  pjrt_error *error = pjrt_call_array(api, slot, object, &bytes, &text->count);
  text->bytes = bytes;
  return error;
}
