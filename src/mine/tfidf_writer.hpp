// Writes a TF-IDF model as bytes: from counts to weights, norms and inverted lists. Which terms and documents there are, is
// decided before. A pure function, thread-safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "mine/tfidf_options.hpp"

namespace khoj::mine {

struct TfidfPosting {
  std::uint32_t term = 0;
  std::uint32_t count = 0;  ///< In units, at most kMaxTfidfCount.
};

struct TfidfContent {
  TfidfOptions options;
  std::vector<std::string_view> terms;  ///< Ascending bytewise.
  std::vector<std::uint32_t> document_frequencies;
  std::vector<std::uint32_t> items;      ///< Of each document, ascending.
  std::vector<std::uint64_t> begins{0};  ///< Documents + 1, in `postings`.
  std::vector<TfidfPosting> postings;    ///< Ascending by term in each document.
};

/// REQUIRES: numbers within the bounds of tfidf_format.hpp.
[[nodiscard]] std::vector<std::uint8_t> write_tfidf(const TfidfContent& content);

}  // namespace khoj::mine
