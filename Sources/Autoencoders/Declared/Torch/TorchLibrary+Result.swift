extension TorchLibrary {
  /// The network of a listing's result as text: a line for each layer, fields between tabs.
  static let result = #"""
    local preferred = {"model", "autoencoder", "net", "network"}

    local function networkIn(values)
      for _, name in ipairs(preferred) do
        local value = rawget(values, name)
        if records[value] then return value end
      end
    end

    local parameters = {ngpus = 0, inputShape = {channels, height, width}}

    -- Calls a function that makes a network with the images, or with a size where a parameter's name asks for one.
    local function construct(make, self)
      local arguments = {}
      local names = parameterNames(make)
      for index, name in ipairs(names) do
        local word = lower(name)
        if index == 1 and word == "self" then
          arguments[index] = self
        elseif match(word, "neuron") or match(word, "hidden") or match(word, "units") then
          arguments[index] = 128
        elseif match(word, "size") or match(word, "input") then
          arguments[index] = channels * height * width
        else
          arguments[index] = tensor()
        end
      end
      return make(unpack(arguments, 1, #names))
    end

    local definition, decoder, networkFrom

    local function constructed(holder, make)
      if rawget(holder, "createAdversary") then
        fail("createAdversary makes a network beside the autoencoder; train --model AAE")
      end
      local value = construct(make, holder)
      decoder = rawget(holder, "decoder") or rawget(env, "decoder")
      if records[value] then return value end
      return type(value) == "table" and networkIn(value) or networkIn(holder) or networkIn(env)
    end

    local function instance(holder)
      local new = rawget(holder, "new")
      local object = type(new) == "function" and new() or holder
      if type(object) ~= "table" then object = holder end
      object:initialize()
      return networkIn(object)
    end

    function networkFrom(value)
      if records[value] then return value end
      if type(value) ~= "table" then return nil end
      if type(rawget(value, "createAutoencoder")) == "function" then
        return constructed(value, value.createAutoencoder)
      end
      if type(rawget(value, "initialize")) == "function" then return instance(value) end
      return networkIn(value)
    end

    local function checkHook(hook)
      local input = tensor()
      if not rawequal(hook(input, tensor()), input) then
        fail("labelHook does not return its input, which is the target of an autoencoder")
      end
    end

    local function found(value)
      if type(value) == "function" then
        value = value(parameters)
        if type(value) == "table" and not records[value] then
          definition = value
          if type(rawget(value, "labelHook")) == "function" then checkHook(value.labelHook) end
        end
      end
      local network = networkFrom(value)
      if network then return network end
      local make = rawget(env, "createAutoencoder")
      if type(make) == "function" then return constructed(env, make) end
      local names = {}
      for name, holder in next, env do
        if type(name) == "string" and type(holder) == "table" and not records[holder]
          and (type(rawget(holder, "initialize")) == "function"
            or type(rawget(holder, "createAutoencoder")) == "function") then
          names[#names + 1] = name
        end
      end
      sort(names)
      for _, name in ipairs(names) do
        network = networkFrom(rawget(env, name))
        if network then return network end
      end
      return networkIn(env)
    end

    local function isContained(record, wanted, depth)
      if record == wanted then return true end
      if depth > 100 then return false end
      for _, child in ipairs(record.children) do
        if isContained(child, wanted, depth + 1) then return true end
      end
      return false
    end

    local function written(value)
      local kind = type(value)
      if records[value] then return "m:" .. records[value].id end
      if kind == "number" then return "n:" .. format("%.17g", value) end
      if kind == "boolean" then return "b:" .. tostring(value) end
      if kind == "string" then return "s:" .. gsub(value, "[^ -~]", "?") end
      return kind == "nil" and "z:" or "t:" .. kind
    end

    local output, layers = {}, 0

    local function write(word, record)
      local fields = {word, record.id, (gsub(record.kind, "[^ -~]", "?")), record.line}
      for index = 1, record.count do fields[#fields + 1] = written(record.arguments[index]) end
      for _, name in ipairs {"ceil", "noBias", "reset", "inputDims"} do
        if record.options[name] ~= nil then fields[#fields + 1] = "o:" .. name end
      end
      output[#output + 1] = concat(fields, "\t")
    end

    local function isSequence(record) return record.kind == "Sequential" and #record.children > 0 end

    local function flatten(record, depth)
      if depth > 100 then fail("the modules are nested more than 100 deep, or a module is within itself") end
      if record.kind == "Sequential" then
        for _, child in ipairs(record.children) do flatten(child, depth + 1) end
        return
      end
      layers = layers + 1
      if layers > 2000 then fail("a listing has at most 2000 layers") end
      write("layer", record)
    end

    return env, function(value)
      local network = found(value)
      if not network then
        -- The sequences that no other holds: the network, or an encoder and a decoder.
        local roots = {}
        for _, record in ipairs(order) do
          if isSequence(record) and not record.isAdded then roots[#roots + 1] = record.module end
        end
        if #roots == 0 or #roots > 2 then
          error(#roots == 0 and "the listing makes no nn.Sequential" or
            "the listing makes several networks; return the one that is meant", 0)
        end
        network, decoder = roots[1], roots[2]
      end
      local top = records[network]
      -- A wrapper of one network is that network.
      local depth = 0
      while top.kind == "Sequential" and #top.children == 1 and isSequence(top.children[1]) and depth < 100 do
        top, depth = top.children[1], depth + 1
      end
      local parts = top.kind == "Sequential" and {unpack(top.children)} or {top}
      local missing = records[decoder]
      if missing and isSequence(missing) and not isContained(records[network], missing, 0) then
        -- The slides' first algorithm never adds the decoder.
        local encoder = records[rawget(env, "encoder")]
        if encoder and not isContained(records[network], encoder, 0) then
          parts = {encoder, missing}
        elseif #parts > 1 or not isSequence(parts[1] or top) then
          parts = {top, missing}
        else
          parts[#parts + 1] = missing
        end
      end
      local sequences = 0
      for _, part in ipairs(parts) do
        if isSequence(part) then sequences = sequences + 1 end
      end
      local seen = 0
      for _, part in ipairs(parts) do
        if isSequence(part) then
          seen = seen + 1
          if sequences == 2 and seen == 2 then output[#output + 1] = "split" end
        end
        flatten(part, 0)
      end
      if definition then
        local names = {}
        for name in next, definition do
          if type(name) == "string" then names[#names + 1] = name end
        end
        if #names > 100 then fail("the table of the network has at most 100 fields") end
        sort(names)
        for _, name in ipairs(names) do
          output[#output + 1] = "field\t" .. gsub(name, "[^ -~]", "?") .. "\t" .. written(rawget(definition, name))
        end
        local loss = records[rawget(definition, "loss")]
        if loss then write("loss", loss) end
      end
      return concat(output, "\n")
    end
    """#
}
