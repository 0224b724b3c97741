#include "jobs/product_mapper.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <variant>

#include "domain/money.hpp"
#include "jobs/value_text.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;
using domain::Product;

/// text; price (paise) and integer; number; boolean; list.
using Value = std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>>;

struct FieldSetter {
  MappedField field;
  void (*set)(Product&, Value);
};

template <auto member, typename T>
void assign(Product& product, Value value) {
  product.*member = std::move(std::get<T>(value));
}

using Text = std::string;
using Integer = std::int64_t;
using List = std::vector<std::string>;

constexpr std::array<FieldSetter, 19> kSetters = {{
    {{"id", ValueKind::text}, assign<&Product::id, Text>},
    {{"title", ValueKind::text}, assign<&Product::title, Text>},
    {{"description", ValueKind::text}, assign<&Product::description, Text>},
    {{"brand", ValueKind::text}, assign<&Product::brand, Text>},
    {{"categories", ValueKind::list}, assign<&Product::categories, List>},
    {{"price", ValueKind::price}, assign<&Product::price_paise, Integer>},
    {{"original_price", ValueKind::price}, assign<&Product::original_price_paise, Integer>},
    {{"currency", ValueKind::text}, assign<&Product::currency, Text>},
    {{"rating", ValueKind::number}, assign<&Product::rating, double>},
    {{"rating_count", ValueKind::integer}, assign<&Product::rating_count, Integer>},
    {{"image", ValueKind::text}, assign<&Product::image, Text>},
    {{"link", ValueKind::text}, assign<&Product::link, Text>},
    {{"seller_id", ValueKind::text}, assign<&Product::seller_id, Text>},
    {{"return_rate", ValueKind::number}, assign<&Product::return_rate, double>},
    {{"cancellation_rate", ValueKind::number}, assign<&Product::cancellation_rate, double>},
    {{"stock", ValueKind::integer}, assign<&Product::stock, Integer>},
    {{"cod_available", ValueKind::boolean}, assign<&Product::cod_available, bool>},
    {{"variant_group", ValueKind::text}, assign<&Product::variant_group, Text>},
    {{"created_at", ValueKind::integer}, assign<&Product::created_ms, Integer>},
}};

constexpr auto kFields = [] {
  std::array<MappedField, kSetters.size()> fields{};
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = kSetters[i].field;
  return fields;
}();

tl::unexpected<base::Error> bad(std::string_view place, std::string message) {
  return base::fail(base::Error{ErrorCode::invalid_argument, std::move(message), std::string(place)});
}

/// The steps that change text. Empty: a missing value.
std::string refine(const ValueRule& rule, std::string_view raw) {
  std::string text(trim(raw));
  if (text.empty()) return text;
  if (rule.match) text = rule.match->find(text).value_or("");
  for (const auto& [from, to] : rule.replace) text = replace_all(text, from, to);
  for (const auto step : rule.clean) {
    switch (step) {
      case TextStep::html: text = strip_html(text); break;
      case TextStep::markdown: text = strip_markdown(text); break;
      case TextStep::lower: text = ascii_lower(text); break;
      case TextStep::upper: text = ascii_upper(text); break;
    }
  }
  text = std::string(trim(text));
  if (const auto found = rule.values.find(text); found != rule.values.end()) text = found->second;
  return text;
}

Result<Value> parse(const ValueRule& rule, ValueKind kind, const std::string& text) {
  switch (kind) {
    case ValueKind::price: {
      KHOJ_ASSIGN(const std::int64_t paise, domain::parse_price(text));
      return Value(static_cast<std::int64_t>(std::llround(static_cast<double>(paise) * rule.scale)));
    }
    case ValueKind::number: {
      KHOJ_ASSIGN(const double number, parse_number(text));
      return Value(number * rule.scale);
    }
    case ValueKind::integer: {
      KHOJ_ASSIGN(const std::int64_t integer, parse_integer(text));
      if (rule.scale == 1.0) return Value(integer);
      const double scaled = std::round(static_cast<double>(integer) * rule.scale);
      if (!(std::abs(scaled) < 9.0e18))
        return base::fail(ErrorCode::invalid_argument, "'{}' is too large", text);
      return Value(static_cast<std::int64_t>(scaled));
    }
    case ValueKind::boolean: {
      KHOJ_ASSIGN(const bool truth, parse_boolean(text));
      return Value(truth);
    }
    case ValueKind::text:
    case ValueKind::list: break;
  }
  return Value(text);
}

/// What a rating or a price may be is domain::validate's subject; here only what "invalid: missing" shall
/// drop.
bool is_out_of_range(const ValueRule& rule, const Value& value) {
  if (rule.field == "rating") return std::get<double>(value) < 0 || std::get<double>(value) > 5;
  if (rule.field == "rating_count" || rule.field == "stock") return std::get<std::int64_t>(value) < 0;
  if (rule.field == "return_rate" || rule.field == "cancellation_rate")
    return std::get<double>(value) < 0 || std::get<double>(value) > 1;
  return false;
}

void append_split(const ValueRule& rule, std::string_view raw, List& out) {
  std::string whole = refine(rule, raw);
  if (whole.empty()) return;
  if (rule.split.empty()) {
    out.push_back(std::move(whole));
    return;
  }
  std::string_view rest = whole;
  for (;;) {
    const std::size_t end = rest.find(rule.split);
    const std::string_view part = trim(rest.substr(0, end));
    if (!part.empty()) out.emplace_back(part);
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + rule.split.size());
  }
}

/// The rule's value in this row; absent when it is missing.
class RuleReader {
 public:
  RuleReader(const CatalogMapping& mapping, std::span<const SourceValue> row)
      : mapping_(mapping), row_(row) {}

  [[nodiscard]] Result<std::optional<Value>> read(const ValueRule& rule, ValueKind kind) const {
    KHOJ_ASSIGN(std::optional<Value> value, kind == ValueKind::list ? read_list(rule) : read_one(rule, kind));
    if (!value && rule.required)
      return bad(place(rule), fmt::format("is missing; {} is required", rule.field));
    return value;
  }

 private:
  [[nodiscard]] std::string place(const ValueRule& rule) const {
    return rule.sources.empty() ? rule.field : mapping_.sources[rule.sources.front()];
  }

  [[nodiscard]] std::string joined(const ValueRule& rule) const {
    std::string out;
    const auto add = [&](std::string_view part) {
      part = trim(part);
      if (part.empty()) return;
      if (!out.empty()) out += rule.join_with;
      out += part;
    };
    for (const std::size_t source : rule.sources) {
      add(row_[source].text);
      for (const auto part : row_[source].list) add(part);
    }
    return out;
  }

  [[nodiscard]] Result<std::optional<Value>> read_one(const ValueRule& rule, ValueKind kind) const {
    if (rule.constant) return accept(rule, kind, *rule.constant, rule.field);
    if (rule.join) return accept(rule, kind, joined(rule), place(rule));
    for (const std::size_t source : rule.sources) {
      const SourceValue& cell = row_[source];
      const std::string_view text = cell.list.empty() ? cell.text : cell.list.front();
      KHOJ_ASSIGN(std::optional<Value> value, accept(rule, kind, text, mapping_.sources[source]));
      if (value) return value;
    }
    return std::optional<Value>();
  }

  [[nodiscard]] static Result<std::optional<Value>> accept(const ValueRule& rule, ValueKind kind,
                                                           std::string_view raw, std::string_view where) {
    const std::string text = refine(rule, raw);
    if (text.empty()) return std::optional<Value>();
    auto value = parse(rule, kind, text);
    if (value && !is_out_of_range(rule, *value)) return std::optional<Value>(std::move(*value));
    if (rule.invalid == InvalidValuePolicy::missing) return std::optional<Value>();
    if (value) return std::optional<Value>(std::move(*value));
    return bad(where, fmt::format("{} (for {})", value.error().message, rule.field));
  }

  [[nodiscard]] Result<std::optional<Value>> read_list(const ValueRule& rule) const {
    List out;
    if (rule.constant) {
      append_split(rule, *rule.constant, out);
    } else if (rule.join) {
      append_split(rule, joined(rule), out);
    } else {
      for (const std::size_t source : rule.sources) {
        append_split(rule, row_[source].text, out);
        for (const auto item : row_[source].list) append_split(rule, item, out);
        if (!out.empty()) break;
      }
    }
    if (out.empty()) return std::optional<Value>();
    return std::optional<Value>(std::move(out));
  }

  const CatalogMapping& mapping_;
  std::span<const SourceValue> row_;
};

ValueKind value_kind(AttributeKind kind) {
  switch (kind) {
    case AttributeKind::number: return ValueKind::number;
    case AttributeKind::boolean: return ValueKind::boolean;
    case AttributeKind::list: return ValueKind::list;
    case AttributeKind::text: break;
  }
  return ValueKind::text;
}

domain::AttributeValue attribute_value(Value value) {
  if (auto* text = std::get_if<std::string>(&value)) return std::move(*text);
  if (auto* list = std::get_if<List>(&value)) return std::move(*list);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  return std::get<double>(value);
}

Status check_discount_ratio(const DiscountRatioCheck& check, const CatalogMapping& mapping,
                            std::span<const SourceValue> row, const Product& product) {
  const std::string& column = mapping.sources[check.source];
  const std::string_view text = trim(row[check.source].text);
  if (text.empty()) return bad(column, "is missing; the discount ratio is required");
  auto given = parse_number(text);
  if (!given) return bad(column, given.error().message);
  if (!product.price_paise || !product.original_price_paise || *product.original_price_paise == 0) {
    return bad(column, "cannot be checked: a price is missing or 0");
  }
  const auto price = static_cast<double>(*product.price_paise);
  const auto original = static_cast<double>(*product.original_price_paise);
  const double computed = (original - price) / original;
  if (!(std::abs(*given - computed) < check.tolerance)) {
    return bad(column, fmt::format("is {}, but the prices give {:.4f}; they may differ by less than {}", text,
                                   computed, check.tolerance));
  }
  return {};
}

}  // namespace

std::span<const MappedField> mapped_fields() noexcept { return kFields; }

Result<Product> map_product(const CatalogMapping& mapping, std::span<const SourceValue> row) {
  Product product;
  const RuleReader reader(mapping, row);
  // Both lists stand in the same order, so one walk finds every rule's setter.
  const auto* setter = kSetters.begin();
  for (const auto& rule : mapping.fields) {
    while (setter->field.name != rule.field) ++setter;
    KHOJ_ASSIGN(std::optional<Value> value, reader.read(rule, setter->field.kind));
    if (value) setter->set(product, std::move(*value));
  }
  for (const auto& attribute : mapping.attributes) {
    KHOJ_ASSIGN(std::optional<Value> value, reader.read(attribute.rule, value_kind(attribute.kind)));
    if (value) product.attributes.emplace(attribute.name, attribute_value(std::move(*value)));
  }
  if (mapping.discount_ratio_check)
    KHOJ_TRY(check_discount_ratio(*mapping.discount_ratio_check, mapping, row, product));
  KHOJ_TRY(domain::validate(product));
  return product;
}

}  // namespace khoj::jobs
