#ifndef HOURGLASS_LUA_SANDBOX_H
#define HOURGLASS_LUA_SANDBOX_H

#include <stddef.h>

/// The resources that a listing may use.
typedef struct {
  /// Bytes of memory.
  size_t memory;
  /// Instructions of the virtual machine.
  long long instructions;
  /// Seconds of the thread's CPU time.
  double seconds;
} hourglass_lua_limits;

typedef enum {
  HOURGLASS_LUA_DONE,
  /// The text is the message; it starts with `listing:LINE: ` where the line is known.
  HOURGLASS_LUA_ERROR,
  HOURGLASS_LUA_OUT_OF_MEMORY,
  HOURGLASS_LUA_OUT_OF_TIME,
} hourglass_lua_status;

typedef struct {
  hourglass_lua_status status;
  /// The result or the message, `length` bytes and a zero; release it with `free`. NULL when there was no memory.
  char *text;
  size_t length;
  /// Seconds of CPU time.
  double seconds;
} hourglass_lua_outcome;

/// Runs `listing` in an environment that `library` makes, and returns what the library makes of its result.
///
/// Both are Lua source; compiled code is rejected. The library is called with three functions: the line of the listing
/// that runs, the names of a function's parameters, and nothing else of C; then with `image`, three dimensions. It
/// returns the environment and a function from the listing's result to a string. Lua's own functions are visible to the
/// library alone; of Lua's libraries it sees the basic one, `string`, `table` and `math`.
hourglass_lua_outcome hourglass_lua_run(const char *library, size_t library_length, const char *listing,
                                        size_t listing_length, const int image[3], hourglass_lua_limits limits);

#endif
