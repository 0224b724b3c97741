#include "sources/registry.hpp"

#include <fmt/ranges.h>

#include "sources/lexical.hpp"

namespace khoj::sources {
namespace {

struct SourceRow {
  std::string_view name;
  std::shared_ptr<const pipeline::Source> (*make)();
};

constexpr SourceRow kSources[] = {
    {"lexical", make_lexical_source},
};

}  // namespace

base::Result<std::shared_ptr<const pipeline::Source>> find_source(std::string_view name) {
  for (const auto& row : kSources) {
    if (row.name == name) return row.make();
  }
  return base::fail(base::ErrorCode::invalid_argument, "unknown source '{}'; expected one of {}", name,
                    fmt::join(source_names(), ", "));
}

std::vector<std::string_view> source_names() {
  std::vector<std::string_view> names;
  for (const auto& row : kSources) names.push_back(row.name);
  return names;
}

}  // namespace khoj::sources
