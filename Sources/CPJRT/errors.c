#include "calling.h"

int pjrt_error_code(const pjrt_api *api, const pjrt_error *error) {
  int code = 0;
  pjrt_error_destroy(api, pjrt_call_integer(api, PJRT_SLOT_ERROR_GET_CODE, error, &code));
  return code;
}

pjrt_text pjrt_error_message(const pjrt_api *api, const pjrt_error *error) {
  // The function returns nothing, unlike the others.
  PJRT_DECLARE(pjrt_array_args, count, .object = error);
  ((void (*)(void *))api->slots[PJRT_SLOT_ERROR_MESSAGE])(&arguments);
  return (pjrt_text){arguments.elements, arguments.count};
}

void pjrt_error_destroy(const pjrt_api *api, pjrt_error *error) {
  if (error == NULL) return;
  PJRT_DECLARE(pjrt_object_args, object, .object = error);
  ((void (*)(void *))api->slots[PJRT_SLOT_ERROR_DESTROY])(&arguments);
}

pjrt_error *pjrt_event_await(const pjrt_api *api, pjrt_event *event) {
  return pjrt_call_object(api, PJRT_SLOT_EVENT_AWAIT, event);
}

pjrt_error *pjrt_event_is_ready(const pjrt_api *api, pjrt_event *event, bool *ready) {
  return pjrt_call_truth(api, PJRT_SLOT_EVENT_IS_READY, event, ready);
}

pjrt_error *pjrt_event_on_ready(const pjrt_api *api, pjrt_event *event,
                                void (*callback)(pjrt_error *error, void *context), void *context) {
  PJRT_DECLARE(pjrt_on_ready_args, context, .event = event, .callback = callback, .context = context);
  return pjrt_call(api, PJRT_SLOT_EVENT_ON_READY, &arguments);
}

void pjrt_event_destroy(const pjrt_api *api, pjrt_event *event) {
  pjrt_release(api, PJRT_SLOT_EVENT_DESTROY, event);
}
