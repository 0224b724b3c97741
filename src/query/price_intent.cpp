#include "query/price_intent.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <fmt/format.h>

#include "domain/money.hpp"

namespace khoj::query {
namespace {

struct Word {
  std::string text;  ///< ASCII letters lower-cased.
  std::string_view original;
};

std::vector<Word> split(std::string_view query) {
  std::vector<Word> words;
  std::size_t i = 0;
  while (i < query.size()) {
    while (i < query.size() && std::isspace(static_cast<unsigned char>(query[i])) != 0) ++i;
    const std::size_t begin = i;
    while (i < query.size() && std::isspace(static_cast<unsigned char>(query[i])) == 0) ++i;
    if (i == begin) break;
    const auto original = query.substr(begin, i - begin);
    // "<500" and ">500" read as two words.
    if (original.size() > 1 && (original[0] == '<' || original[0] == '>')) {
      words.push_back({std::string(1, original[0]), original.substr(0, 1)});
      words.push_back({std::string(original.substr(1)), original.substr(1)});
    } else {
      words.push_back({std::string(original), original});
    }
  }
  for (auto& word : words) {
    std::transform(word.text.begin(), word.text.end(), word.text.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  }
  return words;
}

/// Reads words as a grammar would: from a position, remembering how far it came.
class Reader {
 public:
  explicit Reader(const std::vector<Word>& words, std::size_t position)
      : words_(words), position_(position) {}

  bool any_of(std::initializer_list<std::string_view> choices) {
    if (position_ >= words_.size()) return false;
    if (std::find(choices.begin(), choices.end(), words_[position_].text) == choices.end()) return false;
    ++position_;
    return true;
  }

  bool sequence(std::initializer_list<std::string_view> sequence) {
    if (position_ + sequence.size() > words_.size()) return false;
    std::size_t i = position_;
    for (const auto word : sequence) {
      if (words_[i++].text != word) return false;
    }
    position_ = i;
    return true;
  }

  /// Rupees, whole: "300", "₹1,500", "rs 500", "2k", "1 lakh", "500 rupees".
  std::optional<std::int64_t> amount() {
    const std::size_t start = position_;
    any_of({"rs", "rs.", "inr", "₹"});
    if (position_ < words_.size()) {
      std::string text = words_[position_].text;
      double factor = 1;
      if (text.size() > 1 && text.back() == 'k') {
        factor = 1'000;
        text.pop_back();
      }
      if (const auto paise = domain::parse_price(text)) {
        ++position_;
        if (any_of({"lakh", "lac", "lakhs"})) factor = 100'000;
        if (any_of({"hazar", "hazaar", "thousand"})) factor = 1'000;
        any_of({"rs", "rs.", "rupees", "rupee", "rupaye", "inr", "₹"});
        const double rupees = std::ceil(static_cast<double>(*paise) / 100.0 * factor);
        if (rupees > 0 && rupees * 100 <= static_cast<double>(domain::kMaxPricePaise))
          return static_cast<std::int64_t>(rupees);
      }
    }
    position_ = start;
    return std::nullopt;
  }

  [[nodiscard]] std::size_t position() const { return position_; }

 private:
  const std::vector<Word>& words_;
  std::size_t position_;
};

/// The chip that begins at word `start`, and the position after it.
std::optional<std::pair<std::string, std::size_t>> read_at(const std::vector<Word>& words,
                                                           std::size_t start) {
  {
    Reader reader(words, start);
    if (reader.any_of({"between", "from"})) {
      if (const auto low = reader.amount(); low && reader.any_of({"and", "to", "-", "se"})) {
        if (const auto high = reader.amount(); high && *low <= *high) {
          return std::pair(fmt::format("between_{}_{}", *low, *high), reader.position());
        }
      }
    }
  }
  {
    Reader reader(words, start);
    if (reader.any_of({"under", "below", "upto", "within", "max", "<"}) || reader.sequence({"up", "to"}) ||
        reader.sequence({"less", "than"})) {
      if (const auto amount = reader.amount())
        return std::pair(fmt::format("under_{}", *amount), reader.position());
    }
  }
  {
    Reader reader(words, start);
    if (reader.any_of({"above", "over", "min", ">"}) || reader.sequence({"more", "than"})) {
      if (const auto amount = reader.amount())
        return std::pair(fmt::format("above_{}", *amount), reader.position());
    }
  }
  Reader reader(words, start);
  if (const auto amount = reader.amount()) {
    if (reader.sequence({"se", "kam"}) || reader.sequence({"ke", "andar"}) ||
        reader.sequence({"ke", "niche"}) || reader.sequence({"ke", "neeche"}) || reader.any_of({"tak"})) {
      return std::pair(fmt::format("under_{}", *amount), reader.position());
    }
    if (reader.sequence({"se", "zyada"}) || reader.sequence({"se", "jyada"}) ||
        reader.sequence({"se", "upar"})) {
      return std::pair(fmt::format("above_{}", *amount), reader.position());
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<PriceIntent> find_price_intent(std::string_view query) {
  const auto words = split(query);
  for (std::size_t start = 0; start < words.size(); ++start) {
    const auto found = read_at(words, start);
    if (!found) continue;
    PriceIntent intent;
    intent.chip = found->first;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i >= start && i < found->second) continue;
      if (!intent.rest.empty()) intent.rest += ' ';
      intent.rest += words[i].original;
    }
    return intent;
  }
  return std::nullopt;
}

}  // namespace khoj::query
