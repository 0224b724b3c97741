// Reads khoj.yaml: walks the document and says of every key that is wrong in which line it stands.
#include <algorithm>
#include <map>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "base/config_value.hpp"
#include "base/utf8.hpp"

namespace khoj::base {
namespace {

bool is_section(std::string_view name) {
  return std::ranges::any_of(config_keys(), [name](const ConfigKey& key) {
    return key.path.size() > name.size() && key.path.starts_with(name) && key.path[name.size()] == '.';
  });
}

/// Walks a YAML document over a Config. Throws what yaml-cpp throws.
class YamlReader {
 public:
  YamlReader(Config& config, std::string_view file) : config_(config), file_(file) {}

  Status read(const YAML::Node& root) {
    if (root.IsNull()) return {};
    if (!root.IsMap())
      return fail(error_at(root, "", "expected sections such as 'server:' with keys below them"));
    return read_map(root, "");
  }

 private:
  Status read_map(const YAML::Node& map, const std::string& section) {
    for (const auto& entry : map) {
      if (!entry.first.IsScalar()) return fail(error_at(entry.first, section, "expected a name as the key"));
      const std::string path = section.empty() ? entry.first.Scalar() : section + "." + entry.first.Scalar();
      const auto [earlier, is_new] = lines_.try_emplace(path, entry.first.Mark().line + 1);
      if (!is_new) {
        return fail(
            error_at(entry.first, path, fmt::format("is there twice, first on line {}", earlier->second)));
      }
      KHOJ_TRY(read_entry(entry.first, entry.second, path, section.empty()));
    }
    return {};
  }

  Status read_entry(const YAML::Node& name, const YAML::Node& value, const std::string& path, bool at_top) {
    if (const ConfigKey* key = find_config_key(path)) return read_value(name, value, *key);
    if (!at_top || !is_section(path)) return fail(error_at(name, path, unknown_key(path).message));
    if (value.IsNull()) return {};  // A section whose keys are all commented out.
    if (!value.IsMap()) return fail(error_at(name, path, "expected keys below this section"));
    return read_map(value, path);
  }

  Status read_value(const YAML::Node& name, const YAML::Node& value, const ConfigKey& key) {
    GivenValue given;
    if (value.IsScalar()) {
      given.texts.push_back(value.Scalar());
      given.is_quoted = value.Tag() == "!";
    } else if (value.IsSequence()) {
      given.is_list = true;
      for (const auto& item : value) {
        if (!item.IsScalar())
          return fail(error_at(item, key.path, mismatch(key, "another kind of item").message));
        given.texts.push_back(item.Scalar());
      }
    } else {
      const std::string_view what = value.IsNull() ? "nothing" : "keys of its own";
      return fail(error_at(name, key.path, mismatch(key, what).message));
    }
    if (auto status = assign(config_, key, given); !status) {
      return fail(error_at(name, key.path, std::move(status.error().message)));
    }
    return {};
  }

  [[nodiscard]] Error error_at(const YAML::Node& node, std::string_view path, std::string message) const {
    std::string place = fmt::format("{}:{}", file_, node.Mark().line + 1);
    if (!path.empty()) place += fmt::format(": {}", path.size() <= 100 ? path : path.substr(0, 100));
    return Error{ErrorCode::invalid_argument, std::move(message), replace_invalid_utf8(place)};
  }

  Config& config_;
  std::string_view file_;
  std::map<std::string, int, std::less<>> lines_;  ///< Where each path stands, to find the second of two.
};

/// Ignores every event: for parsing without building anything.
class NullHandler final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

/// YAML::Load reads the first document and leaves the rest unread; YAML::LoadAll of 0.7 never returns from a
/// text such as ",". So the second document is looked for here.
bool has_more_than_one_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  NullHandler handler;
  return parser.HandleNextDocument(handler) && parser.HandleNextDocument(handler);
}

}  // namespace

Status apply_yaml(Config& config, std::string_view text, std::string_view file) {
  if (text.size() > kMaxConfigFileBytes) {
    return fail(Error{ErrorCode::invalid_argument, "expected a file of at most 1 MiB", std::string(file)});
  }
  if (!is_valid_utf8(text))
    return fail(Error{ErrorCode::invalid_argument, "expected UTF-8", std::string(file)});
  Config changed = config;
  try {
    const std::string copy(text);
    if (has_more_than_one_document(copy)) {
      return fail(
          Error{ErrorCode::invalid_argument, "expected one YAML document, found several", std::string(file)});
    }
    KHOJ_TRY(YamlReader(changed, file).read(YAML::Load(copy)));
  } catch (const YAML::Exception& error) {
    const std::string place =
        error.mark.is_null() ? std::string(file) : fmt::format("{}:{}", file, error.mark.line + 1);
    return fail(Error{ErrorCode::invalid_argument, "not YAML: " + replace_invalid_utf8(error.msg), place});
  }
  config = std::move(changed);
  return {};
}

}  // namespace khoj::base
