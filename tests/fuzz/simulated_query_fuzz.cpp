// Any bytes as a file of simulated queries: they are read or refused with an error, and what was read
// survives being written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "simulate/simulated_query_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj;
  io::MemorySource source(std::string_view(reinterpret_cast<const char*>(data), size));
  const auto queries = simulate::read_queries(source);
  if (!queries) return 0;
  for (const auto& query : *queries) {
    std::string line;
    simulate::append_query_json(line, query);
    const auto again = simulate::query_from_json(line);
    if (!again || !(*again == query)) std::abort();
  }
  return 0;
}
