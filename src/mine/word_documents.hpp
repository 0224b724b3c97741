// Texts as lists of words, each word a number: what word vectors are trained on. Grows only; not thread-safe while it does.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"

namespace khoj::mine {

class WordDocuments {
 public:
  /// One text: the words of a title with those of its categories, or a query with those of what was clicked. A word that
  /// stands twice counts once; empty words and those of more than 128 bytes are left out. Cost: a look-up a word, 4 bytes.
  /// @param weight > 0, finite: as much as so many such texts.
  void add(std::span<const std::string_view> words, float weight = 1.0F);

  [[nodiscard]] std::size_t size() const noexcept { return weights_.size(); }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t i) const noexcept {
    return std::span(words_).subspan(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }
  [[nodiscard]] float weight(std::size_t i) const noexcept { return weights_[i]; }

  [[nodiscard]] std::size_t word_count() const noexcept { return spellings_.size(); }
  [[nodiscard]] std::string_view spelling(std::uint32_t word) const noexcept { return *spellings_[word]; }
  /// In how many texts it stands.
  [[nodiscard]] std::uint32_t count(std::uint32_t word) const noexcept { return counts_[word]; }

 private:
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> numbers_;
  std::vector<const std::string*> spellings_;  ///< The map's keys, which stay where they are.
  std::vector<std::uint32_t> counts_;
  std::vector<std::size_t>
      last_;  ///< Of each word, the number behind that of the last text that it stood in.
  std::vector<std::size_t> offsets_{0};
  std::vector<std::uint32_t> words_;
  std::vector<float> weights_;
};

}  // namespace khoj::mine
