// Bytes of a body through the described types' reader; what is accepted is written and read again, and must
// stay the same. Then through the two cutters of batches.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/errors.hpp"
#include "api/json/read.hpp"
#include "api/json/slices.hpp"
#include "api/json/write.hpp"
#include "api/k0/search_types.hpp"
#include "api/native/event_types.hpp"
#include "api/native/settings_types.hpp"

namespace {

template <typename T>
void round_trip(std::string_view text) {
  const auto first = khoj::api::read_body<T>(text);
  if (!first) {
    if (first.error().empty()) std::abort();
    static_cast<void>(khoj::api::validation_response(first.error(), "fuzz-request"));
    return;
  }
  const std::string written = khoj::api::json_text(*first);
  const auto second = khoj::api::read_body<T>(written);
  if (!second || khoj::api::json_text(*second) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  round_trip<khoj::api::k0::SearchBody>(text);
  round_trip<khoj::engine::SearchSettings>(text);
  round_trip<khoj::api::native::EventBody>(text);
  static_cast<void>(khoj::api::array_slices(text));
  static_cast<void>(khoj::api::line_slices(text));
  return 0;
}
