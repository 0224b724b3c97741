// Loads an HTTP server and measures its answers: closed loop (every connection asks again as soon as it has
// its answer) or open loop (requests are due at Poisson times; one that finds no free connection waits and is
// charged for it). One thread drives all connections, so that the generator itself stays out of the server's
// way; no pipelining.
//
// Failed requests are counted by kind and are not in the latencies: connect, closed (the server hung up),
// timeout, malformed (no HTTP/1.1), unfinished (still waiting when an open loop gave up), http_<status> for a
// status of 400 up.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "load/http_target.hpp"
#include "load/load_options.hpp"
#include "load/load_report.hpp"

namespace khoj::load {

/// Puts the bytes of the next request (see request_bytes) into `out`; false when there are no more. Called
/// from the thread that runs the measurement.
using RequestSource = std::function<bool(std::string& out)>;

/// Hands out `requests` over and over, in order. None at all ends at once.
RequestSource repeat(std::vector<std::string> requests);

/// Runs a measurement against `target` and blocks until it is over: an open loop if options.rate is set, else
/// a closed one. It is over when the time is, when options.total_requests are done, or when `source` has no
/// more and all are done. Errors: invalid_argument (options), unavailable (the host is unknown, or its port
/// does not answer at the start).
base::Result<LoadReport> run_http_load(const HttpTarget& target, RequestSource source,
                                       const LoadOptions& options);

}  // namespace khoj::load
