// Violations: everything that is wrong with a request, each with the place where it stands, in the terms that
// FastAPI and pydantic made customary (`loc`, `msg`, `type`). Values; not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace khoj::api {

/// A step on the way to a value: a member's name or an item's index.
using PathStep = std::variant<std::string, std::size_t>;

/// The place of a value while it is being read: a list of steps that lives on the stack.
struct Path {
  const Path* parent = nullptr;
  std::string_view name = {};
  std::size_t index = 0;
  bool is_index = false;

  [[nodiscard]] Path member(std::string_view child) const { return {this, child, 0, false}; }
  [[nodiscard]] Path item(std::size_t child) const { return {this, {}, child, true}; }
  [[nodiscard]] std::vector<PathStep> steps() const;
};

struct Violation {
  std::vector<PathStep> loc;  ///< Begins with "body", "query" or "path".
  std::string message;        ///< "Input should be a valid string".
  std::string type;           ///< "string_type".

  /// The place without its first step: "chips[2]", "searchable[0].weight"; empty for the whole body.
  [[nodiscard]] std::string field() const;
};

class Violations {
 public:
  /// More than this many are not kept: a body of a million wrong items needs no million complaints.
  static constexpr std::size_t kMaxKept = 50;

  void add(const Path& path, std::string_view type, std::string message);
  void add(Violation violation);
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  [[nodiscard]] const std::vector<Violation>& items() const noexcept { return items_; }
  /// "chips[2]: Input should be a valid string", for the first; and how many more there are.
  [[nodiscard]] std::string summary() const;

 private:
  std::vector<Violation> items_;
  std::size_t count_ = 0;
};

/// Reads "chips[2].name" back into steps, after `root`.
[[nodiscard]] std::vector<PathStep> parse_field_path(std::string_view root, std::string_view field);

}  // namespace khoj::api
