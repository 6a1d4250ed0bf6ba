-- Sends the requests of a file (lines of method, path, token and body, separated by tabs) in random order, and prints what came of it as JSON.
-- "{n}" in a body is a number that no other request has.
local requests = {}
local threads = 0
local count = 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
end

function init(args)
  math.randomseed(os.time() * 100 + id)
  for line in io.lines(os.getenv("REQUESTS")) do
    local method, path, token, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = { ["Content-Type"] = "application/json" }
    if token ~= "" then headers["Authorization"] = "Bearer " .. token end
    requests[#requests + 1] = { method = method, path = path, headers = headers, body = body ~= "" and body or nil }
  end
end

function request()
  local r = requests[math.random(#requests)]
  local body = r.body
  if body and body:find("{n}", 1, true) then
    count = count + 1
    body = body:gsub("{n}", string.format("%d-%d-%d", os.time(), id, count) .. "-" .. math.random(1e9))
  end
  return wrk.format(r.method, r.path, r.headers, body)
end

function done(summary, latency)
  io.write(string.format('{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "status": %d, "socket": %d}\n', summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
