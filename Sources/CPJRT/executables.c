#include "calling.h"

#include <stdlib.h>
#include <string.h>

pjrt_error *pjrt_compile(const pjrt_api *api, pjrt_client *client, pjrt_text code, pjrt_text options,
                         pjrt_executable **executable) {
  static const char format[] = "mlir";
  struct pjrt_program program = {
      .size = PJRT_SIZE(pjrt_program, format_size),
      .code = (char *)code.bytes,
      .code_size = code.count,
      .format = format,
      .format_size = sizeof format - 1,
  };
  PJRT_DECLARE(pjrt_compile_args, executable, .client = client, .program = &program, .options = options.bytes,
               .options_size = options.count);
  pjrt_error *error = pjrt_call(api, PJRT_SLOT_CLIENT_COMPILE, &arguments);
  *executable = arguments.executable;
  return error;
}

pjrt_error *pjrt_deserialize(const pjrt_api *api, pjrt_client *client, pjrt_text bytes, pjrt_executable **executable) {
  PJRT_DECLARE(pjrt_deserialize_args, options_size, .client = client, .bytes = bytes.bytes, .count = bytes.count);
  pjrt_error *error = pjrt_call(api, PJRT_SLOT_EXECUTABLE_DESERIALIZE_AND_LOAD, &arguments);
  *executable = arguments.executable;
  return error;
}

pjrt_error *pjrt_serialize(const pjrt_api *api, pjrt_executable *executable, char **bytes, size_t *count) {
  *bytes = NULL;
  *count = 0;
  void *unloaded;
  pjrt_error *error = pjrt_call_pointer(api, PJRT_SLOT_LOADED_EXECUTABLE_GET_EXECUTABLE, executable, &unloaded);
  if (error != NULL) return error;
  PJRT_DECLARE(pjrt_serialize_args, deleter, .executable = unloaded);
  error = pjrt_call(api, PJRT_SLOT_EXECUTABLE_SERIALIZE, &arguments);
  if (error == NULL) {
    *bytes = malloc(arguments.count + 1);
    if (*bytes != NULL) {
      memcpy(*bytes, arguments.bytes, arguments.count);
      *count = arguments.count;
    }
    if (arguments.deleter != NULL) arguments.deleter(arguments.owner);
  }
  pjrt_release(api, PJRT_SLOT_EXECUTABLE_DESTROY, unloaded);
  return error;
}

pjrt_error *pjrt_executable_output_count(const pjrt_api *api, pjrt_executable *executable, size_t *count) {
  void *unloaded;
  pjrt_error *error = pjrt_call_pointer(api, PJRT_SLOT_LOADED_EXECUTABLE_GET_EXECUTABLE, executable, &unloaded);
  if (error != NULL) return error;
  error = pjrt_call_size(api, PJRT_SLOT_EXECUTABLE_NUM_OUTPUTS, unloaded, count);
  pjrt_release(api, PJRT_SLOT_EXECUTABLE_DESTROY, unloaded);
  return error;
}

pjrt_error *pjrt_executable_memory(const pjrt_api *api, pjrt_executable *executable, int64_t *inputs,
                                   int64_t *outputs, int64_t *shared, int64_t *temporaries) {
  void *unloaded;
  pjrt_error *error = pjrt_call_pointer(api, PJRT_SLOT_LOADED_EXECUTABLE_GET_EXECUTABLE, executable, &unloaded);
  if (error != NULL) return error;
  PJRT_DECLARE(pjrt_compiled_memory_args, peak, .executable = unloaded);
  error = pjrt_call(api, PJRT_SLOT_EXECUTABLE_GET_COMPILED_MEMORY_STATS, &arguments);
  *inputs = arguments.arguments;
  *outputs = arguments.outputs;
  *shared = arguments.shared;
  *temporaries = arguments.temporaries;
  pjrt_release(api, PJRT_SLOT_EXECUTABLE_DESTROY, unloaded);
  return error;
}

void pjrt_executable_destroy(const pjrt_api *api, pjrt_executable *executable) {
  pjrt_release(api, PJRT_SLOT_LOADED_EXECUTABLE_DESTROY, executable);
}

pjrt_error *pjrt_execute(const pjrt_api *api, pjrt_executable *executable, pjrt_buffer *const *inputs,
                         size_t input_count, pjrt_buffer **outputs, pjrt_event **done) {
  struct pjrt_execute_options options = {.size = PJRT_SIZE(pjrt_execute_options, incarnations)};
  PJRT_DECLARE(pjrt_execute_args, device, .executable = executable, .options = &options, .arguments = &inputs,
               .device_count = 1, .argument_count = input_count, .outputs = &outputs, .done = done);
  return pjrt_call(api, PJRT_SLOT_LOADED_EXECUTABLE_EXECUTE, &arguments);
}
