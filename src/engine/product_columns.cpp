#include "engine/product_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "pipeline/product_card.hpp"
#include "pipeline/snapshot.hpp"
#include "query/filter_values.hpp"
#include "text/slug.hpp"

namespace khoj::engine {
namespace {

using domain::Product;
using index::ColumnType;
using query::FieldKind;
namespace column = pipeline::column;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
/// A place's two columns are named after its attribute, with these behind.
constexpr std::string_view kLatitude = "#lat";
constexpr std::string_view kLongitude = "#lon";
constexpr std::string_view kAttributes = "attributes.";

void add_unique(std::vector<std::string>& values, std::string value) {
  if (!value.empty() && std::find(values.begin(), values.end(), value) == values.end())
    values.push_back(std::move(value));
}

/// The slugs of every level of every path.
void add_categories(const Product& product, std::vector<std::string>& slugs) {
  for (const auto& path : product.categories) {
    std::string_view rest = path;
    while (!rest.empty()) {
      const auto split = rest.find(domain::kCategorySeparator);
      add_unique(slugs, text::slug(rest.substr(0, split)));
      rest = split == std::string_view::npos ? std::string_view()
                                             : rest.substr(split + domain::kCategorySeparator.size());
    }
  }
}

const domain::AttributeValue* attribute_of(std::string_view name, const Product& product) {
  const auto found = product.attributes.find(name.substr(kAttributes.size()));
  return found == product.attributes.end() ? nullptr : &found->second;
}

double attribute_number(std::string_view name, const Product& product) {
  const auto* const value = attribute_of(name, product);
  if (value == nullptr) return kMissing;
  if (const auto* const number = std::get_if<double>(value)) return *number;
  if (const auto* const flag = std::get_if<bool>(value)) return *flag ? 1.0 : 0.0;
  if (const auto* const text = std::get_if<std::string>(value))
    return query::read_number(*text).value_or(kMissing);
  return kMissing;
}

void add_attribute_texts(std::string_view name, const Product& product, std::vector<std::string>& out) {
  const auto* const value = attribute_of(name, product);
  if (value == nullptr) return;
  if (const auto* const text = std::get_if<std::string>(value)) add_unique(out, *text);
  if (const auto* const number = std::get_if<double>(value)) add_unique(out, fmt::format("{}", *number));
  if (const auto* const flag = std::get_if<bool>(value)) add_unique(out, *flag ? "true" : "false");
  if (const auto* const list = std::get_if<std::vector<std::string>>(value)) {
    for (const auto& text : *list) add_unique(out, text);
  }
}

/// The latitude or the longitude of "12.97,77.59".
double coordinate(std::string_view name, const Product& product, bool latitude) {
  const auto* const value = attribute_of(name, product);
  const auto* const text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  if (text == nullptr) return kMissing;
  const std::string_view place = *text;
  const auto comma = place.find(',');
  if (comma == std::string_view::npos) return kMissing;
  const auto read = [](std::string_view degrees, double limit) {
    const auto first = degrees.find_first_not_of(' ');
    const auto last = degrees.find_last_not_of(' ');
    if (first == std::string_view::npos) return kMissing;
    const double number = query::read_number(degrees.substr(first, last - first + 1)).value_or(kMissing);
    return std::abs(number) <= limit ? number : kMissing;
  };
  const double north = read(place.substr(0, comma), 90.0);
  const double east = read(place.substr(comma + 1), 180.0);
  // Half a place is none.
  if (std::isnan(north) || std::isnan(east)) return kMissing;
  return latitude ? north : east;
}

}  // namespace

struct ColumnFiller::Column {
  std::string_view name;
  FieldKind kind;
  double scale = 1.0;
  double (*number)(const Product&) = nullptr;
  void (*texts)(const Product&, std::vector<std::string>&) = nullptr;

  [[nodiscard]] ColumnType type() const noexcept {
    return number != nullptr ? ColumnType::number : ColumnType::keyword;
  }
  [[nodiscard]] static std::span<const Column> all() noexcept;
  [[nodiscard]] static const Column* find(std::string_view name) noexcept {
    const auto columns = all();
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
  }
};

std::span<const ColumnFiller::Column> ColumnFiller::Column::all() noexcept {
  static constexpr Column kColumns[] = {
      {column::kPrice, FieldKind::number, 100.0,
       [](const Product& p) { return p.price_paise ? static_cast<double>(*p.price_paise) : kMissing; }},
      {column::kRating, FieldKind::number, 1.0, [](const Product& p) { return p.rating.value_or(kMissing); }},
      {column::kInStock, FieldKind::flag, 1.0, [](const Product& p) { return p.in_stock() ? 1.0 : 0.0; }},
      {column::kCod, FieldKind::flag, 1.0, [](const Product& p) { return p.cod_available ? 1.0 : 0.0; }},
      {column::kDiscount, FieldKind::number, 1.0,
       [](const Product& p) { return std::round(p.discount_ratio() * 10'000.0) / 100.0; }},
      {column::kRatingCount, FieldKind::number, 1.0,
       [](const Product& p) { return static_cast<double>(p.rating_count); }},
      {column::kCreated, FieldKind::time, 1.0,
       [](const Product& p) { return static_cast<double>(p.created_ms); }},
      {column::kBrand, FieldKind::slug, 1.0, nullptr,
       [](const Product& p, std::vector<std::string>& out) { add_unique(out, text::slug(p.brand)); }},
      {column::kCategory, FieldKind::slug, 1.0, nullptr, add_categories},
      {column::kColor, FieldKind::slug, 1.0, nullptr,
       [](const Product& p, std::vector<std::string>& out) {
         add_unique(out, text::slug(pipeline::color_of(p)));
       }},
      {column::kSeller, FieldKind::keyword, 1.0, nullptr,
       [](const Product& p, std::vector<std::string>& out) { add_unique(out, p.seller_id); }},
      {column::kVariantGroup, FieldKind::keyword, 1.0, nullptr,
       [](const Product& p, std::vector<std::string>& out) { add_unique(out, p.variant_group); }},
  };
  return kColumns;
}

std::vector<index::ColumnSpec> product_columns(const SearchSettings& settings) {
  std::vector<index::ColumnSpec> specs = ColumnFiller::builtin_columns();
  for (const auto& [name, type] : settings.filterable) {
    if (type == "geo") {
      specs.push_back({name + std::string(kLatitude), ColumnType::number});
      specs.push_back({name + std::string(kLongitude), ColumnType::number});
    } else {
      specs.push_back({name, type == "number" ? ColumnType::number : ColumnType::keyword});
    }
  }
  return specs;
}

std::vector<index::ColumnSpec> ColumnFiller::builtin_columns() {
  std::vector<index::ColumnSpec> specs;
  for (const Column& row : Column::all()) specs.push_back({std::string(row.name), row.type()});
  return specs;
}

query::FieldTable product_fields(const index::Schema& schema) {
  query::FieldTable fields;
  for (const auto& [name, type] : schema.columns) {
    if (auto field = ColumnFiller::builtin_field(name)) {
      fields.add(*std::move(field));
    } else if (name.ends_with(kLatitude)) {
      const std::string attribute = name.substr(0, name.size() - kLatitude.size());
      fields.add({attribute, FieldKind::geo, name, attribute + std::string(kLongitude)});
    } else if (!name.ends_with(kLongitude)) {
      fields.add({name, type == ColumnType::number ? FieldKind::number : FieldKind::keyword, name, {}});
    }
  }
  return fields;
}

std::optional<query::Field> ColumnFiller::builtin_field(std::string_view name) {
  const Column* const row = Column::find(name);
  if (row == nullptr) return std::nullopt;
  return query::Field{std::string(name), row->kind, std::string(name), {}, row->scale};
}

ColumnFiller::ColumnFiller(const index::Schema& schema) : specs_(schema.columns), texts_(specs_.size()) {
  for (const auto& spec : specs_) builtin_.push_back(Column::find(spec.name));
}

void ColumnFiller::fill(const Product& product, index::Document& document) {
  document.numbers.clear();
  document.keywords.resize(
      static_cast<std::size_t>(std::count_if(specs_.begin(), specs_.end(), [](const index::ColumnSpec& spec) {
        return spec.type == ColumnType::keyword;
      })));
  std::size_t keyword = 0;
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    const std::string_view name = specs_[i].name;
    const Column* const row = builtin_[i];
    if (specs_[i].type == ColumnType::number) {
      double number = kMissing;
      if (row != nullptr) {
        number = row->number(product);
      } else if (name.ends_with(kLatitude) || name.ends_with(kLongitude)) {
        number =
            coordinate(name.substr(0, name.size() - kLatitude.size()), product, name.ends_with(kLatitude));
      } else {
        number = attribute_number(name, product);
      }
      document.numbers.push_back(number);
      continue;
    }
    auto& texts = texts_[i];
    texts.clear();
    if (row != nullptr) {
      row->texts(product, texts);
    } else {
      add_attribute_texts(name, product, texts);
    }
    document.keywords[keyword++].assign(texts.begin(), texts.end());
  }
}

}  // namespace khoj::engine
