#include "engine/matches.hpp"

#include "simd/bitset.hpp"

namespace khoj::engine {
namespace {

void add(index::MatchSet& all, index::MatchSet&& more) {
  if (all.segments.empty()) {
    all = std::move(more);
    return;
  }
  for (std::size_t i = 0; i < more.segments.size(); ++i) {
    auto& words = all.segments[i];
    simd::bitset_kernels().bit_or(words.data(), more.segments[i].data(), words.data(), words.size());
  }
}

}  // namespace

index::MatchSet take_matches(std::span<rank::SourceResult> results) {
  index::MatchSet all;
  for (auto& result : results) add(all, std::move(result.retrieval.matches));
  return all;
}

base::Result<index::MatchSet> match_again(std::span<const rank::SourceResult> results,
                                          const pipeline::Context& context,
                                          const index::FilterExpression& filter) {
  pipeline::Context other = context;
  other.filter = filter;
  index::MatchSet all;
  for (const auto& result : results) {
    KHOJ_ASSIGN(auto matches, result.source->match(other, result.retrieval));
    add(all, std::move(matches));
  }
  return all;
}

}  // namespace khoj::engine
