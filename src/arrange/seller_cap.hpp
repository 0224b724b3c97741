// Keeps one seller from filling the page: at most so many of any `kWindow` consecutive products.
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/candidate.hpp"

namespace khoj::arrange {

inline constexpr std::size_t kSellerWindow = 12;

/// Reorders `candidates`: walking down the ranking, a product whose seller already has `max_per_seller` among the last
/// kSellerWindow - 1 placed ones waits until there is room; at the end, those still waiting follow in their order.
/// Products without a seller are never held back. 0 means no cap. Cost: O(n * kSellerWindow).
void cap_sellers(std::vector<pipeline::Candidate>& candidates, std::uint32_t max_per_seller);

}  // namespace khoj::arrange
