#include "text/highlight.hpp"

#include <algorithm>

#include "text/graphemes.hpp"

namespace khoj::text {
namespace {

constexpr std::string_view kEllipsis = "…";

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
}

}  // namespace

Highlighter::Highlighter(const Analyzer& analyzer, const std::vector<QueryWord>& query)
    : analyzer_(analyzer) {
  int number = 0;  // Words that say the same are one.
  for (const QueryWord& word : query) {
    bool fresh = false;
    for (const TermAlternative& alternative : word.alternatives)
      fresh = terms_.try_emplace(alternative.term, number).second || fresh;
    number += fresh ? 1 : 0;
  }
}

void Highlighter::find_places(std::string_view text) {
  analyzer_.analyze(text, buffer_);
  places_.clear();
  found_ = false;
  Graphemes graphemes(text);
  for (const Token& token : buffer_.tokens()) {
    const auto term = terms_.find(token.term);
    const int word = term == terms_.end() ? -1 : term->second;
    found_ = found_ || word >= 0;
    const Range range{graphemes.floor(token.begin), graphemes.ceiling(token.end)};
    // Several tokens may stand for one stretch: a word and its transliteration, a compound and its parts.
    if (!places_.empty() && range.begin < places_.back().range.end) {
      Place& last = places_.back();
      const bool same = (last.word >= 0) == (word >= 0);
      if (!same && word < 0) continue;
      last.range =
          same ? Range{std::min(last.range.begin, range.begin), std::max(last.range.end, range.end)} : range;
      if (word >= 0 && last.word < 0) last.word = word;
      continue;
    }
    places_.push_back({range, word});
  }
}

/// The stretch of `words` words with the most different words of the query, the most of them, the first.
Highlighter::Range Highlighter::choose_window(std::string_view text, std::uint32_t words) const {
  const auto size = static_cast<std::uint32_t>(text.size());
  if (words == 0 || places_.size() <= words) return {0, size};
  std::vector<std::uint32_t> held(terms_.size() + 1);
  std::size_t different = 0;
  std::size_t marks = 0;
  std::size_t best_different = 0;
  std::size_t best_marks = 0;
  std::size_t best = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].word >= 0) {
      different += held[static_cast<std::size_t>(places_[i].word)]++ == 0 ? 1 : 0;
      ++marks;
    }
    if (i >= words && places_[i - words].word >= 0) {
      different -= --held[static_cast<std::size_t>(places_[i - words].word)] == 0 ? 1 : 0;
      --marks;
    }
    if (different > best_different || (different == best_different && marks > best_marks)) {
      best_different = different;
      best_marks = marks;
      best = i;
    }
  }
  // The window that ended at the best place may begin later: what is found stands in its middle.
  std::size_t begin = best + 1 >= words ? best + 1 - words : 0;
  std::size_t first = begin;
  while (first < best && places_[first].word < 0) ++first;
  begin = std::min(begin + (first - begin) / 2, places_.size() - words);
  const std::size_t end = begin + words;
  return {begin == 0 ? 0 : places_[begin].range.begin,
          end == places_.size() ? size : places_[end - 1].range.end};
}

std::string Highlighter::mark(std::string_view text, const HighlightOptions& options) {
  find_places(text);
  const Range window = choose_window(text, options.snippet_words);
  std::string out;
  if (window.begin > 0) out += kEllipsis;
  std::uint32_t at = window.begin;
  for (const Place& place : places_) {
    if (place.word < 0 || place.range.begin < at || place.range.end > window.end) continue;
    append_escaped(out, text.substr(at, place.range.begin - at));
    out += options.before;
    append_escaped(out, text.substr(place.range.begin, place.range.end - place.range.begin));
    out += options.after;
    at = place.range.end;
  }
  append_escaped(out, text.substr(at, window.end - at));
  if (window.end < text.size()) out += kEllipsis;
  return out;
}

}  // namespace khoj::text
