#include "mine/term_numbers.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace khoj::mine {

std::uint32_t TermNumbers::number(std::string_view term) {
  if (terms_.size() * 2 >= slots_.size()) grow();
  const auto hash = static_cast<std::uint32_t>(base::hash64(term));
  std::size_t at = hash & (slots_.size() - 1);
  for (; slots_[at].number_and_1 != 0; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].hash == hash && terms_[slots_[at].number_and_1 - 1] == term)
      return slots_[at].number_and_1 - 1;
  }
  terms_.push_back(keep(term));
  slots_[at] = {static_cast<std::uint32_t>(terms_.size()), hash};
  return slots_[at].number_and_1 - 1;
}

std::string_view TermNumbers::keep(std::string_view term) {
  constexpr std::size_t kPage = 64 * 1024;
  // A page never grows beyond what it has reserved, so that the views into it stay.
  if (pages_.empty() || pages_.back().capacity() - pages_.back().size() < term.size()) {
    pages_.emplace_back().reserve(std::max(kPage, term.size()));
  }
  std::string& page = pages_.back();
  const std::size_t begin = page.size();
  page += term;
  return std::string_view(page).substr(begin);
}

void TermNumbers::grow() {
  std::vector<Slot> old(std::max<std::size_t>(1024, slots_.size() * 2));
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.number_and_1 == 0) continue;
    std::size_t at = slot.hash & (slots_.size() - 1);
    while (slots_[at].number_and_1 != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

}  // namespace khoj::mine
