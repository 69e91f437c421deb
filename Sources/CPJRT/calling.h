#ifndef HOURGLASS_PJRT_CALLING_H
#define HOURGLASS_PJRT_CALLING_H

#include "layout.h"

/// The size of a struct of arguments as the interface counts it: to the end of its last field, without padding.
#define PJRT_SIZE(type, last) (offsetof(struct type, last) + sizeof(((struct type *)0)->last))

/// Declares `arguments`, a struct of zeros that knows its size.
#define PJRT_DECLARE(type, last, ...) struct type arguments = {.size = PJRT_SIZE(type, last), __VA_ARGS__}

/// Calls the function at a place of the table.
static inline pjrt_error *pjrt_call(const pjrt_api *api, enum pjrt_slot slot, void *arguments) {
  return api->slots[slot](arguments);
}

/// Calls a function that takes one object and returns nothing; an error is of no use and is released.
void pjrt_release(const pjrt_api *api, enum pjrt_slot slot, void *object);

/// Calls a function that takes one object.
pjrt_error *pjrt_call_object(const pjrt_api *api, enum pjrt_slot slot, void *object);

/// Calls a function that takes one object and returns a pointer.
pjrt_error *pjrt_call_pointer(const pjrt_api *api, enum pjrt_slot slot, void *object, void **result);

/// Calls a function that takes one object and returns an integer of 32 bits.
pjrt_error *pjrt_call_integer(const pjrt_api *api, enum pjrt_slot slot, const void *object, int *result);

/// Calls a function that takes one object and returns a size.
pjrt_error *pjrt_call_size(const pjrt_api *api, enum pjrt_slot slot, void *object, size_t *result);

/// Calls a function that takes one object and returns a truth.
pjrt_error *pjrt_call_truth(const pjrt_api *api, enum pjrt_slot slot, void *object, bool *result);

/// Calls a function that takes one object and returns an array.
pjrt_error *pjrt_call_array(const pjrt_api *api, enum pjrt_slot slot, const void *object, const void **elements,
                            size_t *count);

/// Calls a function that takes one object and returns a text.
pjrt_error *pjrt_call_text(const pjrt_api *api, enum pjrt_slot slot, const void *object, pjrt_text *text);

#endif
