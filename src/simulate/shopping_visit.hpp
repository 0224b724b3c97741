// One visit of one shopper to the shop: what is searched, looked at, opened, put into the cart and bought, and what of
// it they will come back for. docs/simulation.md has the formulas. Everything random comes from the Rng that is given.
// Used by shopper_diary only; one thread. The errands stand in shopping_visit.cpp, what is done with the products before
// them in visit_pages.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/rng.hpp"
#include "simulate/shopper.hpp"
#include "simulate/shopper_event.hpp"
#include "simulate/storefront.hpp"

namespace khoj::simulate {

/// What a shopper comes for.
enum class Errand : std::uint8_t {
  browse,    ///< Something of a category.
  research,  ///< The same category again, after having left without.
  go_with,   ///< Something that goes with a product that they have.
  restock,   ///< A product that is used up.
  cart,      ///< What was left in the cart.
  wish,      ///< A product of the wish list.
  home_page  ///< Nothing; they look what is new.
};

struct Plan {
  std::int64_t at_ms = 0;
  Errand errand = Errand::browse;
  std::uint32_t leaf = 0;
  std::uint32_t product = kNoProduct;
};

struct Bought {
  std::uint32_t product = 0;
  std::int64_t at_ms = 0;
};

/// What a shopper carries from visit to visit.
struct ShopperMemory {
  std::vector<Bought> bought;
  std::vector<std::uint32_t> cart;
  std::vector<std::uint32_t> wished;
  std::vector<std::uint32_t> opened;  ///< The latest few, the oldest first.

  [[nodiscard]] bool has_opened(std::uint32_t product) const noexcept;
  /// When `product` was bought last; a time long ago when it never was.
  [[nodiscard]] std::int64_t last_bought(std::uint32_t product) const noexcept;
};

[[nodiscard]] inline bool contains(const std::vector<std::uint32_t>& products,
                                   std::uint32_t product) noexcept {
  return std::find(products.begin(), products.end(), product) != products.end();
}

class Visit {
 public:
  /// Appends to `events` and `later`; numbers the events on. All references outlive the visit.
  Visit(const Storefront& storefront, const Shopper& shopper, ShopperMemory& memory, base::Rng& rng,
        std::vector<ShopperEvent>& events, std::vector<Plan>& later)
      : shop_(storefront), shopper_(shopper), memory_(memory), rng_(rng), events_(events), later_(later) {}

  /// Does what was planned. May be called again, for a second errand on the way.
  void pursue(const Plan& plan);

  /// Buys what is in the cart, or leaves it; plans what follows from the visit. @return when it ended.
  std::int64_t finish();

 private:
  void shop_around(std::uint32_t leaf, std::uint32_t anchor);
  void restock(std::uint32_t product);
  void look_at_home_page();
  /// Types a wish for something of `leaf` and fills list_; `target` is given or thought of.
  void search(std::uint32_t leaf, std::uint32_t target);
  void walk_list();
  void open(std::uint32_t product, double wish, int depth);
  void look_at_similar(std::uint32_t product, int depth);
  void look_beside(std::uint32_t product);
  void put_into_cart(std::uint32_t product);
  void buy(std::uint32_t product);
  void plan_restock(std::uint32_t product);

  [[nodiscard]] double wish_for(std::uint32_t product) const;
  [[nodiscard]] std::uint32_t think_of(std::uint32_t leaf);
  [[nodiscard]] bool examines(std::size_t place);
  [[nodiscard]] bool is_used_up(std::uint32_t product) const noexcept;
  [[nodiscard]] const Leaf& leaf_of(std::uint32_t product) const noexcept;
  void pass(double least_s, double mean_more_s);
  void tell(ShopperAct act, std::uint32_t product, std::uint16_t place = kNoPosition,
            std::uint8_t quantity = 1);

  const Storefront& shop_;
  const Shopper& shopper_;
  ShopperMemory& memory_;
  base::Rng& rng_;
  std::vector<ShopperEvent>& events_;
  std::vector<Plan>& later_;
  std::int64_t now_ms_ = 0;
  std::vector<std::uint32_t> list_;
  std::uint32_t target_ = kNoProduct;  ///< What they think of while they walk list_.
  Phrase phrase_{};                    ///< What was typed for list_; nothing but kNoWord when it was not.
  Plan main_;                          ///< The first errand.
  bool began_ = false;
  int opened_ = 0;
  int carted_ = 0;
};

}  // namespace khoj::simulate
