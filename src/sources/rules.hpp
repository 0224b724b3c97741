// What goes with what the shopper has, or with the anchor: association rules (mine/rule_table).
#pragma once

#include <memory>

#include "pipeline/source.hpp"

namespace khoj::sources {

/// The score is the rule's confidence.
[[nodiscard]] std::shared_ptr<const pipeline::Source> make_rules_source();

}  // namespace khoj::sources
