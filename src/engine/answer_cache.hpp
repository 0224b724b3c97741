// Remembers answers by their question, up to a number of them. What it belongs to is immutable, so that no answer gets old.
// Thread-safe.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/hash.hpp"

namespace khoj::engine {

template <typename Answer>
class AnswerCache {
 public:
  explicit AnswerCache(std::size_t capacity) : capacity_of_part_(capacity / kParts + 1) {}

  /// Null when it is not known.
  [[nodiscard]] std::shared_ptr<const Answer> find(std::string_view question) const {
    const Part& part = part_of(question);
    const std::lock_guard lock(part.mutex);
    const auto known = part.answers.find(question);
    return known == part.answers.end() ? nullptr : known->second;
  }

  /// A part that is full forgets all that it knew: what is asked often is soon back.
  void insert(std::string_view question, std::shared_ptr<const Answer> answer) const {
    Part& part = part_of(question);
    const std::lock_guard lock(part.mutex);
    if (part.answers.size() >= capacity_of_part_) part.answers.clear();
    part.answers.emplace(question, std::move(answer));
  }

 private:
  static constexpr std::size_t kParts = 16;

  struct Part {
    mutable std::mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const Answer>, base::StringHash, std::equal_to<>> answers;
  };

  [[nodiscard]] Part& part_of(std::string_view question) const {
    return parts_[base::hash64(question) % kParts];
  }

  std::size_t capacity_of_part_;
  mutable std::array<Part, kParts> parts_;
};

}  // namespace khoj::engine
