// Known-item search: a query is made out of the rare words of a product's title, and the search should bring
// that product back. It needs no judgements, so it works on any catalogue. Titles are cut into words by a
// rule of its own (below), not by the analyzer, which is part of what is measured. Pure functions of their
// arguments; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "eval/report.hpp"
#include "eval/search_function.hpp"

namespace khoj::eval {

struct KnownItemDocument {
  std::string id;
  std::string title;
};

struct KnownItemOptions {
  std::size_t queries = 1'000;  ///< At most; fewer when fewer titles can be asked for.
  std::size_t min_words = 3;
  std::size_t max_words = 4;
  std::size_t depth = 10;  ///< MRR@depth.
  std::uint64_t seed = 42;
  bool unique_only = false;  ///< Leave out queries whose words all stand in another title, too.
  BootstrapOptions bootstrap;
};

struct KnownItemQuery {
  std::string id;        ///< The document that is looked for.
  std::string clean;     ///< Its rarest words, in the order of the title.
  std::string shuffled;  ///< The same words in another order.
  std::string typo;      ///< `clean` with one typing mistake.
  std::string longest;   ///< `clean` with one typing mistake in its longest word.
  std::string
      typos;  ///< `clean` with one typing mistake in every word of four or more ASCII letters in a row.
  std::string prefix;  ///< `clean`, the last word cut: three of its characters or more are left.
  std::string joined;  ///< `clean` with two neighbouring words written as one.
  std::size_t matches =
      1;  ///< Titles that hold all the words: above 1, even a perfect search may have to guess.
};

/// Draws documents and makes a query of each. A word is a run of ASCII letters and digits and of non-ASCII
/// characters that are no punctuation, ASCII letters folded to lower case; numbers and words of less than
/// three bytes are not used. The min_words to max_words words of the title that occur in the fewest titles
/// are taken, ties to the one that stands first. Left out: titles with fewer such words, titles that another
/// document has too (there the item is not known by its title), and titles without a word of four ASCII
/// letters among the chosen (no typo can be made). Errors: invalid_argument (max_words < min_words, min_words
/// 0).
base::Result<std::vector<KnownItemQuery>> make_known_item_queries(
    std::span<const KnownItemDocument> documents, const KnownItemOptions& options);

/// Asks all variants of every query. @return metrics "mrr@10 clean", "mrr@10 shuffled", "mrr@10 typo", "mrr@10 longest",
/// "mrr@10 typos", "mrr@10 prefix", "mrr@10 joined" and "hit@1 …" likewise. Errors: the search function's own.
base::Result<Report> evaluate_known_items(std::span<const KnownItemQuery> queries,
                                          const SearchFunction& search, const KnownItemOptions& options);

}  // namespace khoj::eval
