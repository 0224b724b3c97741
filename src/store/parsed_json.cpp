#include "store/parsed_json.hpp"

#include <new>

#include <simdjson.h>

namespace khoj::store {
namespace {

constexpr std::size_t kKeptParserBytes = 1U << 20U;

}  // namespace

base::Status read_json(std::string_view json,
                       const std::function<base::Status(simdjson::dom::element)>& read) {
  thread_local simdjson::dom::parser kept;
  simdjson::dom::parser fresh;
  // A rare huge text does not leave its buffers behind in every thread.
  auto& parser = json.size() > kKeptParserBytes ? fresh : kept;
  simdjson::dom::element root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root)) {
    if (error == simdjson::MEMALLOC) {
      // A parser that had part of its buffers only would crash on the next text.
      kept = simdjson::dom::parser();
      throw std::bad_alloc();
    }
    return base::fail(base::ErrorCode::invalid_argument, "is not valid JSON: {}",
                      simdjson::error_message(error));
  }
  return read(root);
}

}  // namespace khoj::store
