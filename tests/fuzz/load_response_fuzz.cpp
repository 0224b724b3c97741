// Whatever a server sends, the benchmark's response parser ends in one of its states, and how the bytes are cut into
// reads makes no difference.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "load/response_parser.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  khoj::load::ResponseParser whole;
  const auto at_once = whole.feed(bytes);
  khoj::load::ResponseParser parts;
  auto in_parts = khoj::load::ResponseParser::State::reading;
  for (const char& byte : bytes) in_parts = parts.feed({&byte, 1});
  if (at_once != in_parts || whole.status() != parts.status()) std::abort();
  parts.finish();
  return 0;
}
