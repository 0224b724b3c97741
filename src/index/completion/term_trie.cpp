#include "index/completion/term_trie.hpp"

#include <algorithm>

#include <unicode/utf8.h>

#include "index/completion/near_walk.hpp"

namespace khoj::index::completion {
namespace {

/// The letter at `at`, which is moved behind it. The text is well-formed.
char32_t next_letter(std::string_view text, std::size_t& at) noexcept {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 letter = 0;
  U8_NEXT_UNSAFE(bytes, at, letter);
  return static_cast<char32_t>(letter);
}

}  // namespace

TermTrie::TermTrie(const std::vector<std::string_view>& terms)
    : count_(static_cast<std::uint32_t>(terms.size())) {
  std::size_t bytes = 0;
  for (const auto term : terms) bytes += term.size();
  text_.reserve(bytes);
  offsets_.reserve(terms.size() + 1);
  for (const auto term : terms) {
    offsets_.push_back(static_cast<std::uint32_t>(text_.size()));
    text_ += term;
  }
  offsets_.push_back(static_cast<std::uint32_t>(text_.size()));

  struct Span {
    std::uint32_t end;
    std::uint32_t depth;  // in bytes
  };
  std::vector<Span> spans = {{count_, 0}};
  nodes_.push_back({0, 0, 0});
  for (std::size_t node = 0; node < nodes_.size(); ++node) {
    nodes_[node].first_child = static_cast<std::uint32_t>(nodes_.size());
    const auto [end, depth] = spans[node];
    std::uint32_t begin = nodes_[node].first_term;
    if (end - begin <= 1 && node != 0) continue;
    if (begin < end && term(begin).size() == depth) ++begin;  // It ends here.
    while (begin < end) {
      std::size_t at = depth;
      const char32_t label = next_letter(term(begin), at);
      const std::string_view head = term(begin).substr(depth, at - depth);
      std::uint32_t last = begin + 1;
      while (last < end && term(last).substr(depth, head.size()) == head) ++last;
      nodes_.push_back({label, 0, begin});
      spans.push_back({last, static_cast<std::uint32_t>(at)});
      begin = last;
    }
  }
  nodes_.push_back({0, static_cast<std::uint32_t>(nodes_.size()), count_});
  nodes_.shrink_to_fit();
}

TermTrie::Place TermTrie::descend(std::string_view prefix) const noexcept {
  Place place{0, {0, count_, 0}};
  for (std::size_t at = 0; at < prefix.size();) {
    const std::size_t before = at;
    std::uint32_t child = nodes_[place.node].first_child;
    const std::uint32_t end = nodes_[place.node + 1].first_child;
    if (child == end) {  // One term is left, if any.
      const bool same = place.terms.begin < place.terms.end &&
                        term(place.terms.begin).substr(before).starts_with(prefix.substr(before));
      return same ? place : Place{};
    }
    const char32_t letter = next_letter(prefix, at);
    const auto* const first = nodes_.data() + child;
    const auto* const found =
        std::lower_bound(first, nodes_.data() + end, letter,
                         [](const Node& node, char32_t wanted) { return node.label < wanted; });
    child = static_cast<std::uint32_t>(found - nodes_.data());
    if (child == end || found->label != letter) return {};
    place.terms.begin = found->first_term;
    if (child + 1 < end) place.terms.end = nodes_[child + 1].first_term;
    place.node = child;
  }
  return place;
}

std::optional<std::uint32_t> TermTrie::find(std::string_view wanted) const noexcept {
  // The shortest of the terms that begin with it is the first of them.
  const Place place = descend(wanted);
  if (place.terms.begin == place.terms.end || term(place.terms.begin).size() != wanted.size())
    return std::nullopt;
  return place.terms.begin;
}

TermRange TermTrie::starting_with(std::string_view prefix) const noexcept { return descend(prefix).terms; }

void TermTrie::find_near(const std::vector<char32_t>& letters, std::uint32_t max_typos, bool prefix,
                         std::vector<TermRange>& out) const {
  NearWalk(*this, letters, max_typos, prefix).run(out);
}

std::size_t TermTrie::memory_bytes() const noexcept {
  return text_.capacity() + offsets_.capacity() * sizeof offsets_[0] + nodes_.capacity() * sizeof nodes_[0];
}

}  // namespace khoj::index::completion
