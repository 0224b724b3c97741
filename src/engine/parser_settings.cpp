#include "engine/parser_settings.hpp"

namespace khoj::engine {
namespace {

/// One-way synonyms are one rule; of those that mean the same each finds all others.
void add_rules(const Synonym& synonym, std::vector<query::SynonymRule>& rules) {
  if (!synonym.from.empty()) {
    rules.push_back({synonym.from, synonym.to});
    return;
  }
  for (const auto& word : synonym.to) {
    query::SynonymRule rule{word, {}};
    for (const auto& other : synonym.to) {
      if (other != word) rule.to.push_back(other);
    }
    rules.push_back(std::move(rule));
  }
}

}  // namespace

base::Result<std::shared_ptr<const query::QueryParser>> make_parser(const SearchSettings& settings,
                                                                    const SynonymTable& saved) {
  KHOJ_ASSIGN(auto analyzer, text::Analyzer::create({}));
  std::vector<query::SynonymRule> rules;
  for (const auto& synonym : settings.synonyms) add_rules(synonym, rules);
  for (const auto& [id, entry] : saved) add_rules(entry.synonym, rules);
  KHOJ_ASSIGN(auto parser,
              query::QueryParser::create(std::make_shared<const text::Analyzer>(std::move(analyzer)), rules,
                                         settings.stop_words));
  return std::make_shared<const query::QueryParser>(std::move(parser));
}

}  // namespace khoj::engine
