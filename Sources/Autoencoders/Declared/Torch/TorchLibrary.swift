/// The Lua source that listings run in: Torch's names, which record layers instead of computing.
///
/// It never calls a function of the listing after the listing's result is known, and it keeps its records in a table of
/// its own, out of the listing's reach. `TorchModule` reads its output.
enum TorchLibrary {
  static let source = basics + modules + result

  /// Lua's functions without those that read files, load code, or work for a long time in one instruction.
  private static let basics = #"""
    local line, parameterNames, channels, height, width = ...
    local type, tostring, pairs, ipairs, next, select = type, tostring, pairs, ipairs, next, select
    local error, rawget, rawset, rawlen, rawequal = error, rawget, rawset, rawlen, rawequal
    local getmetatable, setmetatable = getmetatable, setmetatable
    local format, gsub, match = string.format, string.gsub, string.match
    local rep, lower, tointeger = string.rep, string.lower, math.tointeger
    local concat, unpack, sort = table.concat, table.unpack, table.sort

    local function fail(...)
      error(format("listing:%d: ", line() or 0) .. format(...), 0)
    end

    local function quiet() end

    local strings = {byte = string.byte, char = string.char, format = format, len = string.len, lower = lower,
      reverse = string.reverse, sub = string.sub, upper = string.upper}
    function strings.rep(text, count, separator)
      text, count, separator = tostring(text), tointeger(count), separator or ""
      if not count or type(separator) ~= "string" then
        fail("string.rep takes a text and an integer")
      end
      if count * (#text + #separator) > 1e6 then fail("string.rep makes at most a million characters") end
      if #text + #separator == 0 then return "" end
      return rep(text, count, separator)
    end
    local ofText = getmetatable("")
    ofText.__index, ofText.__metatable = strings, "string"

    local tables = {}
    function tables.insert(list, ...)
      if type(list) ~= "table" then fail("table.insert takes a table") end
      local count, position, value = rawlen(list), ...
      if select("#", ...) == 1 then
        list[count + 1] = position
        return
      end
      if type(position) ~= "number" then fail("table.insert takes a position and a value") end
      local index = count
      while index >= position do
        list[index + 1] = list[index]
        index = index - 1
      end
      list[position] = value
    end
    function tables.remove(list, position)
      if type(list) ~= "table" then fail("table.remove takes a table") end
      local count = rawlen(list)
      local value, index = list[position or count], position or count
      while index < count do
        list[index] = list[index + 1]
        index = index + 1
      end
      if count > 0 then list[count] = nil end
      return value
    end
    function tables.concat(list, separator)
      local text = ""
      for index = 1, rawlen(list) do
        local value = rawget(list, index)
        if type(value) ~= "string" and type(value) ~= "number" then fail("table.concat takes texts and numbers") end
        text = text .. (index > 1 and tostring(separator or "") or "") .. value
      end
      return text
    end
    function tables.unpack(list, first, last)
      first, last = first or 1, last or rawlen(list)
      if last - first > 200 then fail("unpack gives at most 200 values") end
      return unpack(list, first, last)
    end

    local numbers = {}
    for name, value in pairs(math) do
      if name ~= "random" and name ~= "randomseed" then numbers[name] = value end
    end
    numbers.pow = function(x, y) return x ^ y end

    local env = {_VERSION = _VERSION, assert = assert, error = error, ipairs = ipairs, next = next, pairs = pairs,
      pcall = pcall, print = quiet, rawequal = rawequal, rawget = rawget, rawlen = rawlen, rawset = rawset,
      select = select, tonumber = tonumber, tostring = tostring, type = type, unpack = tables.unpack,
      math = numbers, string = strings, table = tables}
    env._G = env
    function env.getmetatable(value)
      if type(value) == "string" then return nil end
      return getmetatable(value)
    end
    function env.setmetatable(value, meta)
      -- A finaliser would run where no limit holds.
      if type(meta) == "table" and rawget(meta, "__gc") ~= nil then fail("__gc is not available in a listing") end
      if type(value) ~= "table" then fail("setmetatable takes a table") end
      return setmetatable(value, meta)
    end
    for _, name in ipairs {"io", "os", "debug", "package", "coroutine", "utf8"} do
      env[name] = setmetatable({}, {__metatable = name, __index = function(_, field)
        fail("%s.%s is not available in a listing, which only declares layers", name, tostring(field))
      end})
    end
    for _, name in ipairs {"load", "loadstring", "loadfile", "dofile", "collectgarbage", "module", "setfenv"} do
      env[name] = function() fail("%s is not available in a listing, which only declares layers", name) end
    end

    """#

  /// `nn`, whose modules are recorded, `torch`, and `require`.
  private static let modules = #"""
    local records, order = {}, {}
    local methods, class = {}, {}
    class.__metatable = "module"
    class.__tostring = function(module) return "nn." .. records[module].kind end
    class.__len = function(module) return #records[module].children end
    class.__call = function() fail("a module was called; a listing declares layers and does not run them") end
    class.__index = function(module, name)
      if methods[name] then return methods[name] end
      if name == "modules" then
        local list = {}
        for index, child in ipairs(records[module].children) do list[index] = child.module end
        return list
      end
      if name == "weight" or name == "bias" or name == "output" or name == "gradWeight" or name == "gradBias" then
        fail("nn.%s.%s is not available: a listing declares layers, whose initial values are Torch's",
          records[module].kind, name)
      end
    end

    -- Torch reads numbers and functions that are set in a module: its padding, or a method of one's own.
    class.__newindex = function(module, name, value)
      if type(value) ~= "table" and type(value) ~= "string" then
        fail("nn.%s.%s cannot be set in a listing; give it to the constructor", records[module].kind, tostring(name))
      end
      rawset(module, name, value)
    end

    local function create(kind, ...)
      if #order >= 20000 then fail("a listing makes at most 20000 modules") end
      local module = setmetatable({}, class)
      local record = {module = module, kind = kind, line = line() or 0, count = select("#", ...), arguments = {...},
        children = {}, options = {}}
      records[module] = record
      order[#order + 1] = record
      record.id = #order
      return module
    end

    local function recordOf(self, name)
      return records[self] or fail("%s is a method; write module:%s(...)", name, name)
    end
    function methods:add(child)
      local record = recordOf(self, "add")
      local added = records[child] or fail("nn.%s:add takes a module, got %s", record.kind, type(child))
      record.children[#record.children + 1] = added
      added.isAdded = true
      return self
    end
    function methods:insert(child, index)
      methods.add(self, child)
      local children = records[self].children
      local place, last = index or #children, #children
      if type(place) ~= "number" or place < 1 or place > last then fail("nn.Sequential:insert: no such place") end
      for at = last, place + 1, -1 do children[at], children[at - 1] = children[at - 1], children[at] end
      return self
    end
    function methods:remove(index)
      local children = recordOf(self, "remove").children
      local place = index or #children
      local removed = children[place] or fail("remove: no such layer")
      for at = place, #children do children[at] = children[at + 1] end
      removed.isAdded = false
      return removed.module
    end
    function methods:get(index)
      local children = recordOf(self, "get").children
      if type(index) == "number" and index < 0 then index = #children + 1 + index end
      return (children[index] or fail("get: no such layer")).module
    end
    function methods:size() return #recordOf(self, "size").children end
    function methods:clone()
      local function copy(record)
        local module = create(record.kind, unpack(record.arguments, 1, record.count))
        local copied = records[module]
        copied.line = record.line
        for name, value in pairs(record.options) do copied.options[name] = value end
        for index, child in ipairs(record.children) do
          copied.children[index] = records[copy(child)]
          copied.children[index].isAdded = true
        end
        return module
      end
      return copy(recordOf(self, "clone"))
    end
    function methods:setNumInputDims(count)
      recordOf(self, "setNumInputDims").options.inputDims = count
      return self
    end
    for _, name in ipairs {"ceil", "noBias", "reset"} do
      methods[name] = function(self)
        recordOf(self, name).options[name] = true
        return self
      end
    end
    for _, name in ipairs {"cuda", "float", "double", "half", "cudaHalf", "cudaDouble", "floor", "training", "evaluate",
      "zeroGradParameters", "clearState", "setMode", "fastest"} do
      methods[name] = function(self)
        recordOf(self, name)
        return self
      end
    end
    function methods:type(name)
      if name then return self end
      return "torch.FloatTensor"
    end
    for _, name in ipairs {"forward", "backward", "updateOutput", "updateGradInput", "updateParameters", "parameters",
      "getParameters", "apply", "replace", "share", "read", "write"} do
      methods[name] = function(self)
        fail("nn.%s:%s is not available: a listing declares layers and does not run them",
          records[self] and records[self].kind or "Module", name)
      end
    end

    local nn = setmetatable({}, {__metatable = "nn", __index = function(_, name)
      if type(name) ~= "string" then return nil end
      if #name > 100 then fail("the name of a module has at most 100 letters") end
      return function(...) return create(name, ...) end
    end})

    -- The images as a tensor: without an axis for a single channel, as the collections of Torch have MNIST.
    local dimensions = channels == 1 and {1, height, width} or {1, channels, height, width}
    local images = {}
    function images:size(axis)
      if axis == nil then return {unpack(dimensions)} end
      return dimensions[axis] or fail("the images have %d axes; got axis %s", #dimensions, tostring(axis))
    end
    function images:dim() return #dimensions end
    images.nDimension = images.dim
    function images:nElement() return channels * height * width end
    function images:clone() return self end
    images.cuda, images.float, images.double = images.clone, images.clone, images.clone
    local function tensor() return setmetatable({}, {__index = images, __metatable = "tensor"}) end

    local torch = {}
    for _, name in ipairs {"setdefaulttensortype", "manualSeed", "setnumthreads", "setDevice", "manualSeedAll"} do
      torch[name] = quiet
    end
    function torch.getdefaulttensortype() return "torch.FloatTensor" end
    function torch.type(value) return records[value] and "nn." .. records[value].kind or type(value) end
    setmetatable(torch, {__metatable = "torch", __index = function(_, name)
      fail("torch.%s is not available in a listing, which only declares layers", tostring(name))
    end})

    local libraries = {nn = nn, cunn = nn, cudnn = nn, dpnn = nn, rnn = nn, torch = torch, cutorch = torch, optim = {},
      image = {}, paths = {}, xlua = {}}
    env.nn, env.cudnn, env.torch, env.cutorch = nn, nn, torch, torch
    function env.require(name)
      -- Nothing is loaded; a file beside the listing can only hold further modules.
      local library = type(name) == "string" and (libraries[name] or match(name, "/") and nn)
      return library or fail("no library %s in a listing; known: cudnn, cunn, dpnn, nn, torch", tostring(name))
    end

    """#
}
