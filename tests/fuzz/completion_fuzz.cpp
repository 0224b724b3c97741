// Any bytes may be typed, and any text may be a completion: the first line is the query, the others are completions.
// What is found must be one of them, and the same that the plain reference finds.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "index/completion/completion_builder.hpp"
#include "index/completion/reference.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace khoj::index::completion;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto next_line = [&rest] {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    return line;
  };
  const std::string_view typed = next_line();
  CompletionBuilder builder;
  std::vector<Entry> entries;
  while (!rest.empty() && entries.size() < 64) {
    Entry entry{std::string(next_line()),
                static_cast<Kind>(entries.size() % kKindCount),
                1'000.0F - static_cast<float>(entries.size()),
                {}};
    if (builder.add(entry)) entries.push_back(std::move(entry));
  }
  const auto index = builder.build();
  if (!index) std::abort();
  Options options;
  options.max_visits = kUnlimitedVisits;
  if (typed.size() > 256) {
    for (const auto& hit : index->complete(typed, 8)) {
      if (hit.text.empty()) std::abort();
    }
    return 0;
  }
  if (index->complete(typed, 8, options) != complete_plainly(entries, typed, 8, options)) std::abort();
  return 0;
}
