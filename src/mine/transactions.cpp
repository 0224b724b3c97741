#include "mine/transactions.hpp"

#include <algorithm>

namespace khoj::mine {

base::Status check(const Transactions& transactions) {
  constexpr std::uint64_t kMost = 0xFFFF'0000;
  const auto& offsets = transactions.offsets;
  if (offsets.empty() && transactions.items.empty()) return {};
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != transactions.items.size()) {
    return base::fail(base::ErrorCode::invalid_argument,
                      "offsets must lead from 0 to {}, the number of items", transactions.items.size());
  }
  if (!std::is_sorted(offsets.begin(), offsets.end()))
    return base::fail(base::ErrorCode::invalid_argument, "offsets must not descend");
  if (transactions.items.size() + transactions.size() > kMost) {
    return base::fail(base::ErrorCode::resource_exhausted,
                      "{} items in {} transactions are more than {}: mine a sample",
                      transactions.items.size(), transactions.size(), kMost);
  }
  return {};
}

}  // namespace khoj::mine
