// Turns bytes into a Request, incrementally: HTTP/1.0 and 1.1, Content-Length and chunked bodies, with
// limits. Beast does the grammar (and refuses what could be read in two ways: two lengths, a length beside
// chunks); this adds what a server must refuse besides, and says which status answers it. One parser per
// connection; not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "api/http/request.hpp"

namespace khoj::api {

struct ParserLimits {
  std::size_t max_header_bytes = 16U << 10U;
  std::size_t max_target_bytes = 8U << 10U;
  std::size_t max_headers = 100;
  std::uint64_t max_body_bytes = 16U << 20U;
};

class RequestParser {
 public:
  enum class State {
    header,  ///< Wants more bytes of the head.
    body,    ///< The head is complete; wants more bytes of the body.
    done,    ///< The request is complete.
    failed,  ///< failure() says how to answer; the connection cannot go on.
  };
  struct Failure {
    int status = 400;
    std::string_view reason;  ///< One static sentence for the client.
  };

  /// `request` is filled; it must outlive the parser.
  RequestParser(ParserLimits limits, Request& request);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Begins the next request: clears it.
  void reset();

  /// Reads on from `bytes`, which begin with whatever the last call left over. It stops when the head is
  /// complete (call again for the body) and when the request is. @return how many bytes were used; those left
  /// over that make no sense yet must be given again together with more.
  std::size_t feed(std::string_view bytes);

  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] const Failure& failure() const noexcept { return failure_; }
  /// The client waits for "100 Continue" before it sends the body.
  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }

 private:
  class Grammar;
  void fail(int status, std::string_view reason) noexcept;
  void check_head();

  ParserLimits limits_;
  Request& request_;
  std::unique_ptr<Grammar> grammar_;
  State state_ = State::header;
  Failure failure_;
  bool expects_continue_ = false;
};

}  // namespace khoj::api
