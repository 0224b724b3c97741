// event_from_json on arbitrary bytes: no crash, and whatever is accepted is valid and is written and read back as it was.
#include <cstdlib>
#include <string>
#include <string_view>

#include "store/event_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace khoj;
  constexpr std::int64_t kNowMs = 1'700'000'000'000;
  const auto event = store::event_from_json({reinterpret_cast<const char*>(data), size}, kNowMs);
  if (!event) return 0;
  std::string json;
  store::append_event_json(json, *event);
  const auto back = store::event_from_json(json, kNowMs);
  if (!domain::validate(*event, kNowMs) || !back || *back != *event) std::abort();
  return 0;
}
