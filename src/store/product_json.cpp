#include "store/product_json.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <simdjson.h>

#include "base/edit_distance.hpp"
#include "base/utf8.hpp"
#include "domain/money.hpp"
#include "store/json_text.hpp"
#include "store/parsed_json.hpp"

namespace khoj::store {
namespace {

using base::Error;
using base::ErrorCode;
using base::Status;
using domain::Product;
using simdjson::dom::element;
using simdjson::dom::element_type;

constexpr std::int64_t kLargestExactInteger = 1LL << 53;

tl::unexpected<Error> bad(std::string context, std::string message) {
  return base::fail(Error{ErrorCode::invalid_argument, std::move(message), std::move(context)});
}

std::string_view kind_of(element value) {
  switch (value.type()) {
    case element_type::ARRAY: return "an array";
    case element_type::OBJECT: return "an object";
    case element_type::STRING: return "a string";
    case element_type::BOOL: return "a truth value";
    case element_type::NULL_VALUE: return "null";
    default: return "a number";
  }
}

tl::unexpected<Error> wrong_type(std::string_view expected, element found, std::string context = {}) {
  return bad(std::move(context), fmt::format("expected {}, found {}", expected, kind_of(found)));
}

// A codec says how one type of member is read, written and left out. `read` replaces `into` or fails with the
// path below the member as context.

struct TextCodec {
  static constexpr auto kType = JsonFieldType::string;
  static Status read(std::string& into, element value) {
    std::string_view text;
    if (value.get(text)) return wrong_type("a string", value);
    into.assign(text);
    return {};
  }
  static bool is_empty(const std::string& text) { return text.empty(); }
  static void write(std::string& out, const std::string& text) { append_json_string(out, text); }
};

struct NumberCodec {
  static constexpr auto kType = JsonFieldType::number;
  static Status read(std::optional<double>& into, element value) {
    double number = 0;
    if (value.get(number)) return wrong_type("a number", value);
    into = number;
    return {};
  }
  static bool is_empty(const std::optional<double>& number) { return !number || !std::isfinite(*number); }
  static void write(std::string& out, const std::optional<double>& number) {
    append_json_number(out, *number);
  }
};

struct RupeesCodec {
  static constexpr auto kType = JsonFieldType::number;
  static Status read(std::optional<std::int64_t>& into, element value) {
    double rupees = 0;
    if (value.get(rupees)) return wrong_type("a number", value);
    KHOJ_ASSIGN(into, domain::paise_from_rupees(rupees));
    return {};
  }
  static bool is_empty(const std::optional<std::int64_t>& paise) { return !paise; }
  static void write(std::string& out, const std::optional<std::int64_t>& paise) {
    append_json_rupees(out, *paise);
  }
};

/// Integers; "12.0" is one too. Serves std::int64_t, whose emptiness is 0, and std::optional of it.
struct IntegerCodec {
  static constexpr auto kType = JsonFieldType::integer;
  template <typename Integer>
  static Status read(Integer& into, element value) {
    std::int64_t integer = 0;
    if (value.get(integer)) {
      double number = 0;
      if (value.get(number)) return wrong_type("an integer", value);
      if (std::trunc(number) != number || std::abs(number) > static_cast<double>(kLargestExactInteger)) {
        return bad({}, fmt::format("expected an integer of at most 64 bits, found {}", number));
      }
      integer = static_cast<std::int64_t>(number);
    }
    into = integer;
    return {};
  }
  static bool is_empty(std::int64_t integer) { return integer == 0; }
  static bool is_empty(const std::optional<std::int64_t>& integer) { return !integer; }
  static void write(std::string& out, std::int64_t integer) { append_json_integer(out, integer); }
  static void write(std::string& out, const std::optional<std::int64_t>& integer) {
    append_json_integer(out, *integer);
  }
};

struct FlagCodec {
  static constexpr auto kType = JsonFieldType::boolean;
  static Status read(bool& into, element value) {
    if (value.get(into)) return wrong_type("true or false", value);
    return {};
  }
  static bool is_empty(bool) { return false; }
  static void write(std::string& out, bool flag) { out += flag ? "true" : "false"; }
};

/// A list of strings; one string stands for a list of one.
struct TextListCodec {
  static constexpr auto kType = JsonFieldType::string_list;
  static Status read(std::vector<std::string>& into, element value) {
    std::string_view text;
    if (!value.get(text)) {
      into.assign(1, std::string(text));
      return {};
    }
    simdjson::dom::array list;
    if (value.get(list)) return wrong_type("a list of strings", value);
    into.clear();
    for (const element item : list) {
      if (item.get(text)) return wrong_type("a string", item, fmt::format("[{}]", into.size()));
      into.emplace_back(text);
    }
    return {};
  }
  static bool is_empty(const std::vector<std::string>& list) { return list.empty(); }
  static void write(std::string& out, const std::vector<std::string>& list) {
    out += '[';
    for (const auto& item : list) {
      if (&item != &list.front()) out += ',';
      append_json_string(out, item);
    }
    out += ']';
  }
};

/// Merges member by member into what is there: null removes one, a value replaces it.
struct AttributesCodec {
  static constexpr auto kType = JsonFieldType::object;

  static Status read(domain::Attributes& into, element value) {
    simdjson::dom::object members;
    if (value.get(members)) return wrong_type("an object", value);
    for (const auto [name, member] : members) {
      auto place = into.lower_bound(name);
      const bool known = place != into.end() && place->first == name;
      if (member.is_null()) {
        if (known) into.erase(place);
        continue;
      }
      if (!known) place = into.emplace_hint(place, std::string(name), domain::AttributeValue{});
      if (auto status = read_one(place->second, member); !status) {
        return base::fail(
            base::at(base::truncate_utf8(name, domain::kMaxNameBytes), std::move(status).error()));
      }
    }
    return {};
  }

  static Status read_one(domain::AttributeValue& into, element value) {
    switch (value.type()) {
      case element_type::STRING: return TextCodec::read(into.emplace<std::string>(), value);
      case element_type::BOOL: return FlagCodec::read(into.emplace<bool>(), value);
      case element_type::ARRAY: return TextListCodec::read(into.emplace<std::vector<std::string>>(), value);
      case element_type::OBJECT:
        return wrong_type("a string, a number, a truth value or a list of strings", value);
      default: break;
    }
    std::int64_t integer = 0;
    const bool inexact = value.type() == element_type::UINT64 ||
                         (value.type() == element_type::INT64 && !value.get(integer) &&
                          (integer > kLargestExactInteger || integer < -kLargestExactInteger));
    if (inexact) return bad({}, "the integer has too many digits to be kept exactly; write it as a string");
    double number = 0;
    if (value.get(number)) return wrong_type("a number", value);
    into = number;
    return {};
  }

  static bool is_empty(const domain::Attributes& attributes) { return attributes.empty(); }

  static void write(std::string& out, const domain::Attributes& attributes) {
    char separator = '{';
    for (const auto& [name, value] : attributes) {
      const auto* number = std::get_if<double>(&value);
      if (number != nullptr && !std::isfinite(*number)) continue;
      out += separator;
      separator = ',';
      append_json_string(out, name);
      out += ':';
      if (number != nullptr) append_json_number(out, *number);
      if (const auto* flag = std::get_if<bool>(&value)) FlagCodec::write(out, *flag);
      if (const auto* text = std::get_if<std::string>(&value)) TextCodec::write(out, *text);
      if (const auto* list = std::get_if<std::vector<std::string>>(&value)) TextListCodec::write(out, *list);
    }
    if (separator == '{') out += '{';
    out += '}';
  }
};

/// One row of the table that drives reading, patching, writing and product_fields().
struct Row {
  ProductField field;
  Status (*read)(Product&, element);
  void (*clear)(Product&);
  void (*write)(std::string& out, std::string_view key, const Product&);
};

template <auto Member, typename Codec>
constexpr Row row(std::string_view name, std::string_view description, bool required = false) {
  return {{name, Codec::kType, required, description},
          [](Product& product, element value) -> Status { return Codec::read(product.*Member, value); },
          [](Product& product) { product.*Member = Product{}.*Member; },
          [](std::string& out, std::string_view key, const Product& product) {
            if (Codec::is_empty(product.*Member)) return;
            if (out.back() != '{') out += ',';
            out += '"';
            out += key;
            out += "\":";
            Codec::write(out, product.*Member);
          }};
}

constexpr std::array kRows = {
    row<&Product::id, TextCodec>("id", "The shop's own id of the product, 1 to 128 bytes.", true),
    row<&Product::title, TextCodec>("title", "What the product is called.", true),
    row<&Product::description, TextCodec>("description", "What the shop says about it."),
    row<&Product::brand, TextCodec>("brand", "The brand, as it is shown."),
    row<&Product::categories, TextListCodec>(
        "categories", "Category paths such as \"Electronics > Earphones\", the one that is shown first."),
    row<&Product::price_paise, RupeesCodec>("price", "What a shopper pays, in rupees with two decimals."),
    row<&Product::original_price_paise, RupeesCodec>("original_price",
                                                     "The price before discount, in rupees."),
    row<&Product::currency, TextCodec>("currency", "ISO 4217 code; INR when absent."),
    row<&Product::rating, NumberCodec>("rating", "Mean rating, 0 to 5; absent when nobody has rated it."),
    row<&Product::rating_count, IntegerCodec>("rating_count", "How many people have rated it."),
    row<&Product::image, TextCodec>("image", "URL of a picture."),
    row<&Product::link, TextCodec>("link", "URL of the product's page."),
    row<&Product::seller_id, TextCodec>("seller_id", "Who sells it."),
    row<&Product::return_rate, NumberCodec>("return_rate", "Share of its orders that are returned, 0 to 1."),
    row<&Product::cancellation_rate, NumberCodec>("cancellation_rate",
                                                  "Share of its orders that are cancelled, 0 to 1."),
    row<&Product::stock, IntegerCodec>("stock", "Pieces at hand; absent is taken as in stock."),
    row<&Product::cod_available, FlagCodec>("cod_available", "Whether it can be paid for on delivery."),
    row<&Product::variant_group, TextCodec>("variant_group",
                                            "Shared by products that differ in size or colour only."),
    row<&Product::attributes, AttributesCodec>(
        "attributes", "Anything else by name: strings, numbers, truth values or lists of strings."),
    row<&Product::created_ms, IntegerCodec>("created_at", "When it first came, in Unix milliseconds."),
    row<&Product::updated_ms, IntegerCodec>("updated_at", "When it last changed, in Unix milliseconds."),
};

constexpr auto kFields = [] {
  std::array<ProductField, kRows.size()> fields{};
  std::transform(kRows.begin(), kRows.end(), fields.begin(), [](const Row& r) { return r.field; });
  return fields;
}();

/// The row of `name`, or kRows.size(). `guess` is tried first: members mostly come in the order of the table.
std::size_t find_row(std::string_view name, std::size_t guess) noexcept {
  for (std::size_t i = guess; i < kRows.size(); ++i) {
    if (kRows[i].field.name == name) return i;
  }
  for (std::size_t i = 0; i < guess; ++i) {
    if (kRows[i].field.name == name) return i;
  }
  return kRows.size();
}

tl::unexpected<Error> unknown_member(std::string_view name) {
  const auto shown = base::truncate_utf8(name, 64);
  std::string_view nearest;
  std::size_t least = 3;
  for (const auto& field : kFields) {
    const auto distance = base::edit_distance(shown, field.name);
    if (distance >= least || distance * 2 >= field.name.size()) continue;
    least = distance;
    nearest = field.name;
  }
  if (nearest.empty()) return bad(std::string(shown), "is no member of a product");
  return bad(std::string(shown), fmt::format("is no member of a product; did you mean '{}'?", nearest));
}

/// Applies the members of `json` to `product`; null puts a member back to its default.
Status apply(Product& product, element json) {
  simdjson::dom::object members;
  if (json.get(members)) return wrong_type("a product as a JSON object", json);
  std::uint32_t seen = 0;
  static_assert(kRows.size() <= 32);
  std::size_t guess = 0;
  for (const auto [name, value] : members) {
    const std::size_t at = find_row(name, guess);
    if (at == kRows.size()) return unknown_member(name);
    if ((seen >> at & 1U) != 0) return bad(std::string(name), "stands twice");
    seen |= 1U << at;
    guess = at + 1;
    if (value.is_null()) {
      kRows[at].clear(product);
    } else if (auto status = kRows[at].read(product, value); !status) {
      return base::fail(base::at(name, std::move(status).error()));
    }
  }
  return {};
}

Status parse_and_apply(Product& product, std::string_view json) {
  return read_json(json, [&](element root) { return apply(product, root); });
}

}  // namespace

std::span<const ProductField> product_fields() noexcept { return kFields; }

base::Result<Product> product_from_json(std::string_view json) {
  Product product;
  KHOJ_TRY(parse_and_apply(product, json));
  KHOJ_TRY(domain::validate(product));
  return product;
}

base::Result<Product> product_from_trusted_json(std::string_view json) {
  Product product;
  KHOJ_TRY(parse_and_apply(product, json));
  return product;
}

base::Result<Product> patch_product(const Product& product, std::string_view json_patch) {
  Product patched = product;
  KHOJ_TRY(parse_and_apply(patched, json_patch));
  if (patched.id != product.id) {
    return bad("id", fmt::format("is '{}' and cannot be changed", product.id));
  }
  KHOJ_TRY(domain::validate(patched));
  return patched;
}

void append_product_json(std::string& out, const Product& product) {
  out += '{';
  for (const auto& row : kRows) row.write(out, row.field.name, product);
  out += '}';
}

}  // namespace khoj::store
