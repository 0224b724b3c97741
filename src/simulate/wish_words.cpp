#include "simulate/wish_words.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "simulate/real_draw.hpp"
#include "text/normalise.hpp"
#include "text/stop_words.hpp"

namespace khoj::simulate {
namespace {

constexpr std::size_t kMaxWordBytes = 32;
constexpr std::size_t kHeadWords = 6;
constexpr double kHeadShare =
    0.04;  ///< A word that calls the goods stands in at least this share of the titles.

/// A word of a leaf occurs there so much oftener than elsewhere that it names the goods, as a logarithm.
constexpr double kNamingLift = 1.2;
/// A leaf with a larger share of the shop is not asked for that: there is little elsewhere.
constexpr double kLargeLeaf = 0.25;

/// They stand in many titles and are no wish.
constexpr std::array<std::string_view, 24> kMeasures = {
    "ml",    "kg",  "gm",   "gms",   "gb",   "tb",  "mah",   "inch",   "inches", "cm",    "mm",   "ft",
    "litre", "ltr", "watt", "watts", "pack", "pcs", "piece", "pieces", "set",    "combo", "size", "free"};

/// They say for whom, not what.
constexpr std::array<std::string_view, 10> kAudiences = {"women", "men",  "womens", "mens", "girls",
                                                         "boys",  "girl", "boy",    "kids", "unisex"};

bool is_word_byte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

/// Whether shoppers type it: no lone letter, no bare number, no "for".
bool says_something(std::string_view word) {
  if (word.size() < 2 || word.size() > kMaxWordBytes) return false;
  if (std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
  if (std::find(kMeasures.begin(), kMeasures.end(), word) != kMeasures.end()) return false;
  const auto stop = text::stop_words("english");
  return std::find(stop.begin(), stop.end(), word) == stop.end();
}

template <typename Take>
void for_each_word(std::string_view text, Take take) {
  const std::string folded = text::fold(text);
  for (std::size_t at = 0; at < folded.size();) {
    if (!is_word_byte(folded[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < folded.size() && is_word_byte(folded[end])) ++end;
    std::string word = folded.substr(at, end - at);
    if (says_something(word) && !take(std::move(word))) return;
    at = end;
  }
}

void add(Phrase& phrase, std::uint32_t word) noexcept {
  if (word == kNoWord) return;
  for (auto& place : phrase) {
    if (place == word) return;
    if (place != kNoWord) continue;
    place = word;
    return;
  }
}

}  // namespace

WishWords::WishWords(std::span<const ShopItem> items, std::span<const std::uint32_t> leaves,
                     std::size_t leaf_count, std::uint64_t seed)
    : seed_(seed), heads_(leaf_count) {
  std::unordered_map<std::string, std::uint32_t, base::StringHash, std::equal_to<>> numbers;
  const auto number_of = [&](std::string word) {
    const auto [place, added] =
        numbers.try_emplace(std::move(word), static_cast<std::uint32_t>(words_.size()));
    if (added) words_.push_back(place->first);
    return place->second;
  };
  titles_.reserve(items.size());
  brands_.reserve(items.size());
  for (const auto& item : items) {
    TitleWords title;
    title.fill(kNoWord);
    std::size_t count = 0;
    for_each_word(item.title, [&](std::string word) {
      const auto number = number_of(std::move(word));
      if (std::find(title.begin(), title.end(), number) == title.end()) title[count++] = number;
      return count < kTitleWords;
    });
    std::uint32_t brand = kNoWord;
    for_each_word(item.brand, [&](std::string word) {
      brand = number_of(std::move(word));
      return false;
    });
    titles_.push_back(title);
    brands_.push_back(brand == kNoWord ? title[0] : brand);
  }
  count_head_words(leaves, leaf_count);
  // Where titles have nothing in common, goods are called by the name of their shelf.
  for (std::size_t i = 0; i < items.size(); ++i) {
    auto& head = heads_[leaves[i]];
    if (!head.empty()) continue;
    const std::string_view path = items[i].category;
    const std::size_t last = path.rfind('>');
    for_each_word(last == std::string_view::npos ? path : path.substr(last + 1), [&](std::string word) {
      head.push_back(number_of(std::move(word)));
      return head.size() < 2;
    });
    if (head.empty()) head.push_back(titles_[i][0] == kNoWord ? number_of("gift") : titles_[i][0]);
  }
}

void WishWords::count_head_words(std::span<const std::uint32_t> leaves, std::size_t leaf_count) {
  std::vector<std::uint32_t> everywhere(words_.size());
  std::vector<std::vector<std::uint32_t>> members(leaf_count);
  for (std::size_t i = 0; i < titles_.size(); ++i) {
    members[leaves[i]].push_back(static_cast<std::uint32_t>(i));
    for (const auto word : titles_[i])
      if (word != kNoWord) ++everywhere[word];
  }
  const auto all = static_cast<double>(titles_.size());
  std::unordered_map<std::uint32_t, std::uint32_t> here;
  std::vector<std::pair<double, std::uint32_t>> ranked;
  for (std::size_t leaf = 0; leaf < leaf_count; ++leaf) {
    here.clear();
    for (const auto product : members[leaf]) {
      for (const auto word : titles_[product])
        if (word != kNoWord && word != brands_[product]) ++here[word];
    }
    const auto size = static_cast<double>(members[leaf].size());
    ranked.clear();
    for (const auto& [word, count] : here) {
      const auto found = static_cast<double>(count);
      if (found < 2 || found < kHeadShare * size) continue;
      if (std::find(kAudiences.begin(), kAudiences.end(), words_[word]) != kAudiences.end()) continue;
      const double lift = natural_log(found / size * all / static_cast<double>(everywhere[word]));
      if (lift < kNamingLift && size < kLargeLeaf * all) continue;
      ranked.emplace_back(-found * (0.1 + std::max(lift, 0.0)), word);
    }
    std::sort(ranked.begin(), ranked.end());
    for (std::size_t i = 0; i < ranked.size() && i < kHeadWords; ++i)
      heads_[leaf].push_back(ranked[i].second);
  }
}

bool WishWords::is_head(std::uint32_t leaf, std::uint32_t word) const noexcept {
  return std::find(heads_[leaf].begin(), heads_[leaf].end(), word) != heads_[leaf].end();
}

Phrase WishWords::phrase(std::uint32_t product, std::uint32_t leaf, std::uint32_t phrasing) const {
  auto rng = rng_for(seed_, Stream::wording, std::uint64_t{product} * kPhrasings + phrasing);
  const auto& heads = heads_[leaf];
  const auto& title = titles_[product];
  const auto known =
      static_cast<std::uint64_t>(std::find(title.begin(), title.end(), kNoWord) - title.begin());
  const auto any_word = [&] { return known == 0 ? kNoWord : title[rng.below(known)]; };
  Phrase phrase;
  phrase.fill(kNoWord);
  const double kind = rng.uniform();
  if (kind < 0.35) {
    add(phrase, pick_head(rng, heads));
    if (rng.chance(0.35)) add(phrase, pick_head(rng, heads));
  } else if (kind < 0.55) {
    add(phrase, brands_[product]);
    if (rng.chance(0.8)) add(phrase, heads[0]);
  } else if (kind < 0.85) {
    add(phrase, any_word());
    add(phrase, heads[0]);
  } else {
    const std::uint64_t start = known > 3 ? rng.below(known - 2) : 0;
    for (std::uint64_t i = start; i < known && i < start + 3; ++i) add(phrase, title[i]);
  }
  if (phrase[0] == kNoWord) add(phrase, heads[0]);
  return phrase;
}

int WishWords::matches(const Phrase& phrase, std::uint32_t product) const noexcept {
  const auto& title = titles_[product];
  int found = 0;
  for (const auto word : phrase) {
    if (word != kNoWord && std::find(title.begin(), title.end(), word) != title.end()) ++found;
  }
  return found;
}

std::string WishWords::text(const Phrase& phrase) const {
  std::string text;
  for (const auto word : phrase) {
    if (word == kNoWord) break;
    if (!text.empty()) text += ' ';
    text += words_[word];
  }
  return text;
}

std::uint32_t WishWords::telling_word(std::uint32_t product, std::uint32_t leaf) const noexcept {
  // The least by a hash of its number: products that share words tend to share this one.
  std::uint32_t best = 0;
  std::uint64_t least = UINT64_MAX;
  for (const auto word : titles_[product]) {
    if (word == kNoWord || word == brands_[product] || is_head(leaf, word)) continue;
    const std::uint64_t hash = base::hash64(words_[word], seed_);
    if (hash >= least) continue;
    least = hash;
    best = word;
  }
  return best;
}

}  // namespace khoj::simulate
