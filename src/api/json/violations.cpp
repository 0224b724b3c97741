#include "api/json/violations.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace khoj::api {

std::vector<PathStep> Path::steps() const {
  std::vector<PathStep> steps;
  for (const Path* at = this; at != nullptr; at = at->parent) {
    if (at->is_index) {
      steps.emplace_back(at->index);
    } else {
      steps.emplace_back(std::string(at->name));
    }
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

std::string Violation::field() const {
  std::string out;
  for (std::size_t i = 1; i < loc.size(); ++i) {
    if (const auto* index = std::get_if<std::size_t>(&loc[i])) {
      out += fmt::format("[{}]", *index);
    } else {
      if (!out.empty()) out += '.';
      out += std::get<std::string>(loc[i]);
    }
  }
  return out;
}

void Violations::add(const Path& path, std::string_view type, std::string message) {
  if (items_.size() < kMaxKept) {
    add(Violation{path.steps(), std::move(message), std::string(type)});
  } else {
    ++count_;
  }
}

void Violations::add(Violation violation) {
  ++count_;
  if (items_.size() < kMaxKept) items_.push_back(std::move(violation));
}

std::string Violations::summary() const {
  if (items_.empty()) return {};
  const auto field = items_.front().field();
  std::string out =
      field.empty() ? items_.front().message : fmt::format("{}: {}", field, items_.front().message);
  if (count_ > 1) out += fmt::format(" (and {} more)", count_ - 1);
  return out;
}

std::vector<PathStep> parse_field_path(std::string_view root, std::string_view field) {
  std::vector<PathStep> steps{std::string(root)};
  while (!field.empty()) {
    if (field.front() == '.') {
      field.remove_prefix(1);
    } else if (field.front() == '[') {
      const std::size_t close = std::min(field.find(']'), field.size());
      const std::string_view inside = field.substr(1, close - 1);
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), index);
      if (error == std::errc() && end == inside.data() + inside.size()) {
        steps.emplace_back(index);
      } else {
        steps.emplace_back(std::string(inside));
      }
      field.remove_prefix(std::min(close + 1, field.size()));
    } else {
      const std::size_t end = std::min(field.find_first_of(".["), field.size());
      steps.emplace_back(std::string(field.substr(0, end)));
      field.remove_prefix(end);
    }
  }
  return steps;
}

}  // namespace khoj::api
