#include "simulate/product_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "simulate/draw.hpp"

namespace khoj::simulate {
namespace {

constexpr std::array<std::string_view, 6> kTitleEndings = {
    "Best Seller", "Premium Quality", "New Arrival", "Made in India", "Special Offer", "Latest Collection"};

std::size_t count_words(std::string_view text) noexcept {
  return text.empty() ? 0 : 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
}

/// Text under construction with a limit on its words.
class Words {
 public:
  explicit Words(std::size_t limit) : limit_(limit) {}

  /// Appends "prefix text suffix", unless that would go over the limit. @return whether it was appended.
  bool add(std::string_view prefix, std::string_view text, std::string_view suffix) {
    const auto spaces = std::count(prefix.begin(), prefix.end(), ' ');
    const std::size_t words = std::max<std::size_t>(count_words(text), 1) + static_cast<std::size_t>(spaces);
    if (count_ + words > limit_) return false;
    if (!text_.empty()) text_ += ' ';
    text_.append(prefix).append(text).append(suffix);
    count_ += words;
    return true;
  }

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] std::string& text() noexcept { return text_; }

 private:
  std::size_t limit_;
  std::size_t count_ = 0;
  std::string text_;
};

class Writer {
 public:
  Writer(const ProductFacts& facts, const Grammar& grammar, const Lexicon& lexicon, base::Rng& rng)
      : facts_(facts), grammar_(grammar), lexicon_(lexicon), rng_(rng) {}

  void fill(const Pattern& pattern, Words& out) {
    for (const Piece& piece : pattern) {
      if (piece.slot == Slot::literal) {
        out.add({}, piece.prefix, {});
      } else if (const auto text = value(piece.slot); !text.empty()) {
        out.add(piece.prefix, text, piece.suffix);
      }
    }
  }

  /// Whether every slot of the pattern has something to say.
  bool can_fill(const Pattern& pattern) {
    return std::all_of(pattern.begin(), pattern.end(), [&](const Piece& piece) {
      const bool drawn =
          piece.slot == Slot::literal || piece.slot == Slot::word || piece.slot == Slot::praise;
      return drawn || !value(piece.slot).empty();
    });
  }

  /// The last feature that a pattern has used, so that a title does not say it twice.
  [[nodiscard]] std::size_t used_features() const noexcept { return used_features_; }

 private:
  std::string_view value(Slot slot) {
    switch (slot) {
      case Slot::literal: return {};
      case Slot::brand: return facts_.brand;
      case Slot::series: return facts_.series;
      case Slot::code: return facts_.code;
      case Slot::noun: return facts_.noun;
      case Slot::audience: return facts_.audience;
      case Slot::material: return facts_.material;
      case Slot::style: return facts_.style;
      case Slot::color: return facts_.color;
      case Slot::size: return facts_.size;
      case Slot::spec: return scratch_ = facts_.spec_text(0);
      case Slot::second_spec: return scratch_ = facts_.spec_text(1);
      case Slot::feature: return feature(0);
      case Slot::second_feature: return feature(1);
      case Slot::author: return facts_.author;
      case Slot::category: return facts_.category->row->name;
      case Slot::word: return scratch_ = capitalised(draw_word(rng_, lexicon_));
      case Slot::praise: return pick_head(rng_, grammar_.praise());
    }
    return {};
  }

  std::string_view feature(std::size_t i) {
    used_features_ = std::max(used_features_, i + 1);
    return i < facts_.feature_count ? facts_.features[i] : std::string_view{};
  }

  const ProductFacts& facts_;
  const Grammar& grammar_;
  const Lexicon& lexicon_;
  base::Rng& rng_;
  std::string scratch_;
  std::size_t used_features_ = 0;
};

}  // namespace

const std::string& draw_word(base::Rng& rng, const Lexicon& lexicon) noexcept {
  return pick_head(rng, lexicon.words);
}

std::string write_title(const ProductFacts& facts, const Grammar& grammar, const Lexicon& lexicon,
                        base::Rng& rng) {
  Words title(kMaxTitleWords);
  Writer writer(facts, grammar, lexicon, rng);
  writer.fill(pick(rng, facts.category->titles), title);
  const std::size_t target = kMinTitleWords + 1 + rng.below(5) + rng.below(6);
  bool first = true;
  for (std::size_t i = writer.used_features(); i < facts.feature_count && title.count() < target; ++i) {
    if (first && happens(rng, 500)) {
      title.add("with ", facts.features[i], {});
    } else if (title.count() + count_words(facts.features[i]) <= kMaxTitleWords) {
      title.text() += ',';
      title.add({}, facts.features[i], {});
    }
    first = false;
  }
  for (std::size_t i = rng.below(kTitleEndings.size()); title.count() < kMinTitleWords; ++i) {
    title.add({}, kTitleEndings[i % kTitleEndings.size()], {});
  }
  return std::move(title.text());
}

std::string write_description(const ProductFacts& facts, const Grammar& grammar, const Lexicon& lexicon,
                              base::Rng& rng) {
  Words description(kMaxDescriptionWords);
  Writer writer(facts, grammar, lexicon, rng);
  description.text().reserve(800);
  const auto say = [&](const Pattern& pattern) {
    writer.fill(pattern, description);
    description.text() += '.';
  };
  const Pattern* opening = &pick(rng, grammar.openings());
  while (!writer.can_fill(*opening)) opening = &pick(rng, grammar.openings());
  say(*opening);

  // Some room is left below the limit for the sentence that crosses the target.
  const std::size_t target = kMinDescriptionWords + 2 + rng.below(36) + rng.below(31);
  std::uint64_t said = 0;
  while (description.count() < target) {
    const auto own = facts.category->sentences;
    const std::size_t chosen =
        happens(rng, 300) ? rng.below(own.size()) : own.size() + rng.below(grammar.sentences().size());
    if ((said >> chosen) & 1) continue;
    said |= std::uint64_t{1} << chosen;
    const Pattern& pattern = chosen < own.size() ? own[chosen] : grammar.sentences()[chosen - own.size()];
    if (writer.can_fill(pattern)) say(pattern);
  }
  return std::move(description.text());
}

}  // namespace khoj::simulate
