// A PJRT plugin that passes every call on to another plugin, writes down some, and lets one fail once a file is there.
//
//     cc -shared -fPIC -I Sources/CPJRT -I Sources/CPJRT/include -DPLUGIN='"real.so"' … Tools/faulty-plugin.c -o faulty.so
//
// PLUGIN is the plugin below. FAULT is the place in the table of the call that fails, with the status CODE and a MESSAGE,
// as soon as the file WHEN exists. TRACE is a file that gets a line a call.

#include "layout.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct hourglass_pjrt_api *real;

/// The error that a failing call returns: any address that the plugin below does not know.
static char fault;

static pjrt_error *pass(enum pjrt_slot slot, const char *name, void *arguments) {
#ifdef TRACE
  FILE *trace = fopen(TRACE, "a");
  if (trace) {
    fprintf(trace, "%s\n", name);
    fclose(trace);
  }
#endif
#ifdef FAULT
  if (slot == FAULT && access(WHEN, F_OK) == 0) {
    // What is waited for is over all the same: its memory may be freed.
    pjrt_error *error = slot == PJRT_SLOT_EVENT_AWAIT ? real->slots[slot](arguments) : NULL;
    return error ? error : (pjrt_error *)&fault;
  }
#endif
  return real->slots[slot](arguments);
}

static pjrt_error *compile(void *arguments) { return pass(PJRT_SLOT_CLIENT_COMPILE, "compile", arguments); }
static pjrt_error *run(void *arguments) { return pass(PJRT_SLOT_LOADED_EXECUTABLE_EXECUTE, "run", arguments); }
static pjrt_error *send(void *arguments) { return pass(PJRT_SLOT_CLIENT_BUFFER_FROM_HOST_BUFFER, "send", arguments); }
static pjrt_error *receive(void *arguments) { return pass(PJRT_SLOT_BUFFER_TO_HOST_BUFFER, "read", arguments); }
static pjrt_error *await(void *arguments) { return pass(PJRT_SLOT_EVENT_AWAIT, "wait", arguments); }

static pjrt_error *destroy_error(void *arguments) {
  struct pjrt_object_args *given = arguments;
  return given->object == &fault ? NULL : real->slots[PJRT_SLOT_ERROR_DESTROY](arguments);
}

static pjrt_error *error_message(void *arguments) {
  struct pjrt_array_args *given = arguments;
  if (given->object != &fault) return real->slots[PJRT_SLOT_ERROR_MESSAGE](arguments);
#ifdef FAULT
  given->elements = MESSAGE;
  given->count = strlen(MESSAGE);
#endif
  return NULL;
}

static pjrt_error *error_code(void *arguments) {
  struct pjrt_integer_args *given = arguments;
  if (given->object != &fault) return real->slots[PJRT_SLOT_ERROR_GET_CODE](arguments);
#ifdef FAULT
  given->result = CODE;
#endif
  return NULL;
}

const pjrt_api *GetPjrtApi(void) {
  static struct hourglass_pjrt_api *table;
  if (table) return table;
  void *library = dlopen(PLUGIN, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return NULL;
  }
  struct hourglass_pjrt_api *(*entry)(void) = dlsym(library, "GetPjrtApi");
  real = entry();
  table = malloc(real->size);
  memcpy(table, real, real->size);
  table->slots[PJRT_SLOT_ERROR_DESTROY] = destroy_error;
  table->slots[PJRT_SLOT_ERROR_MESSAGE] = error_message;
  table->slots[PJRT_SLOT_ERROR_GET_CODE] = error_code;
  table->slots[PJRT_SLOT_CLIENT_COMPILE] = compile;
  table->slots[PJRT_SLOT_LOADED_EXECUTABLE_EXECUTE] = run;
  table->slots[PJRT_SLOT_CLIENT_BUFFER_FROM_HOST_BUFFER] = send;
  table->slots[PJRT_SLOT_BUFFER_TO_HOST_BUFFER] = receive;
  table->slots[PJRT_SLOT_EVENT_AWAIT] = await;
  return table;
}
