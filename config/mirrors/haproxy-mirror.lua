-- Mirrors requests to Parallax. HAProxy does not wait for the answers, and drops them.
--
--   global
--     lua-load-per-thread /etc/haproxy/haproxy-mirror.lua
--   frontend api
--     option http-buffer-request
--     http-request set-var(txn.mirror) str(127.0.0.1:8080)
--     http-request lua.mirror

-- The methods that HAProxy's HTTP client can send.
local methods = { GET = "get", HEAD = "head", POST = "post", PUT = "put", DELETE = "delete" }

-- The HTTP client writes these itself.
local own = { ["connection"] = true, ["content-length"] = true, ["host"] = true, ["transfer-encoding"] = true }

-- For each thread of HAProxy: if Parallax hangs, each copy holds a connection until its timeout.
local in_flight_max = 100
local in_flight = 0

local function headers_of(txn)
  local headers = {}
  for name, values in pairs(txn.http:req_get_headers()) do
    if not own[name] then
      local list = {}
      -- HAProxy counts the values from 0.
      for index = 0, #values do
        list[#list + 1] = values[index]
      end
      headers[name] = list
    end
  end
  return headers
end

core.register_action("mirror", { "http-req" }, function(txn)
  if in_flight >= in_flight_max then
    return
  end
  local send = methods[txn.f:method()]
  local address = txn:get_var("txn.mirror")
  -- HAProxy has only the part of a body that fits in its buffer, and that part would be another request. Without a
  -- length, nobody knows whether the buffer has all of it.
  local length = tonumber(txn.f:req_fhdr("content-length") or "")
  local is_whole = (txn.f:req_body_len() or 0) == (length or 0)
  if send == nil or address == nil or not is_whole then
    return
  end
  local host = txn.f:req_fhdr("host") or address
  local request = {
    url = "http://" .. host .. txn.f:pathq(),
    dst = "ipv4@" .. address,
    headers = headers_of(txn),
    timeout = 2000,
  }
  local body = txn.f:req_body()
  if body ~= nil and body ~= "" then
    request.body = body
  end
  in_flight = in_flight + 1
  core.register_task(function()
    -- A copy that fails is no longer on its way, either.
    pcall(function()
      local client = core.httpclient()
      client[send](client, request)
    end)
    in_flight = in_flight - 1
  end)
end, 0)
