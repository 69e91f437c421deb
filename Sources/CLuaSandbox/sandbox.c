#include "CLuaSandbox.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#define LISTING "listing"
// Instructions between two looks at the limits.
#define INTERVAL 100

typedef struct {
  const char *library, *listing;
  size_t library_length, listing_length;
  const int *image;
  hourglass_lua_limits limits;
  size_t memory;
  long long instructions;
  double start;
  int is_exhausted;
} sandbox;

static double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static sandbox *sandbox_of(lua_State *L) { return *(sandbox **)lua_getextraspace(L); }

static void *allocate(void *context, void *block, size_t old_size, size_t size) {
  sandbox *box = context;
  if (block == NULL) old_size = 0;
  if (size == 0) {
    box->memory -= old_size;
    free(block);
    return NULL;
  }
  if (size > old_size && size - old_size > box->limits.memory - box->memory) return NULL;
  void *result = realloc(block, size);
  if (result != NULL) box->memory += size - old_size;
  return result;
}

// Once a limit is reached every instruction fails, so that pcall cannot go on.
static void look_at_limits(lua_State *L, lua_Debug *activation) {
  (void)activation;
  sandbox *box = sandbox_of(L);
  box->instructions += INTERVAL;
  if (!box->is_exhausted && box->instructions <= box->limits.instructions &&
      cpu_seconds() - box->start <= box->limits.seconds)
    return;
  box->is_exhausted = 1;
  lua_sethook(L, look_at_limits, LUA_MASKCOUNT, 1);
  luaL_error(L, "the limit is reached");
}

// The line of the innermost function of the listing, or nil.
static int current_line(lua_State *L) {
  lua_Debug activation;
  for (int level = 1; lua_getstack(L, level, &activation); level++) {
    lua_getinfo(L, "Sl", &activation);
    if (strcmp(activation.source, "=" LISTING) == 0) {
      lua_pushinteger(L, activation.currentline);
      return 1;
    }
  }
  lua_pushnil(L);
  return 1;
}

// The names of the parameters of a function, as a table.
static int parameter_names(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_settop(L, 1);
  lua_newtable(L);
  if (lua_iscfunction(L, 1)) return 1;
  for (int index = 1; index < 256; index++) {
    lua_pushvalue(L, 1);
    const char *name = lua_getlocal(L, NULL, index);
    lua_settop(L, 2);
    if (name == NULL) break;
    lua_pushstring(L, name);
    lua_rawseti(L, 2, index);
  }
  return 1;
}

static int run(lua_State *L) {
  sandbox *box = lua_touserdata(L, 1);
  lua_settop(L, 0);
  luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
  luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
  luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
  luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
  lua_settop(L, 0);
  if (luaL_loadbufferx(L, box->library, box->library_length, "=library", "t") != LUA_OK) return lua_error(L);
  lua_pushcfunction(L, current_line);
  lua_pushcfunction(L, parameter_names);
  for (int axis = 0; axis < 3; axis++) lua_pushinteger(L, box->image[axis]);
  lua_call(L, 5, 2);
  if (luaL_loadbufferx(L, box->listing, box->listing_length, "=" LISTING, "t") != LUA_OK) return lua_error(L);
  // The environment is the only upvalue of a chunk.
  lua_pushvalue(L, 1);
  lua_setupvalue(L, 3, 1);
  lua_sethook(L, look_at_limits, LUA_MASKCOUNT, INTERVAL);
  lua_call(L, 0, 1);
  lua_pushvalue(L, 2);
  lua_insert(L, -2);
  lua_call(L, 1, 1);
  luaL_checktype(L, -1, LUA_TSTRING);
  return 1;
}

static char *copied(const char *text, size_t length) {
  char *copy = malloc(length + 1);
  if (copy == NULL) return NULL;
  memcpy(copy, text, length);
  copy[length] = 0;
  return copy;
}

hourglass_lua_outcome hourglass_lua_run(const char *library, size_t library_length, const char *listing,
                                        size_t listing_length, const int image[3], hourglass_lua_limits limits) {
  sandbox box = {.library = library,
                 .listing = listing,
                 .library_length = library_length,
                 .listing_length = listing_length,
                 .image = image,
                 .limits = limits,
                 .start = cpu_seconds()};
  hourglass_lua_outcome outcome = {HOURGLASS_LUA_OUT_OF_MEMORY, NULL, 0, 0};
  lua_State *L = lua_newstate(allocate, &box);
  if (L == NULL) return outcome;
  *(sandbox **)lua_getextraspace(L) = &box;
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, &box);
  int status = lua_pcall(L, 1, 1, 0);
  lua_sethook(L, NULL, 0, 0);
  // Only a string is looked at: converting another value could run code of the listing.
  const char *text = "the listing ends with an error without a message";
  size_t length = strlen(text);
  if (lua_type(L, -1) == LUA_TSTRING) text = lua_tolstring(L, -1, &length);
  outcome.text = copied(text, length);
  outcome.length = outcome.text == NULL ? 0 : length;
  outcome.status = status == LUA_OK       ? HOURGLASS_LUA_DONE
                   : box.is_exhausted     ? HOURGLASS_LUA_OUT_OF_TIME
                   : status == LUA_ERRMEM ? HOURGLASS_LUA_OUT_OF_MEMORY
                                          : HOURGLASS_LUA_ERROR;
  lua_close(L);
  outcome.seconds = cpu_seconds() - box.start;
  return outcome;
}
