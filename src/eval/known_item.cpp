#include "eval/known_item.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/rng.hpp"
#include "base/utf8.hpp"
#include "eval/metrics.hpp"
#include "text/typo.hpp"

namespace khoj::eval {
namespace {

template <typename Value>
using WordMap = std::unordered_map<std::string, Value, base::StringHash, std::equal_to<>>;

/// Word → the numbers of the documents whose title has it, ascending.
using Postings = WordMap<std::vector<std::uint32_t>>;

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// How many bytes of punctuation stand at `i`: an ASCII one, or one of the Latin-1 signs (U+0080 to U+00BF)
/// and of the general punctuation and symbols (U+2000 to U+2FFF).
std::size_t separator_bytes(std::string_view text, std::size_t i) {
  if (!is_word_byte(text[i])) return 1;
  const auto lead = static_cast<unsigned char>(text[i]);
  return lead == 0xC2 ? 2 : lead == 0xE2 ? 3 : 0;
}

std::vector<std::string> words_of(std::string_view title) {
  std::vector<std::string> words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < title.size();) {
    if (const std::size_t skip = separator_bytes(title, i); skip > 0) {
      finish();
      i += skip;
    } else {
      const char c = title[i++];
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  finish();
  return words;
}

bool is_usable(std::string_view word) {
  return word.size() >= 3 && std::any_of(word.begin(), word.end(),
                                         [](char c) { return is_word_byte(c) && (c < '0' || c > '9'); });
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

/// The distinct usable words of a title, in their order.
std::vector<std::string> distinct_words(std::string_view title) {
  std::vector<std::string> distinct;
  for (auto& word : words_of(title)) {
    if (is_usable(word) && std::find(distinct.begin(), distinct.end(), word) == distinct.end()) {
      distinct.push_back(std::move(word));
    }
  }
  return distinct;
}

template <typename Items>
void shuffle(Items& items, base::Rng& rng) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[rng.below(i)]);
}

/// The `wanted` rarest of `words`, in their order.
std::vector<std::string> rarest(const std::vector<std::string>& words, std::size_t wanted,
                                const Postings& postings) {
  std::vector<std::size_t> order(words.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return postings.find(words[a])->second.size() < postings.find(words[b])->second.size();
  });
  order.resize(wanted);
  std::sort(order.begin(), order.end());
  std::vector<std::string> chosen;
  for (const std::size_t i : order) chosen.push_back(words[i]);
  return chosen;
}

std::size_t titles_with_all(const std::vector<std::string>& words, const Postings& postings) {
  auto common = postings.find(words.front())->second;
  for (const auto& word : words) {
    const auto& other = postings.find(word)->second;
    std::vector<std::uint32_t> both;
    std::set_intersection(common.begin(), common.end(), other.begin(), other.end(), std::back_inserter(both));
    common = std::move(both);
  }
  return common.size();
}

/// Makes a typing mistake in `word`; leaves it as it is when none can be made.
std::string with_typo(std::string word, base::Rng& rng) {
  text::add_typo(word, rng);
  return word;
}

std::string with_typo_in_longest(std::vector<std::string> words, base::Rng& rng) {
  const auto longest = std::max_element(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return base::count_code_points(a) < base::count_code_points(b);
  });
  *longest = with_typo(std::move(*longest), rng);
  return join(words);
}

std::string with_last_cut(std::vector<std::string> words, base::Rng& rng) {
  constexpr std::size_t kLeast = 3;
  std::string& last = words.back();
  const std::size_t size = base::count_code_points(last);
  if (size > kLeast) {
    const std::size_t kept = kLeast + rng.below(size - kLeast);
    while (base::count_code_points(last) > kept) last = base::truncate_utf8(last, last.size() - 1);
  }
  return join(words);
}

std::string with_two_joined(std::vector<std::string> words, base::Rng& rng) {
  if (words.size() > 1) {
    const std::size_t i = rng.below(words.size() - 1);
    words[i] += words[i + 1];
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
  return join(words);
}

/// The variants that came later draw from numbers of their own, so that the earlier ones stay what they were.
void add_later_variants(KnownItemQuery& query, const std::vector<std::string>& words, base::Rng& rng) {
  query.longest = with_typo_in_longest(words, rng);
  auto wrong = words;
  for (auto& word : wrong) word = with_typo(std::move(word), rng);
  query.typos = join(wrong);
  query.prefix = with_last_cut(words, rng);
  query.joined = with_two_joined(words, rng);
}

}  // namespace

base::Result<std::vector<KnownItemQuery>> make_known_item_queries(
    std::span<const KnownItemDocument> documents, const KnownItemOptions& options) {
  if (options.min_words == 0 || options.max_words < options.min_words) {
    return base::fail(
        base::ErrorCode::invalid_argument,
        "a query must have at least 1 word and max_words not below min_words; these are {} and {}",
        options.min_words, options.max_words);
  }
  Postings postings;
  WordMap<std::uint32_t> title_count;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    for (auto& word : distinct_words(documents[i].title)) {
      postings[std::move(word)].push_back(static_cast<std::uint32_t>(i));
    }
    ++title_count[join(words_of(documents[i].title))];
  }

  base::Rng rng(options.seed);
  base::Rng later(options.seed + 1);
  std::vector<std::size_t> order(documents.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  shuffle(order, rng);

  std::vector<KnownItemQuery> queries;
  for (const std::size_t number : order) {
    if (queries.size() >= options.queries) break;
    const KnownItemDocument& document = documents[number];
    const auto words = distinct_words(document.title);
    if (words.size() < options.min_words || title_count.find(join(words_of(document.title)))->second > 1)
      continue;
    const std::size_t most = std::min(options.max_words, words.size());
    const std::size_t wanted = options.min_words + rng.below(most - options.min_words + 1);
    auto chosen = rarest(words, wanted, postings);
    const std::size_t matches = titles_with_all(chosen, postings);
    if (options.unique_only && matches > 1) continue;
    KnownItemQuery query;
    query.id = document.id;
    query.clean = join(chosen);
    query.matches = matches;
    query.typo = query.clean;
    if (!text::add_typo(query.typo, rng)) continue;
    add_later_variants(query, chosen, later);
    const auto in_order = chosen;
    while (chosen.size() > 1 && chosen == in_order) shuffle(chosen, rng);
    query.shuffled = join(chosen);
    queries.push_back(std::move(query));
  }
  return queries;
}

base::Result<Report> evaluate_known_items(std::span<const KnownItemQuery> queries,
                                          const SearchFunction& search, const KnownItemOptions& options) {
  struct Variant {
    std::string_view name;
    std::string KnownItemQuery::* text;
  };
  constexpr std::array<Variant, 7> kVariants = {{{"clean", &KnownItemQuery::clean},
                                                 {"shuffled", &KnownItemQuery::shuffled},
                                                 {"typo", &KnownItemQuery::typo},
                                                 {"longest", &KnownItemQuery::longest},
                                                 {"typos", &KnownItemQuery::typos},
                                                 {"prefix", &KnownItemQuery::prefix},
                                                 {"joined", &KnownItemQuery::joined}}};
  Report report;
  report.dataset_name = "known items";
  report.num_queries = queries.size();
  for (const Variant& variant : kVariants) {
    std::vector<double> ranks, hits;
    for (const auto& query : queries) {
      KHOJ_ASSIGN(const auto found, search(query.*variant.text, options.depth));
      const auto ranking = judge(found, {{query.id, 1.0}});
      ranks.push_back(reciprocal_rank_at_k(ranking, options.depth));
      hits.push_back(hit_at_k(ranking, 1));
    }
    add_metric(report, fmt::format("mrr@{} {}", options.depth, variant.name), ranks, options.bootstrap);
    add_metric(report, fmt::format("hit@1 {}", variant.name), hits, options.bootstrap);
  }
  return report;
}

}  // namespace khoj::eval
