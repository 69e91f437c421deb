// Hourglass from C: trains autoencoders on arrays in memory, opens runs on disk, encodes, decodes and reconstructs.
//
//     hourglass_model *model;
//     if (hourglass_create("model: {name: AE, code_size: 32}", 0, &model)) return puts(hourglass_last_error());
//     hourglass_images images = {.elements = bytes, .element = HOURGLASS_UINT8, .count = 60000,
//                                .channels = 1, .height = 28, .width = 28};
//     if (hourglass_fit(model, &images, NULL, NULL, NULL)) return puts(hourglass_last_error());
//     hourglass_encode(model, &images, codes);  // [60000, 32]
//     hourglass_free(model);
//
// Errors. A function returns HOURGLASS_OK, or what kind of error it met; hourglass_last_error() is then one sentence that
// says what is wrong, where, and what to do. A pointer that must not be null and is, or a number out of range, is an error
// like others.
//
// Memory. Arrays are borrowed: they must stay as they are until the call returns, and are not read afterwards. What a
// function returns through a `char **` or `void **` belongs to the caller, who gives it to hourglass_release().
//
// Threads. A model is used by one thread at a time; a call during another one returns HOURGLASS_BUSY. Different models
// are independent. After a fork() the child may use models that no thread of the parent was using.
#ifndef HOURGLASS_H
#define HOURGLASS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The number of this interface. It changes when a function, a structure or a meaning here does.
#define HOURGLASS_INTERFACE 1

// Of the library in use: its HOURGLASS_INTERFACE, and the version of Hourglass, such as "0.2.0".
int32_t hourglass_interface(void);
const char *hourglass_version(void);

typedef enum {
  HOURGLASS_OK = 0,
  HOURGLASS_BAD_VALUE = 1,   // A setting, an array or another argument that cannot be used.
  HOURGLASS_NOT_FITTED = 2,  // The model has no parameters yet.
  HOURGLASS_BUSY = 3,        // Another thread uses the model, or another process the run.
  HOURGLASS_NO_FILE = 4,     // A file or a run that is not there.
  HOURGLASS_BAD_FILE = 5,    // A file that cannot be read or written.
  HOURGLASS_DIVERGED = 6,    // A loss or a parameter is not finite.
  HOURGLASS_STOPPED = 7,     // The observer asked to stop; the model has the parameters reached.
  HOURGLASS_FAILED = 8,      // Anything else.
} hourglass_status;

// The last error of this thread, a sentence, until its next call. Never null.
const char *hourglass_last_error(void);

// Frees what a function returned; null is ignored.
void hourglass_release(void *memory);

// A model with its settings and, once it is fitted, its parameters.
typedef struct hourglass_model hourglass_model;

typedef enum { HOURGLASS_UINT8 = 0, HOURGLASS_FLOAT32 = 1 } hourglass_element;
typedef enum {
  HOURGLASS_PLANES = 0,       // [n, c, h, w]
  HOURGLASS_INTERLEAVED = 1,  // [n, h, w, c]
} hourglass_order;

// An array of images. A table [n, d] is one of images with one channel, one row, and d columns.
typedef struct {
  const void *elements;       // Row-major, without gaps.
  hourglass_element element;
  hourglass_order order;
  int64_t count;              // n
  int32_t channels, height, width;  // Each from 1 to 65536.
  float black, white;         // Of FLOAT32, the numbers that mean 0 and 1; others may lie outside.
  const int32_t *classes;     // The class of each image, from 0, for models that need it; null otherwise.
} hourglass_images;

// Called on the thread that trains with an event as a JSON object, as events.jsonl has it: {"event":"epoch","epoch":1,…}.
// Steps are reported at most twenty times a second. Another result than 0 ends the training after the step.
typedef int32_t (*hourglass_observer)(void *context, const char *event);

// Creates a model.
//
// `settings` is a run file as YAML or JSON, without a data set:
// {"model": {"name": "AE", "code_size": 32}, "training": {"epochs": 5}, "data": {"validation": "10%"}}.
// `threads` is how many it computes with, 0 for one a processor.
hourglass_status hourglass_create(const char *settings, int32_t threads, hourglass_model **model);

// Opens the run in a folder: its best checkpoint, or its newest.
hourglass_status hourglass_open(const char *folder, int32_t threads, hourglass_model **model);

// Writes a fitted model to memory, and reads it. Training continues exactly where hourglass_partial_fit() was.
hourglass_status hourglass_save(hourglass_model *model, void **bytes, int64_t *count);
hourglass_status hourglass_load(const void *bytes, int64_t count, int32_t threads, hourglass_model **model);

// Frees a model that no call is using; null is ignored.
void hourglass_free(hourglass_model *model);

// Trains the model from its initial parameters for the epochs of its settings.
//
// With a `folder` this is a run on disk, which the same call resumes; null leaves nothing on disk. `observer` may be null.
hourglass_status hourglass_fit(hourglass_model *model, const hourglass_images *images, const char *folder,
                               hourglass_observer observer, void *context);

// Trains the model for one pass over the images, from its present parameters.
hourglass_status hourglass_partial_fit(hourglass_model *model, const hourglass_images *images,
                                       hourglass_observer observer, void *context);

// What the model is, as a JSON object: model, settings, is_fitted, image ([c, h, w]), code_size, black, white, parameters,
// needs_classes, epochs (as metrics.jsonl has them), folder, results,
// damage (a sentence for each damaged file of the run, whose intact lines are read).
hourglass_status hourglass_describe(hourglass_model *model, char **json);

// The codes of images, [n, code_size].
hourglass_status hourglass_encode(hourglass_model *model, const hourglass_images *images, float *codes);

// The images of codes, [n, code_size], in the numbers of the images that the model was fitted to.
hourglass_status hourglass_decode(hourglass_model *model, const float *codes, int64_t count, const int32_t *classes,
                                  hourglass_order order, float *images);

// The reconstructions of images, in their order and numbers; those of bytes go from 0 to 255.
hourglass_status hourglass_reconstruct(hourglass_model *model, const hourglass_images *images, float *reconstructions);

// The mean squared error of each reconstruction, [n], in the numbers of the images.
hourglass_status hourglass_errors(hourglass_model *model, const hourglass_images *images, float *errors);

// The minimum and the maximum of images of FLOAT32; an error where a number is not finite.
hourglass_status hourglass_range(const hourglass_images *images, float *minimum, float *maximum);

// The images that a run was trained on, as they are before it inverts them: `part` is "train", "validation" or "test". Where
// `pixels` is null, only `count` is set; otherwise `count` images are written as bytes, [count, c, h, w], and their classes
// where `classes` is not null, -1 for unknown ones.
hourglass_status hourglass_run_images(hourglass_model *model, const char *part, int64_t *count, uint8_t *pixels,
                                      int32_t *classes);

// The JSON Schema of settings.
hourglass_status hourglass_schema(char **json);

#ifdef __cplusplus
}
#endif

#endif
