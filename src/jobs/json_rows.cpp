#include "jobs/json_rows.hpp"

#include <charconv>
#include <new>
#include <vector>

#include <simdjson.h>

#include "io/encoding.hpp"
#include "io/jsonl_reader.hpp"
#include "jobs/product_mapper.hpp"
#include "store/product_json.hpp"

namespace khoj::jobs {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kMaxListItems = 10'000;

std::vector<std::string> path_steps(std::string_view path) {
  std::vector<std::string> steps;
  for (;;) {
    const std::size_t dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return steps;
    path.remove_prefix(dot + 1);
  }
}

/// Follows a path; false when something on it is absent.
bool follow(dom::element root, const std::vector<std::string>& steps, dom::element& found) {
  for (const auto& step : steps) {
    if (root.is_object()) {
      if (root.at_key(step).get(root) != simdjson::SUCCESS) return false;
    } else if (root.is_array()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
      if (error != std::errc() || end != step.data() + step.size() ||
          root.at(index).get(root) != simdjson::SUCCESS)
        return false;
    } else {
      return false;
    }
  }
  found = root;
  return true;
}

/// The text of a value that is no list and no object; false for those. null is empty.
bool scalar_text(dom::element value, std::string& storage, std::string_view& text) {
  switch (value.type()) {
    case dom::element_type::STRING: return value.get(text) == simdjson::SUCCESS;
    case dom::element_type::INT64: storage = fmt::to_string(value.get_int64().value_unsafe()); break;
    case dom::element_type::UINT64: storage = fmt::to_string(value.get_uint64().value_unsafe()); break;
    case dom::element_type::DOUBLE: storage = fmt::format("{}", value.get_double().value_unsafe()); break;
    case dom::element_type::BOOL: storage = value.get_bool().value_unsafe() ? "true" : "false"; break;
    case dom::element_type::NULL_VALUE: storage.clear(); break;
    case dom::element_type::ARRAY:
    case dom::element_type::OBJECT: return false;
  }
  text = storage;
  return true;
}

/// Lines of our own format.
class ProductRows final : public CatalogRows {
 public:
  ProductRows(io::ByteSource& text, std::size_t max_record_bytes) : reader_(text, max_record_bytes) {}

  base::Result<RowOutcome> next() override {
    KHOJ_ASSIGN(const io::ReadOutcome outcome, reader_.next());
    if (outcome == io::ReadOutcome::end) return RowOutcome::end;
    if (outcome == io::ReadOutcome::fault)
      return reject(reader_.fault().line, reader_.fault().raw, "", reader_.fault().reason);
    const auto& record = reader_.record();
    return accept(record.line, record.text, store::product_from_json(record.text));
  }

 private:
  io::JsonlReader reader_;
};

/// Lines of somebody else's format, read through the mapping's paths.
class MappedJsonRows final : public CatalogRows {
 public:
  MappedJsonRows(const CatalogMapping& mapping, io::ByteSource& text, std::size_t max_record_bytes)
      : mapping_(mapping),
        reader_(text, max_record_bytes),
        cells_(mapping.sources.size()),
        storage_(mapping.sources.size()) {
    for (const auto& source : mapping.sources) paths_.push_back(path_steps(source));
  }

  base::Result<RowOutcome> next() override {
    KHOJ_ASSIGN(const io::ReadOutcome outcome, reader_.next());
    if (outcome == io::ReadOutcome::end) return RowOutcome::end;
    if (outcome == io::ReadOutcome::fault)
      return reject(reader_.fault().line, reader_.fault().raw, "", reader_.fault().reason);
    const auto& record = reader_.record();
    if (!io::is_valid_utf8_fast(record.text))
      return reject(record.line, record.text, "", "is not valid in the file's encoding");
    dom::element root;
    if (const auto error = parser_.parse(record.text.data(), record.text.size()).get(root);
        error != simdjson::SUCCESS) {
      if (error == simdjson::MEMALLOC) throw std::bad_alloc();  // Nothing is known about the row.
      return reject(record.line, record.text, "",
                    fmt::format("is no JSON: {}", simdjson::error_message(error)));
    }
    if (!root.is_object()) return reject(record.line, record.text, "", "is no JSON object");
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (!read_cell(root, i))
        return reject(record.line, record.text, mapping_.sources[i],
                      "is an object, or a list that is very long or holds more than texts and numbers");
    }
    return accept(record.line, record.text, map_product(mapping_, cells_));
  }

 private:
  bool read_cell(dom::element root, std::size_t index) {
    SourceValue& cell = cells_[index];
    cell.text = {};
    cell.list.clear();
    dom::element value;
    if (!follow(root, paths_[index], value)) return true;
    auto& storage = storage_[index];
    if (!value.is_array()) {
      if (storage.empty()) storage.resize(1);
      return scalar_text(value, storage.front(), cell.text);
    }
    const dom::array items = value.get_array().value_unsafe();
    if (items.size() > kMaxListItems) return false;
    // Sized at once: views into the elements must not move.
    if (storage.size() < items.size()) storage.resize(items.size());
    std::size_t position = 0;
    for (const dom::element item : items) {
      std::string_view text;
      if (!scalar_text(item, storage[position++], text)) return false;
      if (!text.empty()) cell.list.push_back(text);
    }
    return true;
  }

  const CatalogMapping& mapping_;
  io::JsonlReader reader_;
  dom::parser parser_;
  std::vector<std::vector<std::string>> paths_;
  std::vector<SourceValue> cells_;
  std::vector<std::vector<std::string>> storage_;  ///< Of each source: the texts of its numbers.
};

}  // namespace

base::Result<std::unique_ptr<CatalogRows>> open_json_rows(const CatalogMapping& mapping, io::ByteSource& text,
                                                          std::size_t max_record_bytes) {
  if (mapping.format == CatalogFormat::khoj) return std::make_unique<ProductRows>(text, max_record_bytes);
  return std::make_unique<MappedJsonRows>(mapping, text, max_record_bytes);
}

}  // namespace khoj::jobs
