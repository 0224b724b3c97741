// Terms that stand one after the other in one field of a document: found by the positions beside the postings. Phrases
// serve as filters (quoted words) and as alternatives of a word ("television set" for "tv"). Positions are not validated
// when a segment is opened: damaged ones hold no phrase. Pure functions but for the cache; thread-safe.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/bytes.hpp"
#include "index/posting_list.hpp"

namespace khoj::index {

class SegmentReader;

struct PhraseDocument {
  std::uint32_t doc = 0;
  std::uint8_t impact = 0;  ///< The least of its terms'.
  friend bool operator==(const PhraseDocument&, const PhraseDocument&) = default;
};

/// The documents, dead or alive, that hold the phrase, ascending. An empty term stands for any word; the first and the
/// last are not empty. Cost: about that of searching for all of the terms, and 20 ns for each of their postings.
[[nodiscard]] std::vector<PhraseDocument> find_phrase(const SegmentReader& segment,
                                                      std::span<const std::string> terms);

/// What find_phrase means, said plainly for one document: its impact, or nothing.
[[nodiscard]] std::optional<std::uint8_t> phrase_impact(const SegmentReader& segment,
                                                        std::span<const std::string> terms,
                                                        std::uint32_t doc);

/// A phrase's documents as a posting list, so that a search can treat the phrase as a term.
struct PhrasePostings {
  Bytes bytes;
  PostingList list;  ///< A view of `bytes`; df 0 when no document holds the phrase.
};

/// The last phrases that were looked for in one segment: a small least-recently-used map. The lock is held only to look
/// up or to insert.
class PhraseCache {
 public:
  static constexpr std::size_t kCapacity = 64;

  /// Null when it is not there.
  [[nodiscard]] std::shared_ptr<const PhrasePostings> find(std::span<const std::string> terms);
  void insert(std::span<const std::string> terms, std::shared_ptr<const PhrasePostings> postings);

 private:
  struct Entry {
    std::vector<std::string> terms;
    std::shared_ptr<const PhrasePostings> postings;
  };
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< Last used first.
};

/// The postings from the segment's cache, or found and put there.
[[nodiscard]] std::shared_ptr<const PhrasePostings> phrase_postings(const SegmentReader& segment,
                                                                    std::span<const std::string> terms);

}  // namespace khoj::index
