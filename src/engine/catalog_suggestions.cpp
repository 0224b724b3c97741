#include "engine/catalog_suggestions.hpp"

#include <algorithm>
#include <iterator>

#include "base/hash.hpp"
#include "engine/near_duplicates.hpp"
#include "engine/suggestion_sources.hpp"
#include "index/completion/completion_builder.hpp"

namespace khoj::engine {
namespace {

using index::completion::CompletionBuilder;
using index::completion::CompletionIndex;
using index::completion::Kind;

base::Result<CompletionIndex> build_index(const std::vector<Suggestible>& suggestibles) {
  CompletionBuilder builder;
  // What the builder refuses, a text of symbols or a very long one, is nothing to suggest.
  for (const auto& one : suggestibles) (void)builder.add(one.entry);
  return builder.build();
}

base::Result<CompletionIndex> build_kind(const std::vector<Suggestible>& suggestibles, Kind kind,
                                         const text::Analyzer& analyzer) {
  std::vector<Suggestible> wanted;
  std::copy_if(suggestibles.begin(), suggestibles.end(), std::back_inserter(wanted),
               [&](const Suggestible& one) { return one.entry.kind == kind; });
  return build_index(without_near_duplicates(std::move(wanted), analyzer).kept);
}

}  // namespace

base::Result<std::shared_ptr<const CatalogSuggestions>> CatalogSuggestions::build(const LiveState& live) {
  KHOJ_ASSIGN(const auto analyzer, text::Analyzer::create({}));
  auto out = std::make_shared<CatalogSuggestions>();
  auto suggestibles = suggestibles_of_catalog(live);
  KHOJ_ASSIGN(out->categories_, build_kind(suggestibles, Kind::category, analyzer));
  KHOJ_ASSIGN(out->brands_, build_kind(suggestibles, Kind::brand, analyzer));
  KHOJ_ASSIGN(out->products_, build_kind(suggestibles, Kind::product, analyzer));
  const auto distinct = without_near_duplicates(std::move(suggestibles), analyzer);
  KHOJ_ASSIGN(out->all_, build_index(distinct.kept));
  out->members_.reserve(distinct.kept.size());
  for (std::size_t i = 0; i < distinct.kept.size(); ++i) {
    const auto& entry = distinct.kept[i].entry;
    out->members_.push_back({distinct.families[i], base::hash64(entry.text), entry.weight});
  }
  std::sort(out->members_.begin(), out->members_.end(),
            [](const Member& a, const Member& b) { return a.family < b.family; });
  return out;
}

const CatalogSuggestions::Member* CatalogSuggestions::find(std::uint64_t family) const noexcept {
  const auto found =
      std::lower_bound(members_.begin(), members_.end(), family,
                       [](const Member& member, std::uint64_t wanted) { return member.family < wanted; });
  return found != members_.end() && found->family == family ? &*found : nullptr;
}

std::size_t CatalogSuggestions::memory_bytes() const noexcept {
  return all_.memory_bytes() + categories_.memory_bytes() + brands_.memory_bytes() +
         products_.memory_bytes() + members_.capacity() * sizeof(Member);
}

}  // namespace khoj::engine
