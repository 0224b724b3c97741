#include "mine/fp_growth.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <thread>
#include <vector>

#include "mine/fp_grower.hpp"
#include "mine/ranked_transactions.hpp"

namespace khoj::mine {
namespace {

base::Status check(const FpGrowthOptions& options) {
  if (!(options.min_support > 0 && options.min_support <= 1)) {
    return base::fail(base::ErrorCode::invalid_argument, "min_support is {}, not above 0 and at most 1",
                      options.min_support);
  }
  if (options.max_item_sets == 0)
    return base::fail(base::ErrorCode::invalid_argument, "max_item_sets is 0, not at least 1");
  return {};
}

/// What one thread finds: the sets whose rarest item has a rank, side by side.
struct Share {
  struct OfRank {
    std::uint32_t rank;
    std::size_t first;
    std::size_t last;
  };
  std::optional<FpGrower> grower;
  std::vector<OfRank> parts;
};

}  // namespace

std::uint64_t least_count(double min_support, std::uint64_t transactions) noexcept {
  const auto n = static_cast<double>(transactions);
  const double about = std::floor(min_support * n);
  auto count = static_cast<std::uint64_t>(std::max(1.0, about - 1));
  while (static_cast<double>(count) / n < min_support) ++count;
  return count;
}

base::Result<ItemSets> mine_item_sets(const Transactions& transactions, const FpGrowthOptions& options) {
  KHOJ_TRY(check(options));
  KHOJ_TRY(check(transactions));
  ItemSets out(transactions.size());
  if (transactions.size() == 0) return out;
  const std::uint64_t min_count = least_count(options.min_support, transactions.size());
  const RankedTransactions ranked(transactions, min_count);

  SetLimit limit(options.max_item_sets);
  const std::uint32_t ranks = ranked.item_count();
  std::atomic<std::uint32_t> next{0};
  const auto work = [&](Share& share) {
    for (std::uint32_t rank = next++; rank < ranks && !limit.exceeded(); rank = next++) {
      const std::size_t first = share.grower->found().size();
      share.grower->grow(ranked, rank);
      share.parts.push_back({rank, first, share.grower->found().size()});
    }
    share.grower->settle();
  };
  std::vector<Share> shares(std::clamp(options.threads, 1U, std::max(1U, ranks)));
  for (auto& share : shares) share.grower.emplace(min_count, options.max_length, limit, transactions.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < shares.size(); ++i) threads.emplace_back([&, i] { work(shares[i]); });
    work(shares[0]);
  }
  if (limit.exceeded()) {
    return base::fail(base::ErrorCode::resource_exhausted,
                      "more than {} item sets: raise min_support ({}) or max_item_sets, or set max_length",
                      options.max_item_sets, options.min_support);
  }
  if (shares.size() == 1) return shares[0].grower->take();

  std::vector<std::pair<Share::OfRank, const ItemSets*>> parts;
  for (const auto& share : shares) {
    for (const auto& part : share.parts) parts.emplace_back(part, &share.grower->found());
  }
  std::sort(parts.begin(), parts.end(),
            [](const auto& a, const auto& b) { return a.first.rank < b.first.rank; });
  for (const auto& [part, sets] : parts) out.append(*sets, part.first, part.last);
  return out;
}

}  // namespace khoj::mine
