-- A call like a client's, and what came of all of them in one line of JSON.

function init(arguments)
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  wrk.body = arguments[1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"answers":%d,"microseconds":%d,"p50":%d,"p99":%d,"errors":%d}\n', summary.requests,
    summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
