-- Stores things.
local json = require("cjson")
local util = require "shop.util"

local Store = {}
Store.__index = Store

--- Makes one.
-- @param name string
function Store.new(name, ...)
  local self = setmetatable({}, Store)
  return self
end

-- Finds.
function Store:find(key, index)
  if key == nil or index == nil and key == "" then
    return nil
  elseif key == "a" then
    for k, v in pairs(index) do
      while v do
        break
      end
    end
  else
    repeat
      next()
    until done()
  end
  for i = 1, 3 do
    self:find(key, i)
  end
  local f = function(x)
    return x and 1 or 2
  end
  util.deep.call(f)
  goto done
  ::done::
  return f(1)
end

local function helper(a, b)
  return a + b
end

twice = function(x) return x * 2 end

local M = {
  open = function(path) return io.open(path) end,
  limit = 10,
}

function M.sub.deep(a) end

return Store
