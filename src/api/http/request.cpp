#include "api/http/request.hpp"

#include <algorithm>

#include "api/http/url.hpp"

namespace khoj::api {
namespace {

/// A body buffer larger than this is given back between requests.
constexpr std::size_t kKeptBodyBytes = 64U << 10U;

}  // namespace

std::string_view Request::path() const noexcept { return target().substr(0, target().find('?')); }

std::string_view Request::query_string() const noexcept {
  const std::size_t mark = target().find('?');
  return mark == std::string_view::npos ? std::string_view() : target().substr(mark + 1);
}

std::optional<std::string> Request::query(std::string_view name) const {
  return query_parameter(query_string(), name);
}

std::string_view Request::header(std::string_view name) const noexcept {
  for (const auto& field : fields_) {
    if (equals_ignoring_case(text(field.name), name)) return text(field.value);
  }
  return {};
}

bool Request::has_header(std::string_view name) const noexcept { return header_count(name) > 0; }

std::size_t Request::header_count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(std::count_if(fields_.begin(), fields_.end(), [&](const Field& field) {
    return equals_ignoring_case(text(field.name), name);
  }));
}

std::string_view Request::parameter(std::string_view name) const noexcept {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return value;
  }
  return {};
}

void Request::clear() {
  method_ = Method::get;
  version_ = 11;
  keep_alive_ = false;
  head_.clear();
  target_ = {};
  fields_.clear();
  body_.clear();
  if (body_.capacity() > kKeptBodyBytes) body_.shrink_to_fit();
  parameters_.clear();
  request_id_.clear();
}

void Request::set_start_line(Method method, std::string_view target, int version) {
  method_ = method;
  target_ = store(target);
  version_ = version;
}

void Request::add_header(std::string_view name, std::string_view value) {
  const Slice stored_name = store(name);
  fields_.push_back({stored_name, store(value)});
}

Request::Slice Request::store(std::string_view bytes) {
  const Slice slice{static_cast<std::uint32_t>(head_.size()), static_cast<std::uint32_t>(bytes.size())};
  head_ += bytes;
  return slice;
}

}  // namespace khoj::api
