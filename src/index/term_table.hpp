// The terms of a segment being built: a hash table from a term's text to its number, and the texts in one arena. Terms
// only come in, until clear(). Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/hash.hpp"

namespace khoj::index {

class TermTable {
 public:
  TermTable() { clear(); }

  /// The term's number, a new one (the size before) if it was not there.
  std::uint32_t intern(std::string_view term) {
    const auto hash = static_cast<std::uint32_t>(base::hash64(term));
    std::size_t slot = hash & mask_;
    for (; slots_[slot].number != kEmpty; slot = (slot + 1) & mask_) {
      if (slots_[slot].hash == hash && terms_[slots_[slot].number] == term) return slots_[slot].number;
    }
    const auto number = static_cast<std::uint32_t>(terms_.size());
    terms_.push_back(keep(term));
    slots_[slot] = {hash, number};
    if (terms_.size() * 2 > slots_.size()) grow();
    return number;
  }

  [[nodiscard]] std::string_view term(std::uint32_t number) const noexcept { return terms_[number]; }
  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(terms_.size()); }
  [[nodiscard]] std::size_t used_bytes() const noexcept {
    return slots_.size() * sizeof(Slot) + terms_.size() * sizeof(std::string_view) + pages_.size() * kPage;
  }

  void clear() {
    slots_.assign(1024, {0, kEmpty});
    mask_ = slots_.size() - 1;
    terms_.clear();
    pages_.clear();
    page_left_ = 0;
  }

 private:
  struct Slot {
    std::uint32_t hash;
    std::uint32_t number;
  };
  static constexpr std::uint32_t kEmpty = 0xFFFFFFFFU;
  static constexpr std::size_t kPage = 1U << 16U;

  std::string_view keep(std::string_view term) {
    if (page_left_ < term.size()) {
      page_left_ = std::max(kPage, term.size());
      pages_.push_back(std::make_unique_for_overwrite<char[]>(page_left_));
      page_at_ = pages_.back().get();
    }
    char* const at = page_at_;
    term.copy(at, term.size());
    page_at_ += term.size();
    page_left_ -= term.size();
    return {at, term.size()};
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2, {0, kEmpty});
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& moved : old) {
      if (moved.number == kEmpty) continue;
      std::size_t slot = moved.hash & mask_;
      while (slots_[slot].number != kEmpty) slot = (slot + 1) & mask_;
      slots_[slot] = moved;
    }
  }

  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::vector<std::string_view> terms_;
  std::vector<std::unique_ptr<char[]>> pages_;
  char* page_at_ = nullptr;
  std::size_t page_left_ = 0;
};

}  // namespace khoj::index
