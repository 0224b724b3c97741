#include "arrange/seller_cap.hpp"

#include <algorithm>
#include <deque>

namespace khoj::arrange {

void cap_sellers(std::vector<pipeline::Candidate>& candidates, std::uint32_t max_per_seller) {
  if (max_per_seller == 0) return;
  std::vector<pipeline::Candidate> placed;
  placed.reserve(candidates.size());
  std::deque<pipeline::Candidate> waiting;
  const auto fits = [&](const pipeline::Candidate& candidate) {
    if (candidate.card.seller_id.empty()) return true;
    const std::size_t begin = placed.size() >= kSellerWindow - 1 ? placed.size() - (kSellerWindow - 1) : 0;
    const auto same =
        std::count_if(placed.begin() + static_cast<std::ptrdiff_t>(begin), placed.end(),
                      [&](const auto& p) { return p.card.seller_id == candidate.card.seller_id; });
    return same < static_cast<std::ptrdiff_t>(max_per_seller);
  };
  const auto place_waiting = [&] {
    for (auto it = waiting.begin(); it != waiting.end();) {
      if (fits(*it)) {
        placed.push_back(std::move(*it));
        waiting.erase(it);
        it = waiting.begin();
      } else {
        ++it;
      }
    }
  };
  for (auto& candidate : candidates) {
    place_waiting();
    if (fits(candidate)) {
      placed.push_back(std::move(candidate));
    } else {
      waiting.push_back(std::move(candidate));
    }
  }
  place_waiting();
  for (auto& candidate : waiting) placed.push_back(std::move(candidate));
  candidates = std::move(placed);
}

}  // namespace khoj::arrange
