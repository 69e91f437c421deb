import Foundation
import TestSupport
import Testing

/// The header by itself, for compilers of C and C++.
struct HeaderTests {
  private static let compiler = ["cc", "clang", "gcc"].first { (try? run($0, ["--version"]))?.status == 0 }

  /// Uses every function of the header, each with the types that it states.
  private static let program = #"""
    #include "hourglass.h"
    #include <stddef.h>

    static int32_t observe(void *context, const char *event) {
      return context == NULL && event != NULL;
    }

    int use(const uint8_t *bytes, float *numbers, int32_t *classes);
    int use(const uint8_t *bytes, float *numbers, int32_t *classes) {
      hourglass_model *model = NULL;
      hourglass_images images;
      void *saved = NULL;
      char *text = NULL;
      int64_t count = 0;
      int bad = hourglass_interface() != HOURGLASS_INTERFACE || hourglass_version() == NULL;
      images.elements = bytes;
      images.element = HOURGLASS_UINT8;
      images.order = HOURGLASS_PLANES;
      images.count = 2;
      images.channels = 1;
      images.height = images.width = 3;
      images.black = 0;
      images.white = 255;
      images.classes = classes;
      bad |= hourglass_create("model: {name: AE}", 0, &model) != HOURGLASS_OK;
      bad |= hourglass_open("runs/x", 1, &model) == HOURGLASS_NO_FILE;
      bad |= hourglass_fit(model, &images, NULL, observe, &images) != HOURGLASS_OK;
      bad |= hourglass_partial_fit(model, &images, NULL, NULL) != HOURGLASS_OK;
      bad |= hourglass_encode(model, &images, numbers) != HOURGLASS_OK;
      bad |= hourglass_decode(model, numbers, 2, classes, HOURGLASS_INTERLEAVED, numbers) != HOURGLASS_OK;
      bad |= hourglass_reconstruct(model, &images, numbers) != HOURGLASS_OK;
      bad |= hourglass_errors(model, &images, numbers) != HOURGLASS_OK;
      bad |= hourglass_range(&images, numbers, numbers + 1) == HOURGLASS_BAD_VALUE;
      bad |= hourglass_run_images(model, "test", &count, NULL, classes) != HOURGLASS_OK;
      bad |= hourglass_save(model, &saved, &count) != HOURGLASS_OK;
      bad |= hourglass_load(saved, count, 0, &model) != HOURGLASS_OK;
      bad |= hourglass_describe(model, &text) != HOURGLASS_OK || hourglass_schema(&text) != HOURGLASS_OK;
      hourglass_release(text);
      hourglass_free(model);
      return bad || hourglass_last_error() == NULL;
    }

    """#

  @Test(
    .enabled(if: compiler != nil, "there is no C compiler"),
    arguments: [["-x", "c", "-std=c99"], ["-x", "c", "-std=c17"], ["-x", "c++", "-std=c++17"]])
  func `a program in C or C++ compiles against it without a warning`(language: [String]) throws {
    let folder = try TemporaryFolder()
    let source = try folder.write([UInt8](Self.program.utf8), "program.c")
    let header = SourceTree.root.appendingPathComponent("Sources/CHourglass").path
    let result = try run(
      #require(Self.compiler),
      language + ["-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", "-I", header, source])
    #expect(result.status == 0, "\(result.output)")
  }
}
