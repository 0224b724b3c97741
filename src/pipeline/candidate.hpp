// A Candidate travels from its source to the response, and every stage writes its own part of it.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/ids.hpp"
#include "index/search.hpp"
#include "pipeline/explanation.hpp"
#include "pipeline/product_card.hpp"

namespace khoj::pipeline {

/// What every word that a product holds adds to its score. More than the ranker's 0 to 1 and the loss of a product out
/// of stock together, so that the order by score keeps products with more words before those with fewer.
inline constexpr double kWordStep = 2.0;

struct Candidate {
  domain::ItemId item;
  index::DocRef doc;
  std::uint32_t words_matched = 0;
  double relevance = 0.0;  ///< Blended and calibrated, 0 to 1.
  double score = 0.0;      ///< What the order follows: kWordStep * words_matched plus the ranker's 0 to 1.
  ProductCard card;
  Explanation explanation;  ///< Empty unless the request asked for it.
};

}  // namespace khoj::pipeline
