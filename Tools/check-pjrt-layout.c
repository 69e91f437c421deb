// Compares our declarations of PJRT's C interface with a header of it: compiling this file is the check.
//
//     cc -std=gnu17 -fsyntax-only -I Sources/CPJRT -I Sources/CPJRT/include -I FOLDER_OF_THE_HEADER Tools/check-pjrt-layout.c
//
// `Tests/XLAEngineTests/PJRT/LayoutTests.swift` does so where a plugin brings its header.

#include "layout.h"
#include "pjrt_c_api.h"

/// A field of ours lies where theirs does, and is as long.
#define FIELD(ours, field, theirs, name)                                                                  \
  _Static_assert(offsetof(struct ours, field) == offsetof(struct theirs, name), #theirs "." #name);       \
  _Static_assert(sizeof(((struct ours *)0)->field) == sizeof(((struct theirs *)0)->name), #theirs "." #name)

/// The struct begins alike, and ends with the same field.
#define STRUCT(ours, last, theirs, name)                                              \
  _Static_assert(sizeof(struct ours) == sizeof(struct theirs), #theirs " is as long"); \
  FIELD(ours, size, theirs, struct_size);                                             \
  FIELD(ours, extensions, theirs, extension_start);                                   \
  FIELD(ours, last, theirs, name)

/// A function stands where we call it.
#define SLOT(place, name)                                                                             \
  _Static_assert(                                                                                     \
      offsetof(struct hourglass_pjrt_api, slots) + place * sizeof(void *) == offsetof(PJRT_Api, name), \
      #name " is where " #place " says")

_Static_assert(PJRT_API_MAJOR == HOURGLASS_PJRT_MAJOR, "the header has another major version");
_Static_assert(PJRT_API_MINOR >= HOURGLASS_PJRT_MINOR, "the header is older than our declarations");
_Static_assert(sizeof(PJRT_Api) >= sizeof(struct hourglass_pjrt_api), "the table is as long, or has grown");
_Static_assert(offsetof(PJRT_Api, pjrt_api_version) == offsetof(struct hourglass_pjrt_api, version), "version");
FIELD(pjrt_version, major, PJRT_Api_Version, major_version);
STRUCT(pjrt_version, minor, PJRT_Api_Version, minor_version);

SLOT(PJRT_SLOT_ERROR_DESTROY, PJRT_Error_Destroy);
SLOT(PJRT_SLOT_ERROR_MESSAGE, PJRT_Error_Message);
SLOT(PJRT_SLOT_ERROR_GET_CODE, PJRT_Error_GetCode);
SLOT(PJRT_SLOT_PLUGIN_INITIALIZE, PJRT_Plugin_Initialize);
SLOT(PJRT_SLOT_PLUGIN_ATTRIBUTES, PJRT_Plugin_Attributes);
SLOT(PJRT_SLOT_EVENT_DESTROY, PJRT_Event_Destroy);
SLOT(PJRT_SLOT_EVENT_IS_READY, PJRT_Event_IsReady);
SLOT(PJRT_SLOT_EVENT_AWAIT, PJRT_Event_Await);
SLOT(PJRT_SLOT_EVENT_ON_READY, PJRT_Event_OnReady);
SLOT(PJRT_SLOT_CLIENT_CREATE, PJRT_Client_Create);
SLOT(PJRT_SLOT_CLIENT_DESTROY, PJRT_Client_Destroy);
SLOT(PJRT_SLOT_CLIENT_PLATFORM_NAME, PJRT_Client_PlatformName);
SLOT(PJRT_SLOT_CLIENT_PLATFORM_VERSION, PJRT_Client_PlatformVersion);
SLOT(PJRT_SLOT_CLIENT_ADDRESSABLE_DEVICES, PJRT_Client_AddressableDevices);
SLOT(PJRT_SLOT_CLIENT_COMPILE, PJRT_Client_Compile);
SLOT(PJRT_SLOT_CLIENT_BUFFER_FROM_HOST_BUFFER, PJRT_Client_BufferFromHostBuffer);
SLOT(PJRT_SLOT_DEVICE_DESCRIPTION_ID, PJRT_DeviceDescription_Id);
SLOT(PJRT_SLOT_DEVICE_DESCRIPTION_KIND, PJRT_DeviceDescription_Kind);
SLOT(PJRT_SLOT_DEVICE_DESCRIPTION_TO_STRING, PJRT_DeviceDescription_ToString);
SLOT(PJRT_SLOT_DEVICE_GET_DESCRIPTION, PJRT_Device_GetDescription);
SLOT(PJRT_SLOT_DEVICE_LOCAL_HARDWARE_ID, PJRT_Device_LocalHardwareId);
SLOT(PJRT_SLOT_DEVICE_MEMORY_STATS, PJRT_Device_MemoryStats);
SLOT(PJRT_SLOT_EXECUTABLE_DESTROY, PJRT_Executable_Destroy);
SLOT(PJRT_SLOT_EXECUTABLE_NUM_OUTPUTS, PJRT_Executable_NumOutputs);
SLOT(PJRT_SLOT_EXECUTABLE_SERIALIZE, PJRT_Executable_Serialize);
SLOT(PJRT_SLOT_LOADED_EXECUTABLE_DESTROY, PJRT_LoadedExecutable_Destroy);
SLOT(PJRT_SLOT_LOADED_EXECUTABLE_GET_EXECUTABLE, PJRT_LoadedExecutable_GetExecutable);
SLOT(PJRT_SLOT_LOADED_EXECUTABLE_EXECUTE, PJRT_LoadedExecutable_Execute);
SLOT(PJRT_SLOT_EXECUTABLE_DESERIALIZE_AND_LOAD, PJRT_Executable_DeserializeAndLoad);
SLOT(PJRT_SLOT_BUFFER_DESTROY, PJRT_Buffer_Destroy);
SLOT(PJRT_SLOT_BUFFER_ELEMENT_TYPE, PJRT_Buffer_ElementType);
SLOT(PJRT_SLOT_BUFFER_DIMENSIONS, PJRT_Buffer_Dimensions);
SLOT(PJRT_SLOT_BUFFER_ON_DEVICE_SIZE_IN_BYTES, PJRT_Buffer_OnDeviceSizeInBytes);
SLOT(PJRT_SLOT_BUFFER_DELETE, PJRT_Buffer_Delete);
SLOT(PJRT_SLOT_BUFFER_IS_DELETED, PJRT_Buffer_IsDeleted);
SLOT(PJRT_SLOT_BUFFER_TO_HOST_BUFFER, PJRT_Buffer_ToHostBuffer);
SLOT(PJRT_SLOT_BUFFER_READY_EVENT, PJRT_Buffer_ReadyEvent);
SLOT(PJRT_SLOT_EXECUTABLE_GET_COMPILED_MEMORY_STATS, PJRT_Executable_GetCompiledMemoryStats);
SLOT((PJRT_SLOT_COUNT - 1), PJRT_LoadedExecutable_GetDeviceAssignment);

FIELD(pjrt_named_value, name, PJRT_NamedValue, name);
FIELD(pjrt_named_value, name_size, PJRT_NamedValue, name_size);
FIELD(pjrt_named_value, type, PJRT_NamedValue, type);
FIELD(pjrt_named_value, text, PJRT_NamedValue, string_value);
FIELD(pjrt_named_value, integer, PJRT_NamedValue, int64_value);
FIELD(pjrt_named_value, number, PJRT_NamedValue, float_value);
FIELD(pjrt_named_value, truth, PJRT_NamedValue, bool_value);
STRUCT(pjrt_named_value, count, PJRT_NamedValue, value_size);
_Static_assert(PJRT_TEXT == (int)PJRT_NamedValue_kString, "text");
_Static_assert(PJRT_INTEGER == (int)PJRT_NamedValue_kInt64, "integer");
_Static_assert(PJRT_INTEGERS == (int)PJRT_NamedValue_kInt64List, "integers");
_Static_assert(PJRT_FLOAT == (int)PJRT_NamedValue_kFloat, "number");
_Static_assert(PJRT_BOOL == (int)PJRT_NamedValue_kBool, "truth");

_Static_assert(sizeof(struct pjrt_no_args) == sizeof(struct PJRT_Plugin_Initialize_Args), "initialise");
FIELD(pjrt_attributes_args, attributes, PJRT_Plugin_Attributes_Args, attributes);
STRUCT(pjrt_attributes_args, count, PJRT_Plugin_Attributes_Args, num_attributes);

STRUCT(pjrt_object_args, object, PJRT_Error_Destroy_Args, error);
STRUCT(pjrt_object_args, object, PJRT_Event_Destroy_Args, event);
STRUCT(pjrt_object_args, object, PJRT_Event_Await_Args, event);
STRUCT(pjrt_object_args, object, PJRT_Client_Destroy_Args, client);
STRUCT(pjrt_object_args, object, PJRT_Executable_Destroy_Args, executable);
STRUCT(pjrt_object_args, object, PJRT_LoadedExecutable_Destroy_Args, executable);
STRUCT(pjrt_object_args, object, PJRT_Buffer_Destroy_Args, buffer);
STRUCT(pjrt_object_args, object, PJRT_Buffer_Delete_Args, buffer);

/// A call of one object and one result.
#define RESULT(ours, theirs, object_name, result_name) \
  FIELD(ours, object, theirs, object_name);            \
  STRUCT(ours, result, theirs, result_name)
RESULT(pjrt_pointer_args, PJRT_Device_GetDescription_Args, device, device_description);
RESULT(pjrt_pointer_args, PJRT_LoadedExecutable_GetExecutable_Args, loaded_executable, executable);
RESULT(pjrt_pointer_args, PJRT_Buffer_ReadyEvent_Args, buffer, event);
RESULT(pjrt_integer_args, PJRT_Error_GetCode_Args, error, code);
RESULT(pjrt_integer_args, PJRT_DeviceDescription_Id_Args, device_description, id);
RESULT(pjrt_integer_args, PJRT_Device_LocalHardwareId_Args, device, local_hardware_id);
RESULT(pjrt_integer_args, PJRT_Buffer_ElementType_Args, buffer, type);
RESULT(pjrt_size_args, PJRT_Executable_NumOutputs_Args, executable, num_outputs);
RESULT(pjrt_size_args, PJRT_Buffer_OnDeviceSizeInBytes_Args, buffer, on_device_size_in_bytes);
RESULT(pjrt_truth_args, PJRT_Event_IsReady_Args, event, is_ready);
RESULT(pjrt_truth_args, PJRT_Buffer_IsDeleted_Args, buffer, is_deleted);

/// A call of one object and an array.
#define ARRAY(theirs, object_name, elements_name, count_name) \
  FIELD(pjrt_array_args, object, theirs, object_name);        \
  FIELD(pjrt_array_args, elements, theirs, elements_name);    \
  STRUCT(pjrt_array_args, count, theirs, count_name)
ARRAY(PJRT_Error_Message_Args, error, message, message_size);
ARRAY(PJRT_Client_PlatformName_Args, client, platform_name, platform_name_size);
ARRAY(PJRT_Client_PlatformVersion_Args, client, platform_version, platform_version_size);
ARRAY(PJRT_Client_AddressableDevices_Args, client, addressable_devices, num_addressable_devices);
ARRAY(PJRT_DeviceDescription_Kind_Args, device_description, device_kind, device_kind_size);
ARRAY(PJRT_DeviceDescription_ToString_Args, device_description, to_string, to_string_size);
ARRAY(PJRT_Buffer_Dimensions_Args, buffer, dims, num_dims);

FIELD(pjrt_on_ready_args, event, PJRT_Event_OnReady_Args, event);
FIELD(pjrt_on_ready_args, callback, PJRT_Event_OnReady_Args, callback);
STRUCT(pjrt_on_ready_args, context, PJRT_Event_OnReady_Args, user_arg);

FIELD(pjrt_client_create_args, options, PJRT_Client_Create_Args, create_options);
FIELD(pjrt_client_create_args, option_count, PJRT_Client_Create_Args, num_options);
FIELD(pjrt_client_create_args, client, PJRT_Client_Create_Args, client);
STRUCT(pjrt_client_create_args, try_get_context, PJRT_Client_Create_Args, kv_try_get_user_arg);

FIELD(pjrt_program, code, PJRT_Program, code);
FIELD(pjrt_program, code_size, PJRT_Program, code_size);
FIELD(pjrt_program, format, PJRT_Program, format);
STRUCT(pjrt_program, format_size, PJRT_Program, format_size);
FIELD(pjrt_compile_args, client, PJRT_Client_Compile_Args, client);
FIELD(pjrt_compile_args, program, PJRT_Client_Compile_Args, program);
FIELD(pjrt_compile_args, options, PJRT_Client_Compile_Args, compile_options);
FIELD(pjrt_compile_args, options_size, PJRT_Client_Compile_Args, compile_options_size);
STRUCT(pjrt_compile_args, executable, PJRT_Client_Compile_Args, executable);

FIELD(pjrt_memory_stats_args, device, PJRT_Device_MemoryStats_Args, device);
FIELD(pjrt_memory_stats_args, used, PJRT_Device_MemoryStats_Args, bytes_in_use);
FIELD(pjrt_memory_stats_args, peak, PJRT_Device_MemoryStats_Args, peak_bytes_in_use);
FIELD(pjrt_memory_stats_args, has_peak, PJRT_Device_MemoryStats_Args, peak_bytes_in_use_is_set);
FIELD(pjrt_memory_stats_args, limit, PJRT_Device_MemoryStats_Args, bytes_limit);
FIELD(pjrt_memory_stats_args, has_limit, PJRT_Device_MemoryStats_Args, bytes_limit_is_set);
STRUCT(pjrt_memory_stats_args, has_peak_pool, PJRT_Device_MemoryStats_Args, peak_pool_bytes_is_set);

FIELD(pjrt_serialize_args, executable, PJRT_Executable_Serialize_Args, executable);
FIELD(pjrt_serialize_args, bytes, PJRT_Executable_Serialize_Args, serialized_bytes);
FIELD(pjrt_serialize_args, count, PJRT_Executable_Serialize_Args, serialized_bytes_size);
FIELD(pjrt_serialize_args, owner, PJRT_Executable_Serialize_Args, serialized_executable);
STRUCT(pjrt_serialize_args, deleter, PJRT_Executable_Serialize_Args, serialized_executable_deleter);
FIELD(pjrt_deserialize_args, client, PJRT_Executable_DeserializeAndLoad_Args, client);
FIELD(pjrt_deserialize_args, bytes, PJRT_Executable_DeserializeAndLoad_Args, serialized_executable);
FIELD(pjrt_deserialize_args, count, PJRT_Executable_DeserializeAndLoad_Args, serialized_executable_size);
FIELD(pjrt_deserialize_args, executable, PJRT_Executable_DeserializeAndLoad_Args, loaded_executable);
STRUCT(pjrt_deserialize_args, options_size, PJRT_Executable_DeserializeAndLoad_Args,
       overridden_serialized_compile_options_size);

#define MEMORY(field, name) FIELD(pjrt_compiled_memory_args, field, PJRT_Executable_GetCompiledMemoryStats_Args, name)
MEMORY(executable, executable);
MEMORY(arguments, argument_size_in_bytes);
MEMORY(outputs, output_size_in_bytes);
MEMORY(shared, alias_size_in_bytes);
MEMORY(temporaries, temp_size_in_bytes);
STRUCT(pjrt_compiled_memory_args, peak, PJRT_Executable_GetCompiledMemoryStats_Args, peak_memory_in_bytes);

FIELD(pjrt_execute_options, launch, PJRT_ExecuteOptions, launch_id);
FIELD(pjrt_execute_options, kept_arguments, PJRT_ExecuteOptions, non_donatable_input_indices);
STRUCT(pjrt_execute_options, incarnations, PJRT_ExecuteOptions, incarnation_ids);
FIELD(pjrt_execute_args, executable, PJRT_LoadedExecutable_Execute_Args, executable);
FIELD(pjrt_execute_args, options, PJRT_LoadedExecutable_Execute_Args, options);
FIELD(pjrt_execute_args, arguments, PJRT_LoadedExecutable_Execute_Args, argument_lists);
FIELD(pjrt_execute_args, device_count, PJRT_LoadedExecutable_Execute_Args, num_devices);
FIELD(pjrt_execute_args, argument_count, PJRT_LoadedExecutable_Execute_Args, num_args);
FIELD(pjrt_execute_args, outputs, PJRT_LoadedExecutable_Execute_Args, output_lists);
FIELD(pjrt_execute_args, done, PJRT_LoadedExecutable_Execute_Args, device_complete_events);
STRUCT(pjrt_execute_args, device, PJRT_LoadedExecutable_Execute_Args, execute_device);

#define FROM_HOST(field, name) FIELD(pjrt_from_host_args, field, PJRT_Client_BufferFromHostBuffer_Args, name)
FROM_HOST(client, client);
FROM_HOST(data, data);
FROM_HOST(type, type);
FROM_HOST(dimensions, dims);
FROM_HOST(rank, num_dims);
FROM_HOST(lifetime, host_buffer_semantics);
FROM_HOST(device, device);
FROM_HOST(done, done_with_host_buffer);
STRUCT(pjrt_from_host_args, buffer, PJRT_Client_BufferFromHostBuffer_Args, buffer);
_Static_assert(PJRT_DURING_CALL == (int)PJRT_HostBufferSemantics_kImmutableOnlyDuringCall, "during the call");
_Static_assert(PJRT_UNTIL_TRANSFERRED == (int)PJRT_HostBufferSemantics_kImmutableUntilTransferCompletes, "until sent");

FIELD(pjrt_to_host_args, buffer, PJRT_Buffer_ToHostBuffer_Args, src);
FIELD(pjrt_to_host_args, layout, PJRT_Buffer_ToHostBuffer_Args, host_layout);
FIELD(pjrt_to_host_args, data, PJRT_Buffer_ToHostBuffer_Args, dst);
FIELD(pjrt_to_host_args, bytes, PJRT_Buffer_ToHostBuffer_Args, dst_size);
STRUCT(pjrt_to_host_args, done, PJRT_Buffer_ToHostBuffer_Args, event);
FIELD(pjrt_layout, tiles, PJRT_Buffer_MemoryLayout, tiled);
STRUCT(pjrt_layout, type, PJRT_Buffer_MemoryLayout, type);
FIELD(pjrt_tiles, order, PJRT_Buffer_MemoryLayout_Tiled, minor_to_major);
FIELD(pjrt_tiles, rank, PJRT_Buffer_MemoryLayout_Tiled, minor_to_major_size);
STRUCT(pjrt_tiles, tile_count, PJRT_Buffer_MemoryLayout_Tiled, num_tiles);
