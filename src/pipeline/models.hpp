// What was learnt in bulk from the catalogue and the event log, at one moment: immutable, shared, replaced as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "mine/rule_table.hpp"
#include "mine/tfidf_model.hpp"
#include "text/analyzer.hpp"

namespace khoj::pipeline {

struct Models {
  std::optional<mine::TfidfModel> content;  ///< Over titles and sub-categories.
  std::uint64_t content_version = 0;        ///< Of its artefact; 0: none.
  std::optional<mine::RuleTable> rules;     ///< Between ItemIds.
  std::uint64_t rules_version = 0;
};

/// The text by which products are compared: the title, and the last level of the first category path.
void fill_content_document(const text::Analyzer& analyzer, std::string_view title, std::string_view category,
                           mine::TfidfDocument& document);

}  // namespace khoj::pipeline
