#include "query/fields.hpp"

#include <algorithm>

namespace khoj::query {
namespace {

constexpr std::string_view kAttributes = "attributes.";

}  // namespace

void FieldTable::add(Field field) { fields_.push_back(std::move(field)); }

const Field* FieldTable::find(std::string_view name) const noexcept {
  for (const Field& field : fields_) {
    if (field.name == name) return &field;
  }
  for (const Field& field : fields_) {
    const std::string_view full = field.name;
    if (full.starts_with(kAttributes) && full.substr(kAttributes.size()) == name) return &field;
  }
  return nullptr;
}

base::Result<const Field*> FieldTable::require(std::string_view name) const {
  if (const Field* const field = find(name)) return field;
  std::vector<std::string_view> names;
  for (const Field& field : fields_) names.push_back(field.name);
  return base::fail(base::ErrorCode::invalid_argument, "there is no field '{}'; expected one of {}", name,
                    fmt::join(names, ", "));
}

const Field* FieldTable::of_column(std::string_view column) const noexcept {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return field.column == column || (!field.longitude_column.empty() && field.longitude_column == column);
  });
  return found == fields_.end() ? nullptr : &*found;
}

}  // namespace khoj::query
