#include "jobs/catalog_mapping.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "io/mapped_file.hpp"
#include "jobs/builtin_mappings.hpp"
#include "jobs/product_mapper.hpp"
#include "jobs/yaml_cursor.hpp"

namespace khoj::jobs {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kMaxMappingBytes = 1UL * 1024 * 1024;

template <typename T>
struct Name {
  std::string_view text;
  T value;
};

constexpr std::array<Name<CatalogFormat>, 4> kFormats = {{{"csv", CatalogFormat::csv},
                                                          {"tsv", CatalogFormat::csv},
                                                          {"jsonl", CatalogFormat::jsonl},
                                                          {"khoj", CatalogFormat::khoj}}};
constexpr std::array<Name<DuplicatePolicy>, 3> kDuplicatePolicies = {
    {{"categories", DuplicatePolicy::categories},
     {"last", DuplicatePolicy::last},
     {"reject", DuplicatePolicy::reject}}};
constexpr std::array<Name<InvalidValuePolicy>, 2> kInvalidPolicies = {
    {{"reject", InvalidValuePolicy::reject}, {"missing", InvalidValuePolicy::missing}}};
constexpr std::array<Name<TextStep>, 4> kTextSteps = {{{"html", TextStep::html},
                                                       {"markdown", TextStep::markdown},
                                                       {"lower", TextStep::lower},
                                                       {"upper", TextStep::upper}}};
constexpr std::array<Name<AttributeKind>, 4> kAttributeKinds = {{{"text", AttributeKind::text},
                                                                 {"number", AttributeKind::number},
                                                                 {"boolean", AttributeKind::boolean},
                                                                 {"list", AttributeKind::list}}};
constexpr std::array<Name<bool>, 2> kMissingColumns = {{{"error", false}, {"ignore", true}}};

template <typename T, std::size_t n>
Result<T> one_of(const YamlCursor& node, const std::array<Name<T>, n>& names) {
  KHOJ_ASSIGN(const std::string text, node.text());
  std::string expected;
  for (const auto& name : names) {
    if (name.text == text) return name.value;
    expected += expected.empty() ? "" : ", ";
    expected += name.text;
  }
  return node.error(fmt::format("is '{}'; expected one of {}", text, expected));
}

std::size_t source_index(CatalogMapping& mapping, const std::string& name) {
  const auto found = std::find(mapping.sources.begin(), mapping.sources.end(), name);
  if (found != mapping.sources.end()) return static_cast<std::size_t>(found - mapping.sources.begin());
  mapping.sources.push_back(name);
  return mapping.sources.size() - 1;
}

Result<std::vector<std::size_t>> read_sources(CatalogMapping& mapping, const YamlCursor& node) {
  KHOJ_ASSIGN(const std::vector<std::string> names, node.texts());
  std::vector<std::size_t> out;
  for (const auto& name : names) out.push_back(source_index(mapping, name));
  return out;
}

/// The members of a rule that say where the value comes from: exactly one of from, join, constant.
Status read_origin(CatalogMapping& mapping, const YamlCursor& node, ValueRule& rule) {
  const auto from = node.member("from");
  const auto join = node.member("join");
  const auto constant = node.member("constant");
  if ((from ? 1 : 0) + (join ? 1 : 0) + (constant ? 1 : 0) != 1) {
    return node.error("must have exactly one of from, join, constant");
  }
  if (from) {
    KHOJ_ASSIGN(rule.sources, read_sources(mapping, *from));
  } else if (join) {
    KHOJ_ASSIGN(rule.sources, read_sources(mapping, *join));
    rule.join = true;
    rule.join_with = rule.field == "categories" ? std::string(domain::kCategorySeparator) : " ";
  } else {
    KHOJ_ASSIGN(rule.constant, constant->text());
  }
  if (const auto with = node.member("with")) {
    if (!rule.join) return with->error("goes with join only");
    KHOJ_ASSIGN(rule.join_with, with->text());
  }
  return {};
}

/// The members of a rule that change text.
Status read_text_steps(const YamlCursor& node, ValueRule& rule) {
  if (const auto match = node.member("match")) {
    KHOJ_ASSIGN(const std::string pattern, match->text());
    auto compiled = TextPattern::compile(pattern);
    if (!compiled) return match->error(compiled.error().message);
    rule.match = std::move(*compiled);
  }
  if (const auto replace = node.member("replace")) {
    KHOJ_TRY(replace->expect_map({}));
    for (const auto& [from, to] : replace->members()) {
      if (from.empty()) return replace->error("must not replace the empty text");
      KHOJ_ASSIGN(std::string text, to.text());
      rule.replace.emplace_back(from, std::move(text));
    }
  }
  if (const auto values = node.member("values")) {
    KHOJ_TRY(values->expect_map({}));
    for (const auto& [from, to] : values->members()) {
      KHOJ_ASSIGN(std::string text, to.text());
      rule.values.emplace(from, std::move(text));
    }
  }
  if (const auto clean = node.member("clean")) {
    KHOJ_ASSIGN(const std::vector<std::string> steps, clean->texts());
    for (const auto& step : steps) {
      const auto* const found = std::find_if(kTextSteps.begin(), kTextSteps.end(),
                                             [&](const auto& name) { return name.text == step; });
      if (found == kTextSteps.end())
        return clean->error(fmt::format("has '{}'; expected html, markdown, lower or upper", step));
      rule.clean.push_back(found->value);
    }
  }
  if (const auto split = node.member("split")) {
    KHOJ_ASSIGN(rule.split, split->text());
    if (rule.split.empty()) return split->error("must not be empty");
  }
  return {};
}

Result<ValueRule> read_rule(CatalogMapping& mapping, const YamlCursor& node, std::string field) {
  ValueRule rule;
  rule.field = std::move(field);
  if (!node.is_map()) {
    KHOJ_ASSIGN(rule.sources, read_sources(mapping, node));
    return rule;
  }
  KHOJ_TRY(read_origin(mapping, node, rule));
  KHOJ_TRY(read_text_steps(node, rule));
  if (const auto scale = node.member("scale")) {
    KHOJ_ASSIGN(rule.scale, scale->number());
  }
  if (const auto invalid = node.member("invalid")) {
    KHOJ_ASSIGN(rule.invalid, one_of(*invalid, kInvalidPolicies));
  }
  if (const auto required = node.member("required")) {
    KHOJ_ASSIGN(rule.required, required->boolean());
  }
  return rule;
}

Status read_fields(CatalogMapping& mapping, const YamlCursor& node) {
  KHOJ_TRY(node.expect_map({}));
  std::string expected;
  for (const auto& field : mapped_fields())
    fmt::format_to(std::back_inserter(expected), "{}{}", expected.empty() ? "" : ", ", field.name);
  const auto members = node.members();
  for (const auto& member : members) {
    const auto& name = member.first;
    const auto& value = member.second;
    const auto is_it = [&](const MappedField& field) { return field.name == name; };
    if (std::none_of(mapped_fields().begin(), mapped_fields().end(), is_it)) {
      return value.error(fmt::format("is no field of a product; expected one of {}", expected));
    }
    if (value.is_map()) {
      KHOJ_TRY(value.expect_map({"from", "join", "with", "constant", "match", "replace", "values", "clean",
                                 "split", "scale", "invalid", "required"}));
    }
  }
  for (const auto& field : mapped_fields()) {
    const auto value = node.member(field.name);
    if (!value) continue;
    KHOJ_ASSIGN(ValueRule rule, read_rule(mapping, *value, std::string(field.name)));
    if (!rule.split.empty() && field.kind != ValueKind::list)
      return value->error("cannot be split: it is no list");
    rule.required = rule.required || field.name == "id" || field.name == "title";
    mapping.fields.push_back(std::move(rule));
  }
  for (const std::string_view needed : {"id", "title"}) {
    if (!node.member(needed)) return node.error(fmt::format("must say where '{}' comes from", needed));
  }
  return {};
}

Status read_attributes(CatalogMapping& mapping, const YamlCursor& node) {
  KHOJ_TRY(node.expect_map({}));
  for (const auto& [name, value] : node.members()) {
    AttributeRule attribute;
    attribute.name = name;
    if (value.is_map()) {
      KHOJ_TRY(value.expect_map({"from", "join", "with", "constant", "match", "replace", "values", "clean",
                                 "split", "scale", "invalid", "required", "as"}));
      if (const auto kind = value.member("as")) {
        KHOJ_ASSIGN(attribute.kind, one_of(*kind, kAttributeKinds));
      }
    }
    KHOJ_ASSIGN(attribute.rule, read_rule(mapping, value, "attributes." + name));
    if (!attribute.rule.split.empty() && attribute.kind != AttributeKind::list)
      return value.error("cannot be split without 'as: list'");
    mapping.attributes.push_back(std::move(attribute));
  }
  return {};
}

Status read_checks(CatalogMapping& mapping, const YamlCursor& node) {
  KHOJ_TRY(node.expect_map({"discount_ratio"}));
  const auto ratio = node.member("discount_ratio");
  if (!ratio) return {};
  KHOJ_TRY(ratio->expect_map({"from", "tolerance"}));
  DiscountRatioCheck check;
  const auto from = ratio->member("from");
  if (!from) return ratio->error("must say where the ratio comes from: from: COLUMN");
  KHOJ_ASSIGN(const std::string source, from->text());
  check.source = source_index(mapping, source);
  if (const auto tolerance = ratio->member("tolerance")) {
    KHOJ_ASSIGN(check.tolerance, tolerance->number());
    if (check.tolerance <= 0) return tolerance->error("must be above 0");
  }
  mapping.discount_ratio_check = check;
  return {};
}

/// format, separator, quoting, encoding, duplicates: how the file is written and read.
Status read_layout(CatalogMapping& mapping, const YamlCursor& root) {
  const auto format = root.member("format");
  if (!format) return root.error("must have the key 'format': csv, tsv, jsonl or khoj");
  KHOJ_ASSIGN(mapping.format, one_of(*format, kFormats));
  KHOJ_ASSIGN(const std::string format_name, format->text());
  if (format_name == "tsv") {
    mapping.separator = '\t';
    mapping.quoting = false;
  }
  if (const auto separator = root.member("separator")) {
    KHOJ_ASSIGN(const std::string text, separator->text());
    if (text == "tab") {
      mapping.separator = '\t';
    } else if (text.size() == 1 && std::strchr("\"\r\n", text[0]) == nullptr &&
               static_cast<unsigned char>(text[0]) < 0x80) {
      mapping.separator = text[0];
    } else {
      return separator->error(fmt::format("is '{}'; expected one character such as ';', or tab", text));
    }
  }
  if (const auto quoting = root.member("quoting")) {
    KHOJ_ASSIGN(mapping.quoting, quoting->boolean());
  }
  if (const auto encoding = root.member("encoding")) {
    KHOJ_ASSIGN(const std::string name, encoding->text());
    if (name != "auto") {
      const auto parsed = io::parse_encoding(name);
      if (!parsed) return encoding->error("is unknown: " + parsed.error().message);
      mapping.encoding = *parsed;
    }
  }
  if (const auto merge = root.member("merge")) {
    KHOJ_ASSIGN(mapping.duplicates, one_of(*merge, kDuplicatePolicies));
  }
  if (const auto missing = root.member("missing_columns")) {
    KHOJ_ASSIGN(mapping.ignore_missing_columns, one_of(*missing, kMissingColumns));
  }
  return {};
}

}  // namespace

Result<CatalogMapping> read_mapping(std::string_view yaml, std::string_view origin) {
  if (yaml.size() > kMaxMappingBytes) {
    return base::fail(base::Error{ErrorCode::invalid_argument,
                                  fmt::format("is no mapping: it has more than {} bytes", kMaxMappingBytes),
                                  std::string(origin)});
  }
  KHOJ_ASSIGN(const YamlCursor root, YamlCursor::parse(yaml, origin));
  KHOJ_TRY(root.expect_map({"format", "separator", "quoting", "encoding", "merge", "missing_columns",
                            "fields", "attributes", "checks"}));
  CatalogMapping mapping;
  mapping.name = origin;
  KHOJ_TRY(read_layout(mapping, root));
  const auto fields = root.member("fields");
  if (mapping.format == CatalogFormat::khoj) {
    for (const std::string_view key : {"fields", "attributes", "checks", "separator", "quoting"}) {
      if (const auto member = root.member(key)) return member->error("does not go with 'format: khoj'");
    }
    return mapping;
  }
  if (!fields) return root.error("must have the key 'fields'");
  KHOJ_TRY(read_fields(mapping, *fields));
  if (const auto attributes = root.member("attributes")) KHOJ_TRY(read_attributes(mapping, *attributes));
  if (const auto checks = root.member("checks")) KHOJ_TRY(read_checks(mapping, *checks));
  return mapping;
}

Result<CatalogMapping> load_mapping(const std::string& name_or_file) {
  std::string names;
  for (const auto& builtin : builtin_mappings()) {
    if (builtin.name == name_or_file) return read_mapping(builtin.yaml, builtin.name);
    fmt::format_to(std::back_inserter(names), "{}{}", names.empty() ? "" : ", ", builtin.name);
  }
  auto file = io::MappedFile::open(name_or_file);
  if (!file) {
    if (file.error().code == ErrorCode::not_found) {
      return base::fail(ErrorCode::not_found,
                        "there is no mapping '{}'; expected one of {}, or the path of a YAML file",
                        name_or_file, names);
    }
    return base::fail(std::move(file).error());
  }
  return read_mapping(file->text(), name_or_file);
}

}  // namespace khoj::jobs
