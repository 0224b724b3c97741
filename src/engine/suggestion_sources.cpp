#include "engine/suggestion_sources.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "base/background.hpp"
#include "base/hash.hpp"
#include "domain/product.hpp"
#include "pipeline/product_card.hpp"
#include "text/normalise.hpp"
#include "text/stop_words.hpp"

namespace khoj::engine {
namespace {

using index::completion::Kind;

/// What shoppers ask counts for more than what the shop has: weights are these times the logarithm of a count.
constexpr double kQueryFactor = 3.0;
constexpr double kCategoryFactor = 2.0;
constexpr double kBrandFactor = 1.5;
constexpr double kAttributeFactor = 1.0;
constexpr double kProductFactor = 0.75;

constexpr std::size_t kMaxTitleWords = 5;
constexpr std::size_t kMaxPhraseBytes = 64;
/// Longer logged queries are nobody else's.
constexpr std::size_t kMaxQueryBytes = 128;
constexpr std::uint64_t kMinPairProducts = 2;

float weight_of(double count, double factor) { return static_cast<float>(factor * std::log1p(count)); }

/// Counts of texts that differ in case and accents only; the first spelling is the one that is shown.
class Tally {
 public:
  std::uint32_t add(std::string_view text) {
    text::fold_into(text, folded_);
    const auto [place, added] = places_.try_emplace(folded_, static_cast<std::uint32_t>(entries_.size()));
    if (added) entries_.push_back({std::string(text), 0});
    ++entries_[place->second].count;
    return place->second;
  }
  [[nodiscard]] const std::string& text(std::uint32_t place) const { return entries_[place].text; }

  /// Adds what finds something to `out`.
  void give(const LiveState& live, Kind kind, double factor, std::vector<Suggestible>& out) const {
    for (const auto& [text, count] : entries_) {
      if (finds_all_words(live, text))
        out.push_back({{text, kind, weight_of(static_cast<double>(count), factor), {}}, {}});
    }
  }
  /// The same for texts that are known to find something.
  void give_all(Kind kind, double factor, std::vector<Suggestible>& out) const {
    for (const auto& [text, count] : entries_)
      out.push_back({{text, kind, weight_of(static_cast<double>(count), factor), {}}, {}});
  }

 private:
  struct Entry {
    std::string text;
    std::uint64_t count;
  };
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> places_;
  std::vector<Entry> entries_;
  std::string folded_;
};

/// How many products have both of two values.
using PairCounts = std::unordered_map<std::uint64_t, std::uint64_t>;

std::uint64_t pair_of(std::uint32_t first, std::uint32_t second) {
  return (static_cast<std::uint64_t>(first) << 32U) | second;
}

void give_pairs(const LiveState& live, const PairCounts& pairs, const Tally& first, const Tally& second,
                std::vector<Suggestible>& out) {
  for (const auto& [pair, count] : pairs) {
    if (count < kMinPairProducts) continue;
    auto text = first.text(static_cast<std::uint32_t>(pair >> 32U)) + " " +
                second.text(static_cast<std::uint32_t>(pair));
    if (text.size() > kMaxPhraseBytes) continue;
    text = text::fold(text);
    if (finds_all_words(live, text))
      out.push_back(
          {{std::move(text), Kind::attribute, weight_of(static_cast<double>(count), kAttributeFactor), {}},
           {}});
  }
}

std::string_view leaf_of(std::string_view path) {
  const auto leaf = path.rfind(domain::kCategorySeparator);
  return leaf == std::string_view::npos ? path : path.substr(leaf + domain::kCategorySeparator.size());
}

bool is_stop_word(std::string_view word) {
  constexpr std::array kLanguages = {"english", "hinglish", "hindi"};
  return std::any_of(kLanguages.begin(), kLanguages.end(), [word](const char* language) {
    const auto words = text::stop_words(language);
    return std::find(words.begin(), words.end(), word) != words.end();
  });
}

std::size_t end_of_name(std::string_view title) {
  std::size_t end = title.find_first_of(",|([{;:/\"");
  for (const std::string_view dash : {" - ", " – ", " — "}) end = std::min(end, title.find(dash));
  return std::min(end, title.size());
}

std::vector<std::string_view> split_at_blanks(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find_first_of(" \t\r\n"), text.size());
    if (size > 0) words.push_back(text.substr(0, size));
    text.remove_prefix(std::min(text.size(), size + 1));
  }
  return words;
}

/// As many whole words as fit.
std::string join_up_to(const std::vector<std::string_view>& words, std::size_t max_bytes) {
  std::string text;
  for (const auto word : words) {
    if (text.size() + 1 + word.size() > max_bytes) break;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

}  // namespace

index::FilterExpression shown_products(const LiveState& live) {
  if (live.settings->out_of_stock != "hide") return {};
  return index::FilterExpression::range(pipeline::column::kInStock, 1.0, 1.0);
}

std::string title_phrase(std::string_view title) {
  const std::string name = text::fold(title.substr(0, end_of_name(title)));
  auto words = split_at_blanks(name);
  if (words.size() > kMaxTitleWords) words.resize(kMaxTitleWords);
  while (words.size() > 1 && is_stop_word(words.back())) words.pop_back();
  return join_up_to(words, kMaxPhraseBytes);
}

bool finds_all_words(const LiveState& live, const std::string& text) {
  index::SearchQuery query;
  query.words = live.parser->parse(text).words;
  if (query.words.empty()) return false;
  const auto required =
      std::count_if(query.words.begin(), query.words.end(), [](const auto& w) { return !w.stop_word; });
  query.filter = shown_products(live);
  query.k = 1;
  query.min_level =
      static_cast<std::uint32_t>(required == 0 ? query.words.size() : static_cast<std::size_t>(required));
  return live.snapshot->index->search(query).total > 0;
}

base::Result<std::vector<Suggestible>> suggestibles_of_catalog(const LiveState& live,
                                                               const std::stop_token& stop) {
  const auto& index = *live.snapshot->index;
  const auto products =
      index.browse(shown_products(live),
                   static_cast<std::uint32_t>(std::min<std::uint64_t>(index.doc_count(), 1U << 30U)));
  Tally titles;
  Tally brands;
  Tally categories;
  Tally colors;
  PairCounts branded;
  PairCounts colored;
  for (const auto& hit : products.hits) {
    KHOJ_TRY(base::unless_stopped(stop));
    const auto card = pipeline::read_product_card(index.stored(hit.doc));
    if (!card) continue;
    if (const auto phrase = title_phrase(card->title); !phrase.empty()) titles.add(phrase);
    const auto category = leaf_of(card->category);
    std::optional<std::uint32_t> in_category;
    if (!category.empty()) in_category = categories.add(category);
    if (!card->brand.empty()) {
      const auto brand = brands.add(card->brand);
      if (in_category) ++branded[pair_of(brand, *in_category)];
    }
    if (!card->color.empty()) {
      const auto color = colors.add(card->color);
      if (in_category) ++colored[pair_of(color, *in_category)];
    }
  }
  std::vector<Suggestible> out;
  categories.give(live, Kind::category, kCategoryFactor, out);
  brands.give(live, Kind::brand, kBrandFactor, out);
  give_pairs(live, branded, brands, categories, out);
  give_pairs(live, colored, colors, categories, out);
  const auto& searchable = live.settings->searchable;
  const bool titles_found = std::any_of(searchable.begin(), searchable.end(),
                                        [](const auto& field) { return field.name == "title"; });
  if (titles_found) {
    titles.give_all(Kind::product, kProductFactor, out);
  } else {
    titles.give(live, Kind::product, kProductFactor, out);
  }
  return out;
}

std::vector<Suggestible> suggestibles_of_log(const LiveState& live, const std::vector<QueryCount>& counts,
                                             std::int64_t now_ms, double half_life_ms) {
  std::vector<Suggestible> out;
  for (const auto& [query, count, last_ms, results] : counts) {
    if (query.size() > kMaxQueryBytes) continue;
    if (results.value_or(0) == 0 && !finds_all_words(live, query)) continue;
    const double age_ms = static_cast<double>(std::max<std::int64_t>(0, now_ms - last_ms));
    const double decayed = static_cast<double>(count) * std::exp2(-age_ms / half_life_ms);
    const std::string folded = text::fold(query);
    out.push_back({{join_up_to(split_at_blanks(folded), kMaxQueryBytes),
                    Kind::query,
                    weight_of(decayed, kQueryFactor),
                    {}},
                   results});
  }
  return out;
}

}  // namespace khoj::engine
