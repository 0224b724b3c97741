#include "sources/registry.hpp"

#include <fmt/ranges.h>

#include "sources/again.hpp"
#include "sources/catalog_order.hpp"
#include "sources/content.hpp"
#include "sources/covisit.hpp"
#include "sources/diverse_picks.hpp"
#include "sources/lexical.hpp"
#include "sources/rules.hpp"
#include "sources/searches.hpp"
#include "sources/semantic.hpp"
#include "sources/trending.hpp"

namespace khoj::sources {
namespace {

struct SourceRow {
  std::string_view name;
  std::shared_ptr<const pipeline::Source> (*make)();
};

// clang-format off: one row a line.
constexpr SourceRow kSources[] = {
    {"lexical", make_lexical_source},
    {"semantic", make_semantic_source},
    {"content", make_content_source},
    {"covisit", make_covisit_source},
    {"rules", make_rules_source},
    {"again", make_again_source},
    {"searches", make_searches_source},
    {"trending", make_trending_source},
    {"diverse_picks", make_diverse_picks_source},
    {"best_value", make_best_value_source},
    {"top_rated", make_top_rated_source},
    {"popular", make_popular_source},
};
// clang-format on

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
