#include "query/query_parser.hpp"

#include <algorithm>

namespace khoj::query {
namespace {

constexpr std::size_t kMaxWords = 32;
/// A synonym counts a little less than the word that was typed.
constexpr float kSynonymWeight = 0.9F;

base::Result<text::QueryWord> single_word(const text::Analyzer& analyzer, std::string_view text) {
  auto words = analyzer.analyze_query(text);
  if (words.size() != 1 || words.front().alternatives.empty()) {
    return base::fail(base::ErrorCode::invalid_argument, "'{}' must be a single word", text);
  }
  return std::move(words.front());
}

void add_alternative(std::vector<text::TermAlternative>& alternatives, const text::TermAlternative& added) {
  const auto same = std::find_if(alternatives.begin(), alternatives.end(),
                                 [&](const auto& a) { return a.term == added.term; });
  if (same == alternatives.end()) {
    alternatives.push_back(added);
  } else {
    same->weight = std::max(same->weight, added.weight);
  }
}

}  // namespace

base::Result<QueryParser> QueryParser::create(std::shared_ptr<const text::Analyzer> analyzer,
                                              const std::vector<SynonymRule>& synonyms,
                                              const std::vector<std::string>& stop_words) {
  QueryParser parser;
  for (const auto& rule : synonyms) {
    KHOJ_ASSIGN(const auto from, single_word(*analyzer, rule.from));
    auto& alternatives = parser.synonyms_[from.alternatives.front().term];
    for (const auto& target : rule.to) {
      KHOJ_ASSIGN(const auto to, single_word(*analyzer, target));
      for (auto alternative : to.alternatives) {
        alternative.weight *= kSynonymWeight;
        add_alternative(alternatives, alternative);
      }
    }
  }
  for (const auto& word : stop_words) {
    KHOJ_ASSIGN(const auto parsed, single_word(*analyzer, word));
    parser.stop_terms_.insert(parsed.alternatives.front().term);
  }
  parser.analyzer_ = std::move(analyzer);
  return parser;
}

pipeline::Query QueryParser::parse(std::string_view raw) const {
  pipeline::Query query;
  query.raw = raw;
  query.words = analyzer_->analyze_query(raw);
  if (query.words.size() > kMaxWords) query.words.resize(kMaxWords);
  for (auto& word : query.words) {
    if (!query.normalized.empty()) query.normalized += ' ';
    query.normalized += word.surface;
    if (word.alternatives.empty()) continue;
    const auto& term = word.alternatives.front().term;
    word.stop_word = word.stop_word || stop_terms_.contains(term);
    if (const auto found = synonyms_.find(term); found != synonyms_.end()) {
      for (const auto& alternative : found->second) add_alternative(word.alternatives, alternative);
    }
  }
  return query;
}

}  // namespace khoj::query
