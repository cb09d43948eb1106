-- Each connection pauses at random before its next request, so requests come as from many
-- independent users: a Poisson process. The argument is the mean pause in milliseconds.
local mean = 0

function init(args)
  mean = tonumber(args[1])
  math.randomseed(os.time())
end

function delay()
  return math.floor(-mean * math.log(1 - math.random()) + 0.5)
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    'REPORT {"requests":%d,"failed":%d,"p50Us":%d,"p90Us":%d,"p99Us":%d}\n',
    summary.requests, failed, latency:percentile(50), latency:percentile(90), latency:percentile(99)))
end
