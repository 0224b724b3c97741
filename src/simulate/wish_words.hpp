// What is typed to find a product: one to three words of its title, its brand, or of what its kind of goods is called.
// The same wish is always typed in the same words. Immutable once built; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/shop_item.hpp"

namespace khoj::simulate {

inline constexpr std::uint32_t kNoWord = 0xFFFFFFFF;
inline constexpr std::size_t kTitleWords = 8;
inline constexpr std::uint32_t kPhrasings = 16;  ///< Ways to ask for one product.

/// One to three words; kNoWord where there are fewer.
using Phrase = std::array<std::uint32_t, 3>;

class WishWords {
 public:
  /// @param leaves  the number of each item's leaf category.
  WishWords(std::span<const ShopItem> items, std::span<const std::uint32_t> leaves, std::size_t leaf_count,
            std::uint64_t seed);

  /// Way number `phrasing` of asking for a product; words of the leaf alone for about a third of them.
  [[nodiscard]] Phrase phrase(std::uint32_t product, std::uint32_t leaf, std::uint32_t phrasing) const;

  /// How many words of the phrase stand in the product's title.
  [[nodiscard]] int matches(const Phrase& phrase, std::uint32_t product) const noexcept;

  [[nodiscard]] std::string text(const Phrase& phrase) const;

  /// The product's word that tells it from others of its leaf, as a number; 0 when its title has none.
  [[nodiscard]] std::uint32_t telling_word(std::uint32_t product, std::uint32_t leaf) const noexcept;

 private:
  using TitleWords = std::array<std::uint32_t, kTitleWords>;

  void count_head_words(std::span<const std::uint32_t> leaves, std::size_t leaf_count);
  [[nodiscard]] bool is_head(std::uint32_t leaf, std::uint32_t word) const noexcept;

  std::uint64_t seed_;
  std::vector<std::string> words_;
  std::vector<TitleWords> titles_;
  std::vector<std::uint32_t> brands_;  ///< First word of each product's brand.
  std::vector<std::vector<std::uint32_t>>
      heads_;  ///< What each leaf's goods are called, the commonest first.
};

}  // namespace khoj::simulate
