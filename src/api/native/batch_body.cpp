#include "api/native/batch_body.hpp"

#include <boost/json/parse.hpp>

#include "api/http/url.hpp"
#include "api/json/slices.hpp"

namespace khoj::api::native {
namespace {

bool is_ndjson(std::string_view content_type) {
  const auto type = trim_blanks(content_type.substr(0, content_type.find(';')));
  return equals_ignoring_case(type, kNdjson) || equals_ignoring_case(type, "application/jsonl");
}

}  // namespace

base::Result<BatchBody> split_batch(std::string_view content_type, std::string_view body,
                                    std::size_t max_items, std::string_view what) {
  const auto trimmed = trim_json_blanks(body);
  const bool lines = is_ndjson(content_type);
  BatchBody batch;
  batch.single = !lines && !trimmed.starts_with('[');
  if (trimmed.empty())
    return base::fail(base::ErrorCode::invalid_argument, "the body is empty; expected {}", what);
  if (lines) {
    batch.items = line_slices(trimmed);
  } else if (batch.single) {
    batch.items = {trimmed};
  } else {
    KHOJ_ASSIGN(batch.items, array_slices(trimmed));
  }
  if (batch.items.size() > max_items)
    return base::fail(base::ErrorCode::invalid_argument, "the body has {} {}; at most {} are taken at once",
                      batch.items.size(), what, max_items);
  return batch;
}

std::optional<std::string> readable_text(std::string_view json, std::string_view member,
                                         std::size_t max_bytes) {
  boost::system::error_code error;
  const auto document = boost::json::parse({json.data(), json.size()}, error);
  if (error || !document.is_object()) return std::nullopt;
  const auto* text = document.as_object().if_contains({member.data(), member.size()});
  if (text == nullptr || !text->is_string() || text->as_string().size() > max_bytes) return std::nullopt;
  return std::string(text->as_string().c_str(), text->as_string().size());
}

}  // namespace khoj::api::native
