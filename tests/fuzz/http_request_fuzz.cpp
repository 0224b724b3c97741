// Bytes from a socket through the request parser, in pieces of every size, over several requests of one
// connection; then through everything that reads a request's parts.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/http/gzip.hpp"
#include "api/http/request_parser.hpp"
#include "api/http/router.hpp"

namespace {

using khoj::api::Method;
using khoj::api::Request;
using khoj::api::RequestParser;
using khoj::api::Router;

const Router& router() {
  static const Router kRouter = [] {
    Router made;
    made.add(Method::get, "/", 0);
    made.add(Method::get, "/api/v1/products/{id}", 1);
    made.add(Method::get, "/assets/{path...}", 2);
    return made;
  }();
  return kRouter;
}

void use(Request& request, const khoj::api::ParserLimits& limits) {
  if (request.body().size() > limits.max_body_bytes || request.target().size() > limits.max_target_bytes)
    std::abort();
  const auto* resource = router().match(request);
  if (resource != nullptr && resource->allow().empty()) std::abort();
  static_cast<void>(request.query("limit"));
  static_cast<void>(khoj::api::accepts_gzip(request.header("Accept-Encoding")));
  static_cast<void>(khoj::api::names_media(request.header("Accept"), "text/html"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t step = 1 + data[0];
  std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const khoj::api::ParserLimits limits{
      .max_header_bytes = 1024, .max_target_bytes = 256, .max_headers = 16, .max_body_bytes = 4096};
  Request request;
  RequestParser parser(limits, request);
  std::string pending;
  while (!bytes.empty()) {
    pending += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
    while (!pending.empty()) {
      const std::size_t used = parser.feed(pending);
      if (used > pending.size()) std::abort();
      pending.erase(0, used);
      if (parser.state() == RequestParser::State::failed) return parser.failure().status >= 400 ? 0 : -1;
      if (parser.state() == RequestParser::State::done) {
        use(request, limits);
        parser.reset();
      } else if (used == 0) {
        break;
      }
    }
  }
  return 0;
}
