// Remembers answers by their question, up to a weight of them together. What it belongs to is immutable, or the question
// names it, so that no answer gets old. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/hash.hpp"

namespace khoj::base {

template <typename Answer>
class AnswerCache {
 public:
  /// `capacity` is in the unit of the weights: a number of answers where each weighs 1.
  explicit AnswerCache(std::size_t capacity) : capacity_of_half_(capacity / (2 * kParts) + 1) {}

  /// Null when it is not known.
  [[nodiscard]] std::shared_ptr<const Answer> find(std::string_view question) const {
    Part& part = part_of(question);
    Answers forgotten;  // Destroyed after the lock has been let go.
    const std::lock_guard lock(part.mutex);
    if (const auto known = part.recent.find(question); known != part.recent.end()) {
      ++part.known;
      return known->second.answer;
    }
    const auto known = part.older.find(question);
    if (known == part.older.end()) return nullptr;
    ++part.known;
    auto answer = known->second.answer;
    const auto weight = known->second.weight;
    part.recent.insert(part.older.extract(known));
    part.recent_weight += weight;
    forgotten = make_room(part);
    return answer;
  }

  void insert(std::string_view question, std::shared_ptr<const Answer> answer, std::size_t weight = 1) const {
    if (weight > capacity_of_half_) return;
    Part& part = part_of(question);
    Answers forgotten;
    const std::lock_guard lock(part.mutex);
    if (!part.recent.emplace(question, Remembered{std::move(answer), weight}).second) return;
    part.recent_weight += weight;
    forgotten = make_room(part);
  }

  /// How many questions it has answered.
  [[nodiscard]] std::uint64_t known() const {
    std::uint64_t sum = 0;
    for (Part& part : parts_) {
      const std::lock_guard lock(part.mutex);
      sum += part.known;
    }
    return sum;
  }

 private:
  static constexpr std::size_t kParts = 64;

  struct Remembered {
    std::shared_ptr<const Answer> answer;
    std::size_t weight = 1;
  };
  using Answers = std::unordered_map<std::string, Remembered, StringHash, std::equal_to<>>;

  /// What was asked since `recent` was last full, and what was asked before that and not since: nearly a list by last
  /// use, without one.
  struct Part {
    mutable std::mutex mutex;
    Answers recent;
    Answers older;
    std::size_t recent_weight = 0;
    std::uint64_t known = 0;  ///< Questions whose answer was.
  };

  /// @return what is forgotten.
  [[nodiscard]] Answers make_room(Part& part) const {
    if (part.recent_weight <= capacity_of_half_) return {};
    part.recent_weight = 0;
    return std::exchange(part.older, std::exchange(part.recent, {}));
  }

  [[nodiscard]] Part& part_of(std::string_view question) const { return parts_[hash64(question) % kParts]; }

  std::size_t capacity_of_half_;
  mutable std::array<Part, kParts> parts_;
};

}  // namespace khoj::base
