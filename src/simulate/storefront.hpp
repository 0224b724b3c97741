// What shoppers meet: a catalogue as shelves of one leaf category each, with what nobody tells a recommender but what
// decides what is bought: how good a product is, how it looks, how popular it is at a moment. A pure function of
// (products, seed, span). It says nothing of any single shopper. Immutable once built; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "simulate/product_life.hpp"
#include "simulate/shop_item.hpp"
#include "simulate/wish_words.hpp"

namespace khoj::simulate {

inline constexpr std::uint32_t kStyles = 8;
inline constexpr std::uint32_t kNoProduct = 0xFFFFFFFF;

struct ShelfProduct {
  std::uint32_t leaf = 0;
  std::uint32_t brand = 0;
  std::int64_t price_paise = -1;  ///< -1: it has none.
  float price_place = -1;  ///< Share of the leaf's products that cost less, 0 to 1; -1: it has no price.
  float quality = 0;       ///< About standard normal; what its rating says is a part of it.
  std::uint8_t style = 0;  ///< One of kStyles looks.
  ProductLife life;
};

struct Leaf {
  std::string path;
  std::uint32_t department = 0;
  std::uint32_t replenish_days = 0;        ///< 0: goods that last.
  double demand = 0;                       ///< Share of the shop's visits, all leaves together 1.
  std::int64_t median_price_paise = 0;     ///< 0: nothing on the shelf has a price.
  std::vector<std::uint32_t> complements;  ///< Leaves, the closest first.
  std::size_t first = 0;                   ///< Its products: shelf()[first, last).
  std::size_t last = 0;
};

class Storefront {
 public:
  /// REQUIRES: `items` is not empty and has fewer than 2^32 - 1 elements. Cost: some microseconds for each.
  Storefront(std::vector<ShopItem> items, std::uint64_t seed, Span span);

  [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }
  [[nodiscard]] const Span& span() const noexcept { return span_; }
  [[nodiscard]] std::span<const ShelfProduct> products() const noexcept { return products_; }
  [[nodiscard]] const std::string& product_id(std::uint32_t product) const noexcept { return ids_[product]; }
  [[nodiscard]] std::span<const Leaf> leaves() const noexcept { return leaves_; }
  [[nodiscard]] std::span<const std::uint32_t> shelf(const Leaf& leaf) const noexcept {
    return std::span(shelf_).subspan(leaf.first, leaf.last - leaf.first);
  }
  /// Leaves of each department.
  [[nodiscard]] std::span<const std::vector<std::uint32_t>> departments() const noexcept {
    return departments_;
  }
  /// How well known a brand is, 0 to 1.
  [[nodiscard]] double renown(std::uint32_t brand) const noexcept { return renown_[brand]; }
  [[nodiscard]] const std::string& brand_name(std::uint32_t brand) const noexcept { return brands_[brand]; }
  [[nodiscard]] const WishWords& words() const noexcept { return words_; }
  [[nodiscard]] std::span<const std::uint32_t> trending() const noexcept { return trending_; }

  /// A leaf, drawn by demand.
  [[nodiscard]] std::uint32_t draw_leaf(base::Rng& rng) const;
  [[nodiscard]] std::uint32_t draw_leaf_of(std::uint32_t department, base::Rng& rng) const;

  /// At most `length` different products of a leaf in the order in which the shop shows them at this moment: by
  /// popularity, mixed with noise (drawn one after the other by appeal, without putting back).
  void list(std::uint32_t leaf, std::int64_t at_ms, std::size_t length, base::Rng& rng,
            std::vector<std::uint32_t>& out) const;

  /// One of a few products of `leaf` that go with `product`, the same ones for every shopper; kNoProduct when none of
  /// them is sold yet.
  [[nodiscard]] std::uint32_t companion(std::uint32_t product, std::uint32_t leaf, std::int64_t at_ms,
                                        base::Rng& rng) const;

 private:
  void shelve(const std::vector<ShopItem>& items);
  void describe_leaf(Leaf& leaf, const std::vector<ShopItem>& items, std::span<const double> looks);
  void measure_demand();
  [[nodiscard]] std::uint32_t draw_product(const Leaf& leaf, base::Rng& rng) const;

  std::uint64_t seed_;
  Span span_;
  std::vector<std::string> ids_;
  std::vector<ShelfProduct> products_;
  std::vector<std::string> brands_;
  std::vector<double> renown_;
  std::vector<Leaf> leaves_;
  std::vector<std::vector<std::uint32_t>> departments_;
  std::vector<std::uint32_t> shelf_;  ///< Product numbers, leaf by leaf.
  std::vector<double> appeal_until_;  ///< Beside shelf_: sum of the best appeals of its leaf up to this one.
  std::vector<double> demand_until_;  ///< Beside leaves_.
  std::vector<std::uint32_t> trending_;
  WishWords words_;
};

}  // namespace khoj::simulate
