#include "query/query_parser.hpp"

#include <algorithm>
#include <array>

#include "query/phrase_terms.hpp"
#include "query/query_operators.hpp"

namespace khoj::query {
namespace {

using index::FilterExpression;
using text::QueryWord;
using text::TermAlternative;

constexpr std::size_t kMaxWords = 32;

/// Spellings of one word that joining and splitting do not bring together ("t shirt" is "tshirt" to the analyzer).
constexpr std::array<std::string_view, 3> kTeeShirt = {"tshirt", "tee shirt", "teeshirt"};

/// A synonym counts a little less than the word that was typed.
constexpr float kSynonymWeight = 0.9F;

base::Result<QueryWord> single_word(const text::Analyzer& analyzer, std::string_view text) {
  auto words = analyzer.analyze_query(text);
  if (words.size() != 1 || words.front().alternatives.empty()) {
    return base::fail(base::ErrorCode::invalid_argument, "'{}' must be a single word", text);
  }
  return std::move(words.front());
}

base::Result<std::vector<QueryWord>> synonym_words(const text::Analyzer& analyzer, std::string_view text) {
  auto words = analyzer.analyze_query(text);
  std::erase_if(words, [](const QueryWord& word) { return word.alternatives.empty(); });
  if (words.empty() || words.size() > kMaxSynonymWords) {
    return base::fail(base::ErrorCode::invalid_argument, "'{}' must be 1 to {} words, not {}", text,
                      kMaxSynonymWords, words.size());
  }
  return words;
}

void add_alternative(std::vector<TermAlternative>& alternatives, const TermAlternative& added) {
  const auto same = std::find_if(alternatives.begin(), alternatives.end(),
                                 [&](const auto& a) { return a.term == added.term; });
  if (same == alternatives.end()) {
    alternatives.push_back(added);
  } else {
    same->weight = std::max(same->weight, added.weight);
  }
}

/// The ways in which the text may stand in the index: one word in all its forms, several as a phrase.
base::Result<std::vector<TermAlternative>> synonym_forms(const text::Analyzer& analyzer,
                                                         std::string_view text) {
  KHOJ_ASSIGN(auto words, synonym_words(analyzer, text));
  std::vector<TermAlternative> forms = std::move(words.front().alternatives);
  if (words.size() > 1) {
    TermAlternative phrase{{}, 1.0F, phrase_terms(analyzer, text)};
    for (const std::string& term : phrase.phrase)
      phrase.term.append(phrase.term.empty() ? "" : " ").append(term);
    forms.clear();
    forms.push_back(std::move(phrase));
  }
  for (auto& form : forms) form.weight *= kSynonymWeight;
  return forms;
}

/// What quotations and exclusions ask of a document.
FilterExpression restriction_of(const text::Analyzer& analyzer, const QueryOperators& operators) {
  std::vector<FilterExpression> all;
  for (const std::string& phrase : operators.phrases) {
    if (auto filter = phrase_filter(analyzer, phrase)) all.push_back(*std::move(filter));
  }
  std::vector<FilterExpression> none;
  for (const std::string& excluded : operators.excluded) {
    if (auto filter = phrase_filter(analyzer, excluded)) none.push_back(*std::move(filter));
  }
  if (!none.empty()) all.push_back(FilterExpression::none_of(std::move(none)));
  if (all.empty()) return {};
  return all.size() == 1 ? std::move(all.front()) : FilterExpression::all_of(std::move(all));
}

}  // namespace

base::Result<QueryParser> QueryParser::create(std::shared_ptr<const text::Analyzer> analyzer,
                                              const std::vector<SynonymRule>& synonyms,
                                              const std::vector<std::string>& stop_words) {
  QueryParser parser;
  auto rules = synonyms;
  for (const auto from : kTeeShirt) {
    auto& rule = rules.emplace_back(SynonymRule{std::string(from), {}});
    for (const auto to : kTeeShirt) {
      if (to != from) rule.to.emplace_back(to);
    }
  }
  for (const auto& rule : rules) {
    KHOJ_ASSIGN(const auto from, synonym_words(*analyzer, rule.from));
    Synonyms entry;
    for (const auto& word : from) entry.terms.push_back(word.alternatives.front().term);
    for (const auto& target : rule.to) {
      KHOJ_ASSIGN(const auto forms, synonym_forms(*analyzer, target));
      for (const auto& form : forms) add_alternative(entry.alternatives, form);
    }
    parser.synonyms_[entry.terms.front()].push_back(std::move(entry));
  }
  for (const auto& word : stop_words) {
    KHOJ_ASSIGN(const auto parsed, single_word(*analyzer, word));
    parser.stop_terms_.insert(parsed.alternatives.front().term);
  }
  parser.analyzer_ = std::move(analyzer);
  return parser;
}

pipeline::Query QueryParser::parse(std::string_view raw) const {
  const auto operators = read_operators(raw);
  pipeline::Query query;
  query.raw = raw;
  query.words = analyzer_->analyze_query(operators.text);
  query.restriction = restriction_of(*analyzer_, operators);
  if (query.words.size() > kMaxWords) query.words.resize(kMaxWords);
  for (auto& word : query.words) {
    if (!query.normalized.empty()) query.normalized += ' ';
    query.normalized += word.surface;
    if (word.alternatives.empty()) continue;
    word.stop_word = word.stop_word || stop_terms_.contains(word.alternatives.front().term);
  }
  add_synonyms(query.words);
  return query;
}

void QueryParser::add_synonyms(std::vector<QueryWord>& words) const {
  // What was typed decides, not what has been added for it.
  std::vector<std::string> typed;
  for (const auto& word : words)
    typed.push_back(word.alternatives.empty() ? "" : word.alternatives.front().term);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto found = synonyms_.find(typed[i]);
    if (found == synonyms_.end()) continue;
    for (const Synonyms& synonyms : found->second) {
      const std::size_t count = synonyms.terms.size();
      if (i + count > words.size() || !std::equal(synonyms.terms.begin(), synonyms.terms.end(),
                                                  typed.begin() + static_cast<std::ptrdiff_t>(i))) {
        continue;
      }
      for (std::size_t j = i; j < i + count; ++j) {
        for (const auto& alternative : synonyms.alternatives)
          add_alternative(words[j].alternatives, alternative);
      }
    }
  }
}

}  // namespace khoj::query
