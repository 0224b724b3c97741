// Words written as one that are two ("wirelessearphones"), and two that are one ("head phones"), judged by which of them
// the index knows. Pure functions; thread-safe.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "index/index_snapshot.hpp"
#include "text/analyzer.hpp"

namespace khoj::sources {

/// In how many documents the word stands in its most frequent form; phrases are not counted.
[[nodiscard]] std::uint64_t word_frequency(const index::IndexSnapshot& index, const text::QueryWord& word);

/// Two neighbours that the index knows as one word may stand for it, too: each gains it as an alternative. So does none
/// that is far rarer than they are. @return whether any word gained anything.
bool join_neighbours(const index::IndexSnapshot& index, const text::Analyzer& analyzer,
                     std::vector<text::QueryWord>& words);

/// The two words of the index that `word` is made of, the most frequent ones if there are several ways: each of three
/// characters or more, or a number ("iphone13", but not "m12"). Cost: about a microsecond a letter.
[[nodiscard]] std::optional<std::pair<text::QueryWord, text::QueryWord>> split_word(
    const index::IndexSnapshot& index, const text::Analyzer& analyzer, const text::QueryWord& word);

}  // namespace khoj::sources
