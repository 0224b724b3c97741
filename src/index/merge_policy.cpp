#include "index/merge_policy.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace khoj::index {
namespace {

constexpr std::size_t kMergeAtOnce = 4;
constexpr std::uint32_t kSmall = 1000;
constexpr std::size_t kTiers = 16;

std::size_t tier_of(std::uint32_t live) {
  std::size_t tier = 0;
  for (std::uint64_t limit = kSmall; live > limit && tier + 1 < kTiers; limit *= 4) ++tier;
  return tier;
}

}  // namespace

std::vector<std::size_t> choose_merge(std::span<const SegmentSize> segments, std::uint32_t max_docs) {
  std::array<std::vector<std::size_t>, kTiers> tiers;
  for (std::size_t i = 0; i < segments.size(); ++i) tiers[tier_of(segments[i].live)].push_back(i);
  for (auto& tier : tiers) {
    if (tier.size() < kMergeAtOnce) continue;
    std::sort(tier.begin(), tier.end(),
              [&](std::size_t a, std::size_t b) { return segments[a].live < segments[b].live; });
    std::vector<std::size_t> chosen;
    std::uint64_t docs = 0;
    for (const std::size_t i : tier) {
      if (docs + segments[i].live > max_docs) break;
      docs += segments[i].live;
      chosen.push_back(i);
    }
    if (chosen.size() >= 2) return chosen;
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::uint64_t as_written = segments[i].live - std::min(segments[i].live, segments[i].revised);
    if (as_written * 2 < segments[i].docs) return {i};
  }
  return {};
}

std::vector<std::size_t> choose_merge_at_rest(std::span<const SegmentSize> segments, std::uint32_t max_docs) {
  constexpr std::uint64_t kGrowth = 4;
  std::vector<std::size_t> order(segments.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return segments[a].live < segments[b].live; });
  std::vector<std::size_t> chosen;
  std::uint64_t docs = 0;
  for (const std::size_t i : order) {
    const bool joins = chosen.empty() || segments[i].live <= kGrowth * docs;
    if (!joins && chosen.size() == 1) {  // What is much smaller than the next stays alone.
      chosen.clear();
      docs = 0;
    } else if (!joins) {
      break;
    }
    if (docs + segments[i].live > max_docs) break;
    docs += segments[i].live;
    chosen.push_back(i);
  }
  if (chosen.size() >= 2) return chosen;
  constexpr std::uint64_t kRevisedShare = 8;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].revised * kRevisedShare > segments[i].docs) return {i};
  }
  return {};
}

}  // namespace khoj::index
