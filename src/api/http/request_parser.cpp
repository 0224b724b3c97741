#include "api/http/request_parser.hpp"

#include <optional>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "api/http/url.hpp"

namespace khoj::api {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;

/// Bytes of a chunk's head or trailer that may wait for their end.
constexpr std::size_t kMaxPendingBodyBytes = 8U << 10U;

}  // namespace

class RequestParser::Grammar {
 public:
  Grammar(const ParserLimits& limits, Request& request) : limits_(limits), request_(request) { restart(); }

  void restart() { parser_.emplace(limits_, request_); }

  std::size_t put(std::string_view bytes, error_code& ec) {
    return parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), ec);
  }
  [[nodiscard]] bool head_done() const { return parser_->is_header_done(); }
  [[nodiscard]] bool done() const { return parser_->is_done(); }
  [[nodiscard]] bool keep_alive() const { return parser_->keep_alive(); }
  void read_body() { parser_->eager(true); }

 private:
  /// Beast's parser, writing straight into our Request instead of into a container of its own.
  class Parser final : public http::basic_parser<true> {
   public:
    Parser(const ParserLimits& limits, Request& request) : limits_(limits), request_(request) {
      header_limit(static_cast<std::uint32_t>(limits.max_header_bytes));
      body_limit(limits.max_body_bytes);
    }

   private:
    using Text = boost::beast::string_view;
    static std::string_view view(Text text) { return {text.data(), text.size()}; }

    void on_request_impl(http::verb, Text method, Text target, int version, error_code& ec) override {
      if (target.size() > limits_.max_target_bytes) {
        ec = http::error::buffer_overflow;
        return;
      }
      request_.set_start_line(api::parse_method(view(method)), view(target), version);
    }
    void on_response_impl(int, Text, int, error_code&) override {}
    void on_field_impl(http::field, Text name, Text value, error_code& ec) override {
      if (head_done_) return;  // Trailers carry nothing that we would believe.
      if (++fields_ > limits_.max_headers) {
        ec = http::error::header_limit;
        return;
      }
      request_.add_header(view(name), view(value));
    }
    void on_header_impl(error_code&) override { head_done_ = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
      if (length) request_.reserve_body(static_cast<std::size_t>(*length));
    }
    std::size_t on_body_impl(Text bytes, error_code&) override {
      request_.append_body(view(bytes));
      return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, Text, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, error_code&) override {
      request_.append_body(view(bytes));
      return bytes.size();
    }
    void on_finish_impl(error_code&) override {}

    const ParserLimits& limits_;
    Request& request_;
    std::size_t fields_ = 0;
    bool head_done_ = false;
  };

  const ParserLimits& limits_;
  Request& request_;
  std::optional<Parser> parser_;
};

RequestParser::RequestParser(ParserLimits limits, Request& request)
    : limits_(limits), request_(request), grammar_(std::make_unique<Grammar>(limits_, request_)) {
  request_.clear();
}

RequestParser::~RequestParser() = default;

void RequestParser::reset() {
  request_.clear();
  grammar_->restart();
  state_ = State::header;
  failure_ = {};
  expects_continue_ = false;
}

std::size_t RequestParser::feed(std::string_view bytes) {
  if (state_ == State::done || state_ == State::failed) return 0;
  error_code ec;
  const std::size_t used = bytes.empty() ? 0 : grammar_->put(bytes, ec);
  const bool in_head = state_ == State::header;
  if (ec == http::error::need_more) {
    ec = {};
    const std::size_t limit = in_head ? limits_.max_header_bytes : kMaxPendingBodyBytes;
    if (bytes.size() - used > limit)
      ec = in_head ? http::error::header_limit : http::error::bad_chunk_extension;
  }
  if (ec == http::error::header_limit) {
    fail(431, "The headers are too large.");
  } else if (ec == http::error::buffer_overflow) {
    fail(414, "The request target is too long.");
  } else if (ec == http::error::body_limit) {
    fail(413, "The body is too large.");
  } else if (ec == http::error::bad_version) {
    fail(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
  } else if (ec) {
    fail(400, "The request is not valid HTTP.");
  } else if (in_head && grammar_->head_done()) {
    state_ = State::body;
    check_head();
    grammar_->read_body();
  }
  if (state_ == State::body && grammar_->done()) state_ = State::done;
  return used;
}

void RequestParser::check_head() {
  request_.set_keep_alive(grammar_->keep_alive());
  const auto coding = request_.header("Transfer-Encoding");
  if (request_.has_header("Transfer-Encoding") &&
      (request_.version() < 11 || request_.header_count("Transfer-Encoding") != 1 ||
       !equals_ignoring_case(trim_blanks(coding), "chunked"))) {
    return fail(501, "The only transfer coding understood is chunked, in HTTP/1.1.");
  }
  if (request_.version() >= 11 && request_.header_count("Host") != 1) {
    return fail(400, "HTTP/1.1 requires exactly one Host header.");
  }
  const auto target = request_.target();
  if (target.empty() || (target.front() != '/' && target != "*")) {
    return fail(400, "The request target must be an absolute path.");
  }
  if (request_.has_header("Expect")) {
    if (!equals_ignoring_case(request_.header("Expect"), "100-continue")) {
      return fail(417, "The only expectation understood is 100-continue.");
    }
    expects_continue_ = request_.version() >= 11;
  }
}

void RequestParser::fail(int status, std::string_view reason) noexcept {
  state_ = State::failed;
  failure_ = {status, reason};
}

}  // namespace khoj::api
