// How texts become weighted terms: the choices that a TF-IDF model is built with and keeps.
#pragma once

#include <cstdint>

#include "base/result.hpp"

namespace khoj::mine {

/// The weight of a term in a document is tf · idf, the document then scaled to length 1, where
///   tf  = its count, each occurrence times its field's weight (sublinear: 1 + ln of that, where it is above 1),
///   idf = ln((1 + documents) / (1 + documents with the term)) + 1.
/// These are scikit-learn's TfidfVectorizer's smoothed idf and L2 norm. We differ where a count below 1, which only fields'
/// weights make, stays as it is under `sublinear`.
struct TfidfOptions {
  std::uint32_t min_words = 1;  ///< The shortest run of words that is a term, 1 or 2 …
  std::uint32_t max_words = 1;  ///< … and the longest, 1 or 2.
  /// Terms in fewer documents are left out. What one document alone has makes nothing similar.
  std::uint32_t min_documents = 2;
  /// Terms in a greater share of the documents are left out, in (0, 1]. At 1 none is: common terms weigh little.
  double max_document_share = 1.0;
  bool sublinear = false;
  friend bool operator==(const TfidfOptions&, const TfidfOptions&) = default;
};

/// Errors: invalid_argument; the option as context.
[[nodiscard]] base::Status check(const TfidfOptions& options);

}  // namespace khoj::mine
