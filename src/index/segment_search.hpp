// The ways to search one segment; each pushes what may be among the best into the queue and counts what matches. All
// give the same scores: words are added up in the order of the query. Pure but for the queue.
#pragma once

#include <array>
#include <cstdint>

#include "index/query_plan.hpp"
#include "index/top_k.hpp"

namespace khoj::index {

/// Documents by the number of required words that they hold.
using LevelCounts = std::array<std::uint64_t, kMaxWords + 1>;

/// Documents that hold all required words of the query, `words` of them.
/// @return how many there are.
std::uint64_t search_conjunction(const SegmentPlan& plan, std::uint32_t words, TopKQueue& best);

/// How many documents hold any required word; they are noted.
std::uint64_t count_any(const SegmentPlan& plan);

/// How many documents hold all required words; they are noted.
/// REQUIRES: every required word has a single list, and that a bitset.
std::uint64_t count_all(const SegmentPlan& plan);

/// Documents that hold any required word, for queries without coordination.
/// @return how many there are.
std::uint64_t search_disjunction(const SegmentPlan& plan, TopKQueue& best);

/// The same by adding all words up, for queries of many words.
/// REQUIRES: every word has one list.
std::uint64_t search_accumulated(const SegmentPlan& plan, TopKQueue& best);

/// Documents that hold between `low` and `high` of the required words, counted by how many they hold; without
/// coordination those that hold any, all counted as one. Works through the segment in windows of 4,096 documents, with
/// a bitset a word and counters in bit planes. A queue for no hits makes it count only.
void search_windows(const SegmentPlan& plan, std::uint32_t low, std::uint32_t high, TopKQueue& best,
                    LevelCounts& counts);

}  // namespace khoj::index
