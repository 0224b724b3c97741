// HttpServer: an HTTP/1.1 server with one event loop per worker thread. It accepts, parses, calls the Handler
// and writes what that answers, in the order of the requests (pipelining included). It knows nothing of
// routes, JSON or Khoj.
//
//   KHOJ_ASSIGN(auto server, api::HttpServer::start(options, handler));
//   … wait for a signal …
//   server->drain(10'000);
//
// Connections are handed to the loop that has the fewest. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "api/http/handler.hpp"
#include "api/http/request_parser.hpp"
#include "base/result.hpp"

namespace khoj::api {

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< An IPv4 or IPv6 address, or localhost.
  std::uint16_t port = 8000;       ///< 0: any free one; port() tells.
  std::size_t workers = 0;         ///< Event loops, one thread each; 0: one per core.
  ParserLimits limits;
  std::size_t max_connections = 10'000;  ///< Above it: 503 with Retry-After, then closed.
  std::int64_t max_queue_ms = 200;  ///< A request that would wait longer for its turn: 503 with Retry-After.
  std::int64_t header_timeout_ms = 10'000;  ///< From a request's first byte to the end of its head; else 408.
  std::int64_t idle_timeout_ms = 75'000;    ///< Between requests; then the connection is closed.
  std::int64_t body_timeout_ms = 10'000;    ///< For a body, plus the time that min_bytes_per_s allows for.
  std::int64_t write_timeout_ms = 10'000;  ///< For a response, plus the time that min_bytes_per_s allows for.
  std::uint64_t min_bytes_per_s = 16U << 10U;  ///< Slower clients are cut.
};

struct ServerStats {
  std::uint64_t open_connections = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;    ///< Over max_connections.
  std::uint64_t shed = 0;       ///< Requests refused because too many were waiting.
  std::uint64_t timed_out = 0;  ///< Cut because they were slow (idle ones are not counted).
};

class HttpServer {
 public:
  /// Binds, listens and starts the loops. `handler` must outlive the server.
  /// Errors: invalid_argument (host), unavailable (the port is taken, or may not be bound).
  static base::Result<std::unique_ptr<HttpServer>> start(ServerOptions options, Handler& handler);

  /// As stop().
  ~HttpServer();

  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] ServerStats stats() const noexcept;

  /// Stops accepting, closes idle connections, lets requests in flight finish (their responses say
  /// `Connection: close`), and cuts what is left after `deadline_ms`. Returns when every loop has ended.
  /// A handler that is still running then is waited for: handlers always end.
  void drain(std::int64_t deadline_ms);

  /// drain() without patience.
  void stop() { drain(0); }

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace khoj::api
