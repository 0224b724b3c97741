#include "eval/semantic.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace khoj::eval {

std::vector<SemanticQuery> make_semantic_queries(std::span<const SemanticDocument> documents,
                                                 const TermsOf& terms_of,
                                                 const std::function<bool(std::size_t)>& counts) {
  std::map<std::string, std::vector<std::size_t>, std::less<>> members;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (counts && !counts(i)) continue;
    for (const auto& category : documents[i].categories) members[category].push_back(i);
  }
  std::vector<SemanticQuery> queries;
  for (const auto& [name, numbers] : members) {
    const auto terms = terms_of(name);
    const std::unordered_set<std::string_view> said(terms.begin(), terms.end());
    SemanticQuery query;
    query.text = name;
    for (const std::size_t number : numbers) {
      const auto& document = documents[number];
      const bool says_so = std::any_of(document.terms.begin(), document.terms.end(),
                                       [&](const std::string& term) { return said.contains(term); });
      if (!says_so) query.relevant[document.id] = 1;
    }
    if (!query.relevant.empty()) queries.push_back(std::move(query));
  }
  return queries;
}

base::Result<std::vector<double>> semantic_recalls(std::span<const SemanticQuery> queries,
                                                   const SearchFunction& search, std::size_t k) {
  std::vector<double> recalls;
  for (const auto& query : queries) {
    KHOJ_ASSIGN(const auto found, search(query.text, k));
    recalls.push_back(recall_at_k(judge(found, query.relevant), k));
  }
  return recalls;
}

}  // namespace khoj::eval
