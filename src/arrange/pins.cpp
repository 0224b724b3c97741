#include "arrange/pins.hpp"

#include <algorithm>
#include <iterator>

namespace khoj::arrange {

void place_pins(std::vector<pipeline::Candidate>& candidates, std::span<const pipeline::Pin> pins,
                std::vector<pipeline::Candidate> fetched) {
  if (pins.empty()) return;
  const auto is_pinned = [&](const pipeline::Candidate& candidate) {
    return std::any_of(pins.begin(), pins.end(), [&](const auto& pin) { return pin.item == candidate.item; });
  };
  const auto pinned = std::stable_partition(candidates.begin(), candidates.end(),
                                            [&](const auto& candidate) { return !is_pinned(candidate); });
  fetched.insert(fetched.end(), std::make_move_iterator(pinned), std::make_move_iterator(candidates.end()));
  candidates.erase(pinned, candidates.end());
  std::size_t next = 0;  // Behind the pin before: of two at one position the first comes first.
  for (const auto& pin : pins) {
    const auto found = std::find_if(fetched.begin(), fetched.end(),
                                    [&](const auto& candidate) { return candidate.item == pin.item; });
    if (found == fetched.end()) continue;
    const std::size_t place = std::min(std::max<std::size_t>(pin.position, next), candidates.size());
    candidates.insert(candidates.begin() + static_cast<std::ptrdiff_t>(place), std::move(*found));
    fetched.erase(found);
    next = place + 1;
  }
}

}  // namespace khoj::arrange
