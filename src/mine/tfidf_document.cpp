#include "mine/tfidf_document.hpp"

#include <algorithm>
#include <cmath>

namespace khoj::mine {

void TfidfDocument::clear() noexcept {
  bytes_.clear();
  words_.clear();
  next_position_ = 0;
}

void TfidfDocument::add(std::span<const text::Token> tokens, float weight) {
  if (!(weight > 0.0F)) return;
  const double units = std::clamp(std::round(double{weight} * kTfidfUnits), 1.0, double{kMaxTfidfCount});
  std::uint64_t last = 0;
  for (const text::Token& token : tokens) {
    words_.push_back({static_cast<std::uint32_t>(bytes_.size()),
                      static_cast<std::uint32_t>(token.term.size()), next_position_ + token.position,
                      static_cast<std::uint32_t>(units)});
    bytes_ += token.term;
    last = std::max<std::uint64_t>(last, token.position);
  }
  next_position_ += last + 2;  // One position stays empty: no run crosses it.
}

std::span<const TfidfDocument::Term> TfidfDocument::terms(const TfidfOptions& options) {
  terms_.clear();
  pairs_.clear();
  if (options.min_words == 1) {
    for (const Word& word : words_) terms_.push_back({text(word), word.units});
  }
  if (options.max_words == 2) {
    const auto each_pair = [this](auto&& visit) {
      for (std::size_t i = 0; i < words_.size(); ++i) {
        for (std::size_t j = i + 1; j < words_.size() && words_[j].position <= words_[i].position + 1; ++j) {
          if (words_[j].position == words_[i].position + 1) visit(words_[i], words_[j]);
        }
      }
    };
    std::size_t size = 0;
    each_pair([&](const Word& a, const Word& b) { size += a.size + b.size + 1; });
    pairs_.reserve(size);  // The terms look into it.
    each_pair([&](const Word& a, const Word& b) {
      const std::size_t begin = pairs_.size();
      pairs_ += text(a);
      pairs_ += ' ';
      pairs_ += text(b);
      terms_.push_back({std::string_view(pairs_).substr(begin), a.units});
    });
  }
  std::sort(terms_.begin(), terms_.end(), [](const Term& a, const Term& b) { return a.text < b.text; });
  std::size_t kept = 0;
  for (const Term& term : terms_) {
    if (kept > 0 && terms_[kept - 1].text == term.text) {
      terms_[kept - 1].count = std::min(terms_[kept - 1].count + term.count, kMaxTfidfCount);
    } else {
      terms_[kept++] = term;
    }
  }
  terms_.resize(kept);
  return terms_;
}

}  // namespace khoj::mine
