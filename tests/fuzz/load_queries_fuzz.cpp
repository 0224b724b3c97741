// Query files come from outside: any bytes give queries or an error, and every query gives a body.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "load/load_query.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto queries = khoj::load::parse_queries({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!queries) return 0;
  for (const auto& query : *queries) (void)khoj::load::search_body(query, 24, {});
  return 0;
}
