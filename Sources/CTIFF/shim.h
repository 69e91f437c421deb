#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <tiffio.h>

// A TIFF in memory, and the first error of reading it: libtiff takes functions with variable arguments, which Swift lacks.
typedef struct {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t position;
  char error[256];
} TIFFMemory;

static inline tmsize_t tiffMemoryRead(thandle_t handle, void *buffer, tmsize_t size) {
  TIFFMemory *memory = (TIFFMemory *)handle;
  uint64_t left = memory->position < memory->count ? memory->count - memory->position : 0;
  uint64_t length = size < 0 ? 0 : (uint64_t)size < left ? (uint64_t)size : left;
  if (length > 0) memcpy(buffer, memory->bytes + memory->position, length);
  memory->position += length;
  return (tmsize_t)length;
}

static inline tmsize_t tiffMemoryWrite(thandle_t handle, void *buffer, tmsize_t size) {
  (void)handle, (void)buffer, (void)size;
  return -1;
}

static inline toff_t tiffMemorySeek(thandle_t handle, toff_t offset, int from) {
  TIFFMemory *memory = (TIFFMemory *)handle;
  memory->position = from == SEEK_SET ? offset : from == SEEK_CUR ? memory->position + offset : memory->count + offset;
  return memory->position;
}

static inline int tiffMemoryClose(thandle_t handle) {
  (void)handle;
  return 0;
}

static inline toff_t tiffMemorySize(thandle_t handle) { return ((TIFFMemory *)handle)->count; }

static inline int tiffMemoryError(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
  (void)tiff, (void)module;
  TIFFMemory *memory = (TIFFMemory *)user;
  if (memory->error[0] == 0) vsnprintf(memory->error, sizeof memory->error, format, arguments);
  return 1;
}

static inline int tiffMemoryWarning(TIFF *tiff, void *user, const char *module, const char *format, va_list arguments) {
  (void)tiff, (void)user, (void)module, (void)format, (void)arguments;
  return 1;
}

// Opens a TIFF in memory; `memory` must outlive the result. No part of more than `limit` bytes is allocated at once.
static inline TIFF *tiffMemoryOpen(TIFFMemory *memory, int64_t limit) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (options == NULL) return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)limit);
  TIFFOpenOptionsSetErrorHandlerExtR(options, tiffMemoryError, memory);
  TIFFOpenOptionsSetWarningHandlerExtR(options, tiffMemoryWarning, memory);
  // m: without mapping a file; the file is in memory already.
  TIFF *tiff = TIFFClientOpenExt(
      "memory", "rm", (thandle_t)memory, tiffMemoryRead, tiffMemoryWrite, tiffMemorySeek, tiffMemoryClose,
      tiffMemorySize, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return tiff;
}

// A field of 16 or 32 bits, or its default; 0 if there is neither.
static inline uint16_t tiffField16(TIFF *tiff, uint32_t tag) {
  uint16_t value = 0;
  return TIFFGetFieldDefaulted(tiff, tag, &value) ? value : 0;
}

static inline uint32_t tiffField32(TIFF *tiff, uint32_t tag) {
  uint32_t value = 0;
  return TIFFGetFieldDefaulted(tiff, tag, &value) ? value : 0;
}
