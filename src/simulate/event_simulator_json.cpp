// The JSON of simulated events and of the truth behind them; the members are listed in docs/simulation.md.
#include <algorithm>
#include <utility>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include "simulate/event_simulator.hpp"

namespace khoj::simulate {
namespace {

constexpr std::size_t kTruthBrands = 10;

/// Ids and words as JSON text; most need no escapes.
void append_text(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
  });
  if (plain) {
    out.append(1, '"').append(text).append(1, '"');
  } else {
    out += boost::json::serialize(boost::json::string_view(text));
  }
}

void append_rupees(std::string& out, std::int64_t paise) {
  fmt::format_to(std::back_inserter(out), "{}", paise / 100);
  if (paise % 100 != 0) fmt::format_to(std::back_inserter(out), ".{:02}", paise % 100);
}

/// The brands that a shopper likes among those on the shelves that they visit, the dearest to them first.
std::vector<std::pair<double, std::uint32_t>> liked_brands(const Storefront& storefront,
                                                           const Shopper& shopper) {
  std::vector<std::uint32_t> brands;
  for (const auto& interest : shopper.interests) {
    for (const auto product : storefront.shelf(storefront.leaves()[interest.leaf]))
      brands.push_back(storefront.products()[product].brand);
  }
  std::sort(brands.begin(), brands.end());
  brands.erase(std::unique(brands.begin(), brands.end()), brands.end());
  std::vector<std::pair<double, std::uint32_t>> liked;
  for (const auto brand : brands) {
    const double taste = brand_taste(storefront, shopper, brand);
    if (taste > 0) liked.emplace_back(-taste, brand);
  }
  std::sort(liked.begin(), liked.end());
  if (liked.size() > kTruthBrands) liked.resize(kTruthBrands);
  return liked;
}

}  // namespace

void EventSimulator::append_event_json(std::string& out, const ShopperEvent& event) const {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, R"({{"event_id":"s{}-u{:06}-{}","type":"{}",)", options_.seed, event.user, event.number,
                 kShopperActNames[static_cast<std::size_t>(event.act)]);
  if (event.act == ShopperAct::search) {
    out += R"("query":)";
    append_text(out, query(event));
  } else {
    out += R"("product_id":)";
    append_text(out, storefront_.product_id(event.product));
  }
  if (event.act == ShopperAct::click && event.place != kNoPosition)
    fmt::format_to(to, R"(,"position":{})", event.place);
  if (event.act == ShopperAct::purchase) {
    fmt::format_to(to, R"(,"quantity":{})", event.quantity);
    if (const auto paise = storefront_.products()[event.product].price_paise; paise >= 0) {
      out += R"(,"value":)";
      append_rupees(out, paise * event.quantity);
    }
  }
  fmt::format_to(to, R"(,"user_id":"u{:06}","at_ms":{}}})", event.user, event.at_ms);
}

void EventSimulator::append_truth_json(std::string& out, std::uint64_t user) const {
  const Shopper who = shopper(user);
  double now = 0;
  for (const auto& interest : who.interests) now += interest.weight_at(options_.until_ms);
  const auto to = std::back_inserter(out);
  fmt::format_to(to, R"({{"user_id":"{}","activity":{:.4f},"price_band":{:.4f},"price_tolerance":{:.4f},)",
                 user_id(user), who.activity, who.price_band, who.price_tolerance);
  fmt::format_to(to, R"("repeat_tendency":{:.4f},"categories":[)", who.repeat_tendency);
  const char* comma = "";
  for (const auto& interest : who.interests) {
    fmt::format_to(to, R"({}{{"category":)", std::exchange(comma, ","));
    append_text(out, storefront_.leaves()[interest.leaf].path);
    fmt::format_to(to, R"(,"weight":{:.4f},"weight_at_end":{:.4f}}})", interest.weight,
                   interest.weight_at(options_.until_ms) / now);
  }
  out += R"(],"brands":[)";
  comma = "";
  for (const auto& [taste, brand] : liked_brands(storefront_, who)) {
    fmt::format_to(to, R"({}{{"brand":)", std::exchange(comma, ","));
    append_text(out, storefront_.brand_name(brand));
    fmt::format_to(to, R"(,"taste":{:.4f}}})", -taste);
  }
  out += "]}";
}

}  // namespace khoj::simulate
