// A shop of shoes, kettles and sarees where no product says "sneakers", and shoppers who searched for them.
#pragma once

#include <string>
#include <vector>

#include "base/rng.hpp"
#include "domain/product.hpp"
#include "signals/live_signals.hpp"

namespace khoj::engine {

/// 120 products: shoe0, kettle1, saree2, shoe3 …; when they are stored in this order, their items are the numbers.
inline std::vector<domain::Product> three_kinds() {
  struct Kind {
    const char* id;
    const char* category;
    std::vector<std::string> words;
  };
  const Kind kinds[] = {
      {"shoe", "Sports > Footwear", {"running", "mesh", "sole", "lace", "jogging", "cushion", "grip"}},
      {"kettle", "Home > Kitchen", {"steel", "electric", "litre", "boil", "cordless", "handle", "spout"}},
      {"saree", "Fashion > Ethnic", {"silk", "banarasi", "zari", "blouse", "wedding", "drape", "border"}}};
  base::Rng rng(11);
  std::vector<domain::Product> products;
  for (int i = 0; i < 120; ++i) {
    const Kind& kind = kinds[i % 3];
    auto& product = products.emplace_back();
    product.id = kind.id + std::to_string(i);
    const std::size_t first = rng.below(7);
    for (std::size_t j = 0; j < 4; ++j)
      product.title += kind.words[(first + j * (1 + rng.below(2))) % 7] + " ";
    product.categories = {kind.category};
    product.price_paise = 1'000 * (i + 1);
    product.stock = 5;
  }
  return products;
}

/// Three users search for sneakers and click ten shoes each.
inline std::vector<signals::LoggedEvent> sneakers_wanted() {
  std::vector<signals::LoggedEvent> events;
  for (const char* const user : {"a", "b", "c"}) {
    auto search = signals::LoggedEvent{};
    search.kind = domain::EventKind::search;
    search.query = "sneakers";
    search.user = domain::user_key(user);
    events.push_back(search);
    for (std::uint32_t item = 0; item < 30; item += 3) {
      auto click = signals::LoggedEvent{};
      click.user = search.user;
      click.item = domain::ItemId(item);
      events.push_back(click);
    }
  }
  return events;
}

}  // namespace khoj::engine
